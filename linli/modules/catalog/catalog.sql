-- name: find_deal
-- hot: the deal page and the first step of a purchase.
SELECT d.market_id, d.deal_id, d.store_id, d.merchant_id, d.title, d.title_en, d.contents, d.rules_zh, d.rules_en,
       d.icon, d.price_minor, d.list_price_minor, d.currency, d.stock, d.per_person, d.valid_days, d.usable, d.state,
       d.published_at, d.terms_id, d.picture_id, d.revision, t.store_ids, d.use_rules
FROM catalog.deals AS d
JOIN catalog.deal_terms AS t ON t.market_id = d.market_id AND t.terms_id = d.terms_id
WHERE d.market_id = $1 AND d.deal_id = $2 AND t.market_id = $1

-- name: deals_of_ids
-- Several deals at once, for lists that name them.
SELECT d.market_id, d.deal_id, d.store_id, d.merchant_id, d.title, d.title_en, d.contents, d.rules_zh, d.rules_en,
       d.icon, d.price_minor, d.list_price_minor, d.currency, d.stock, d.per_person, d.valid_days, d.usable, d.state,
       d.published_at, d.terms_id, d.picture_id, d.revision, t.store_ids, d.use_rules
FROM catalog.deals AS d
JOIN catalog.deal_terms AS t ON t.market_id = d.market_id AND t.terms_id = d.terms_id
WHERE d.market_id = $1 AND d.deal_id = ANY($2::uuid[]) AND t.market_id = $1

-- name: deals_of_store
-- hot: what the store page sells, the newest first, by when it was published: an id given by the caller says nothing
-- about that.
SELECT d.market_id, d.deal_id, d.store_id, d.merchant_id, d.title, d.title_en, d.contents, d.rules_zh, d.rules_en,
       d.icon, d.price_minor, d.list_price_minor, d.currency, d.stock, d.per_person, d.valid_days, d.usable, d.state,
       d.published_at, d.terms_id, d.picture_id, d.revision, t.store_ids, d.use_rules
FROM catalog.deal_stores AS w
JOIN catalog.deals AS d ON d.market_id = w.market_id AND d.deal_id = w.deal_id
JOIN catalog.deal_terms AS t ON t.market_id = d.market_id AND t.terms_id = d.terms_id
WHERE w.market_id = $1 AND w.store_id = $2 AND d.market_id = $1 AND t.market_id = $1
ORDER BY d.published_at DESC, d.deal_id DESC

-- name: ended_deals_of_store
-- The store's own staff look back, a page at a time, before the last deal of the page before ($3; null: the first).
SELECT d.market_id, d.deal_id, d.store_id, d.merchant_id, d.title, d.title_en, d.contents, d.rules_zh, d.rules_en,
       d.icon, d.price_minor, d.list_price_minor, d.currency, d.stock, d.per_person, d.valid_days, d.usable, d.state,
       d.published_at, d.terms_id, d.picture_id, d.revision, t.store_ids, d.use_rules
FROM catalog.deals AS d
JOIN catalog.deal_terms AS t ON t.market_id = d.market_id AND t.terms_id = d.terms_id
WHERE d.market_id = $1 AND d.store_id = $2 AND d.state = 'ended' AND t.market_id = $1
  AND ($3::uuid IS NULL OR (d.published_at, d.deal_id) < (
      SELECT last.published_at, last.deal_id FROM catalog.deals AS last
      WHERE last.market_id = $1 AND last.deal_id = $3
  ))
ORDER BY d.published_at DESC, d.deal_id DESC
LIMIT $4

-- name: deals_of_stores
-- What followed stores offer, and what search shows of a list of stores; a deal of several of them once.
SELECT d.market_id, d.deal_id, d.store_id, d.merchant_id, d.title, d.title_en, d.contents, d.rules_zh, d.rules_en,
       d.icon, d.price_minor, d.list_price_minor, d.currency, d.stock, d.per_person, d.valid_days, d.usable, d.state,
       d.published_at, d.terms_id, d.picture_id, d.revision, t.store_ids, d.use_rules
FROM catalog.deals AS d
JOIN catalog.deal_terms AS t ON t.market_id = d.market_id AND t.terms_id = d.terms_id
WHERE d.market_id = $1 AND t.market_id = $1 AND d.deal_id IN (
      SELECT w.deal_id FROM catalog.deal_stores AS w WHERE w.market_id = $1 AND w.store_id = ANY($2::uuid[])
  )
  AND ($3::timestamptz IS NULL OR d.published_at >= $3)
ORDER BY d.published_at DESC, d.deal_id DESC
LIMIT $4

-- name: write_deal
-- A deal goes on sale.
INSERT INTO catalog.deals (market_id, deal_id, store_id, merchant_id, title, title_en, contents, rules_zh,
    rules_en, icon, price_minor, list_price_minor, currency, stock, per_person, valid_days, usable, state,
    published_at, terms_id, picture_id, use_rules)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'on_sale', $18, $19, $20, $21)

-- name: write_terms
-- One wording of a deal, for good.
INSERT INTO catalog.deal_terms (market_id, terms_id, deal_id, contents, rules_zh, rules_en, valid_days, usable,
    store_ids, written_at, use_rules)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: write_stores
-- Where a deal is on sale from now on, in order, so that two writers cannot deadlock.
INSERT INTO catalog.deal_stores (market_id, store_id, deal_id)
SELECT $1, s.store_id, $2 FROM unnest($3::uuid[]) AS s (store_id)
ORDER BY s.store_id
ON CONFLICT DO NOTHING

-- name: drop_stores
-- Off sale everywhere but in these; in none of them: it has ended.
DELETE FROM catalog.deal_stores
WHERE market_id = $1 AND deal_id = $2 AND store_id <> ALL($3::uuid[])

-- name: find_terms
-- hot: what was sold, when it is paid and when it is used.
SELECT terms_id, deal_id, contents, rules_zh, rules_en, valid_days, usable, store_ids, written_at, use_rules
FROM catalog.deal_terms
WHERE market_id = $1 AND terms_id = $2

-- name: change_deal
-- Other words, price or terms from now on, if nobody changed it since it was looked at ($3) and it is still on sale.
UPDATE catalog.deals SET title = $4, title_en = $5, contents = $6, rules_zh = $7, rules_en = $8, icon = $9,
    price_minor = $10, list_price_minor = $11, stock = $12, per_person = $13, valid_days = $14, usable = $15,
    terms_id = $16, picture_id = $17, use_rules = $18, revision = revision + 1
WHERE market_id = $1 AND deal_id = $2 AND revision = $3 AND state = 'on_sale'

-- name: end_deal
-- Off sale, once.
UPDATE catalog.deals SET state = 'ended'
WHERE market_id = $1 AND deal_id = $2 AND state = 'on_sale'

-- name: pictures_shown
-- Which of these pictures a deal shows, ended ones too.
SELECT DISTINCT picture_id FROM catalog.deals WHERE market_id = $1 AND picture_id = ANY($2::uuid[])

-- name: hand_over_deal
-- Kept by another store, under other terms; whoever is editing it is told that it changed.
UPDATE catalog.deals SET store_id = $3, terms_id = $4, revision = revision + 1
WHERE market_id = $1 AND deal_id = $2 AND state = 'on_sale'

-- name: copy_terms
-- The same promises ($3) at other stores.
INSERT INTO catalog.deal_terms (market_id, terms_id, deal_id, contents, rules_zh, rules_en, valid_days, usable,
    store_ids, written_at, use_rules)
SELECT t.market_id, $2, t.deal_id, t.contents, t.rules_zh, t.rules_en, t.valid_days, t.usable, $4::uuid[], $5,
    t.use_rules
FROM catalog.deal_terms AS t
WHERE t.market_id = $1 AND t.terms_id = $3

-- name: listing
-- A part of the deals on sale in the order of ids, for sitemaps.
SELECT d.deal_id AS id, d.deal_id::text AS name, d.published_at AS changed_at FROM catalog.deals AS d
WHERE d.market_id = $1 AND d.deal_id > $2 AND d.state = 'on_sale'
ORDER BY d.deal_id
LIMIT $3

-- name: listing_starts
-- The last deal of each such part of $2 deals but the last.
SELECT numbered.id FROM (
    SELECT d.deal_id AS id, row_number() OVER (ORDER BY d.deal_id) AS place, count(*) OVER () AS every
    FROM catalog.deals AS d WHERE d.market_id = $1 AND d.state = 'on_sale'
) AS numbered
WHERE numbered.place % $2::bigint = 0 AND numbered.place < numbered.every
ORDER BY numbered.id

-- name: newest_deals
-- What is new in a market, for its feed: ids grow with time.
SELECT d.market_id, d.deal_id, d.store_id, d.merchant_id, d.title, d.title_en, d.contents, d.rules_zh, d.rules_en,
       d.icon, d.price_minor, d.list_price_minor, d.currency, d.stock, d.per_person, d.valid_days, d.usable, d.state,
       d.published_at, d.terms_id, d.picture_id, d.revision, t.store_ids, d.use_rules
FROM catalog.deals AS d
JOIN catalog.deal_terms AS t ON t.market_id = d.market_id AND t.terms_id = d.terms_id
WHERE d.market_id = $1 AND t.market_id = $1 AND d.state = 'on_sale'
ORDER BY d.deal_id DESC
LIMIT $2

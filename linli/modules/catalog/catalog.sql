-- name: find_deal
-- hot: the deal page and the first step of a purchase.
SELECT market_id, deal_id, store_id, merchant_id, title, title_en, contents, rules_zh, rules_en, icon,
       price_minor, list_price_minor, currency, stock, per_person, valid_days, usable, state, published_at
FROM catalog.deals
WHERE market_id = $1 AND deal_id = $2

-- name: deals_of_store
-- hot: what the store page sells; ids grow with time, so the newest come first. Staff also see ended ones.
SELECT market_id, deal_id, store_id, merchant_id, title, title_en, contents, rules_zh, rules_en, icon,
       price_minor, list_price_minor, currency, stock, per_person, valid_days, usable, state, published_at
FROM catalog.deals
WHERE market_id = $1 AND store_id = $2 AND (state = 'on_sale' OR $3::boolean)
ORDER BY deal_id DESC

-- name: deals_of_stores
-- What followed stores offer, and what search shows of a list of stores.
SELECT market_id, deal_id, store_id, merchant_id, title, title_en, contents, rules_zh, rules_en, icon,
       price_minor, list_price_minor, currency, stock, per_person, valid_days, usable, state, published_at
FROM catalog.deals
WHERE market_id = $1 AND store_id = ANY($2::uuid[]) AND state = 'on_sale'
  AND ($3::timestamptz IS NULL OR published_at >= $3)
ORDER BY published_at DESC, deal_id DESC
LIMIT $4

-- name: write_deal
-- A deal goes on sale.
INSERT INTO catalog.deals (market_id, deal_id, store_id, merchant_id, title, title_en, contents, rules_zh,
    rules_en, icon, price_minor, list_price_minor, currency, stock, per_person, valid_days, usable, state,
    published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'on_sale', $18)

-- name: end_deal
-- Off sale, once.
UPDATE catalog.deals SET state = 'ended'
WHERE market_id = $1 AND deal_id = $2 AND state = 'on_sale'

-- name: find_menu
-- hot: the menu on the store page.
SELECT section, name, name_en, price_minor, currency, icon, note
FROM catalog.menu_items
WHERE market_id = $1 AND store_id = $2
ORDER BY position

-- name: write_menu
-- Every line of a menu at its place, over what stood there; in order, so that two writers cannot deadlock.
INSERT INTO catalog.menu_items (market_id, store_id, position, section, name, name_en, price_minor, currency,
    icon, note)
SELECT $1, $2, n.position::integer, n.section, n.name, n.name_en, n.price_minor, n.currency, n.icon, n.note
FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[])
     WITH ORDINALITY AS n (section, name, name_en, price_minor, currency, icon, note, position)
ORDER BY n.position
ON CONFLICT (market_id, store_id, position) DO UPDATE SET
    section = excluded.section, name = excluded.name, name_en = excluded.name_en,
    price_minor = excluded.price_minor, currency = excluded.currency, icon = excluded.icon, note = excluded.note

-- name: cut_menu
-- Lines of the former menu beyond the end of the new one.
DELETE FROM catalog.menu_items WHERE market_id = $1 AND store_id = $2 AND position > $3

-- name: find_branch
-- hot: checkout: which chain a store belongs to, and who collects there.
SELECT store_id, head_id, merchant_id, range, own_articles, collects, hands_over, state, offer, revision, since
FROM chains.branches WHERE market_id = $1 AND store_id = $2

-- name: branches_of_head
-- All stores of a chain, those asked among them.
SELECT store_id, head_id, merchant_id, range, own_articles, collects, hands_over, state, offer, revision, since
FROM chains.branches WHERE market_id = $1 AND head_id = $2 AND state <> 'left'
ORDER BY store_id

-- name: branches_of_merchant
-- The stores of a franchisee in chains of others.
SELECT store_id, head_id, merchant_id, range, own_articles, collects, hands_over, state, offer, revision, since
FROM chains.branches WHERE market_id = $1 AND merchant_id = $2 AND head_id <> $2 AND state <> 'left'
ORDER BY store_id

-- name: invite_branch
-- A store is asked into a chain, or is in it at once where the head office runs it; nothing where it is in one.
INSERT INTO chains.branches AS b (market_id, store_id, head_id, merchant_id, range, own_articles, collects, hands_over,
    state, offer, revision, since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, 1, $10)
ON CONFLICT (market_id, store_id) DO UPDATE SET head_id = excluded.head_id, merchant_id = excluded.merchant_id,
    range = excluded.range, own_articles = excluded.own_articles, collects = excluded.collects,
    hands_over = excluded.hands_over, state = excluded.state, offer = NULL, revision = b.revision + 1, since = excluded.since
WHERE b.state = 'left' OR (b.state = 'invited' AND b.head_id = excluded.head_id)

-- name: offer_terms
-- The head office would like other terms; of two who ask at once the second is told.
UPDATE chains.branches SET offer = $4, revision = revision + 1
WHERE market_id = $1 AND store_id = $2 AND revision = $3 AND state <> 'left'

-- name: drop_offer
-- What was offered is taken back, or not wanted; the terms that hold stay.
UPDATE chains.branches SET offer = NULL, revision = revision + 1
WHERE market_id = $1 AND store_id = $2 AND revision = $3 AND offer IS NOT NULL

-- name: set_terms
-- Terms that hold from now on: agreed to, or of a branch that the head office runs itself.
UPDATE chains.branches SET range = $4, own_articles = $5, collects = $6, hands_over = $7, offer = NULL, state = 'joined',
    revision = revision + 1, since = CASE WHEN state = 'joined' THEN since ELSE $8 END
WHERE market_id = $1 AND store_id = $2 AND revision = $3 AND state <> 'left'

-- name: leave_chain
-- A branch is one no more, once.
UPDATE chains.branches SET state = 'left', offer = NULL, revision = revision + 1
WHERE market_id = $1 AND store_id = $2 AND state <> 'left'

-- name: find_territories
-- hot: a head office's territories; a chain has dozens, not thousands.
SELECT territory_id, head_id, store_id, name, area, item_ids, category_ids, measures, installs, revision
FROM chains.territories WHERE market_id = $1 AND head_id = $2 AND dropped_at IS NULL
ORDER BY name, territory_id

-- name: find_territory
-- One territory by key.
SELECT territory_id, head_id, store_id, name, area, item_ids, category_ids, measures, installs, revision
FROM chains.territories WHERE market_id = $1 AND territory_id = $2 AND dropped_at IS NULL

-- name: write_territory
-- A new territory.
INSERT INTO chains.territories (market_id, territory_id, head_id, store_id, name, area, item_ids, category_ids, measures,
    installs, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)

-- name: rewrite_territory
-- A territory as it is from now on, unless somebody else changed it since it was looked at.
UPDATE chains.territories SET store_id = $4, name = $5, area = $6, item_ids = $7, category_ids = $8, measures = $9,
    installs = $10, revision = revision + 1
WHERE market_id = $1 AND territory_id = $2 AND head_id = $3 AND revision = $11 AND dropped_at IS NULL

-- name: drop_territory
-- A territory ends; it is kept, so that this can be undone.
UPDATE chains.territories SET dropped_at = $4
WHERE market_id = $1 AND territory_id = $2 AND head_id = $3 AND dropped_at IS NULL

-- name: restore_territory
-- A territory that was ended is one again; where its branch has left meanwhile it is gone.
UPDATE chains.territories SET dropped_at = NULL, revision = revision + 1
WHERE market_id = $1 AND territory_id = $2 AND head_id = $3 AND dropped_at IS NOT NULL

-- name: drop_territories_of_store
-- A branch leaves; its territories end with it.
DELETE FROM chains.territories WHERE market_id = $1 AND store_id = $2

-- name: write_uses
-- Who sells, measures and installs what an order is of, for good.
INSERT INTO chains.uses (market_id, order_id, territory_id, store_id, name, address, lat, lon, measures, installs)
SELECT $1, $2, t.territory_id, t.store_id, t.name, $3, $4, $5, t.measures, t.installs
FROM chains.territories AS t
WHERE t.market_id = $1 AND t.territory_id = ANY($6::uuid[])

-- name: find_uses
-- Where the things of some orders will be used.
SELECT order_id, territory_id, store_id, name, address, lat, lon, measures, installs
FROM chains.uses WHERE market_id = $1 AND order_id = ANY($2::uuid[])
ORDER BY order_id, territory_id

-- name: find_uses_of_branch
-- The last orders that a branch had because of a head office's territories.
SELECT u.order_id, u.territory_id, u.store_id, u.name, u.address, u.lat, u.lon, u.measures, u.installs
FROM chains.uses AS u
JOIN chains.territories AS t ON t.market_id = u.market_id AND t.territory_id = u.territory_id
WHERE u.market_id = $1 AND t.head_id = $2 AND u.store_id = $3
ORDER BY u.order_id DESC, u.territory_id
LIMIT $4

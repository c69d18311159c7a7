-- name: insert_connection
-- A store's account at a platform; none where it has one there already.
INSERT INTO foreign_vouchers.connections (market_id, connection_id, store_id, merchant_id, platform, shop_ref, app_ref,
    sealed, state, connected_by, connected_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9, $10, $10)
ON CONFLICT DO NOTHING

-- name: connections_of_store
-- The owner's page: what is connected, and what was.
SELECT connection_id, store_id, merchant_id, platform, shop_ref, app_ref, state, trouble, connected_by, connected_at,
    changed_at
FROM foreign_vouchers.connections
WHERE market_id = $1 AND store_id = $2 AND state <> 'ended'
ORDER BY connection_id

-- name: find_connection
-- One connection of this store.
SELECT connection_id, store_id, merchant_id, platform, shop_ref, app_ref, state, trouble, connected_by, connected_at,
    changed_at
FROM foreign_vouchers.connections
WHERE market_id = $1 AND store_id = $2 AND connection_id = $3

-- name: active_secrets
-- hot: whom the counter asks about a code that is not ours.
SELECT connection_id, store_id, merchant_id, platform, shop_ref, app_ref, sealed
FROM foreign_vouchers.connections
WHERE market_id = $1 AND store_id = $2 AND state = 'active'
ORDER BY connection_id

-- name: move_connection
-- Pauses or resumes; a second click changes nothing.
UPDATE foreign_vouchers.connections SET state = $4, changed_at = $5, trouble = ''
WHERE market_id = $1 AND store_id = $2 AND connection_id = $3 AND state <> 'ended'
RETURNING connection_id, store_id, merchant_id, platform, shop_ref, app_ref, state, trouble, connected_by, connected_at,
    changed_at

-- name: end_connection
-- For good, and its secret is gone; not while the platform's word on a use is missing, for then it must still be asked.
UPDATE foreign_vouchers.connections AS c SET state = 'ended', sealed = NULL, changed_at = $4
WHERE c.market_id = $1 AND c.store_id = $2 AND c.connection_id = $3 AND c.state <> 'ended'
    AND NOT EXISTS (
        SELECT FROM foreign_vouchers.uses AS u
        WHERE u.market_id = $1 AND u.connection_id = c.connection_id AND u.state IN ('asked', 'undoing')
    )

-- name: note_trouble
-- What its owner has to see to; empty: it works again.
UPDATE foreign_vouchers.connections SET trouble = $3
WHERE market_id = $1 AND connection_id = $2 AND trouble <> $3

-- name: find_pass
-- hot: what the platform has given this application, while it is good.
SELECT sealed, good_until FROM foreign_vouchers.passes
WHERE market_id = $1 AND platform = $2 AND app_ref = $3 AND good_until > $4

-- name: keep_pass
-- The newest one; the platform has ended those before it.
INSERT INTO foreign_vouchers.passes (market_id, platform, app_ref, sealed, good_until)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (market_id, platform, app_ref) DO UPDATE SET sealed = excluded.sealed, good_until = excluded.good_until

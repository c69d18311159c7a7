-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'pickups' AS kind, jsonb_build_object(
    'order_id', t.order_id, 'store_id', t.store_id, 'state', t.state, 'opened_at', t.opened_at,
    'collect_before', t.collect_before, 'closed_at', t.closed_at
) AS said
FROM pickups.pickups AS t
WHERE t.market_id = $1 AND t.person_id = $2

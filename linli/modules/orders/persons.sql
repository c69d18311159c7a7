-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'orders' AS kind, jsonb_build_object(
    'order_id', t.order_id, 'number', t.number, 'kind', t.kind, 'store_id', t.store_id,
    'title', t.title, 'quantity', t.quantity, 'total_minor', t.total_minor, 'currency', t.currency,
    'state', t.state, 'placed_at', t.placed_at, 'paid_at', t.paid_at, 'closed_at', t.closed_at
) AS said
FROM orders.orders AS t
WHERE t.market_id = $1 AND t.person_id = $2

-- name: ids_of_person
-- Every order of one person, for what other modules keep by order.
SELECT order_id FROM orders.orders WHERE market_id = $1 AND person_id = $2 ORDER BY order_id

-- name: count_open
-- What somebody has not paid or not received yet.
SELECT count(*) FROM orders.orders
WHERE market_id = $1 AND person_id = $2 AND state IN ('awaiting_payment', 'paid')

-- name: market_orders_newest
-- The operator's list of orders, newest first, before a cursor; every part of the wish may be left open.
SELECT order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count
FROM orders.orders
WHERE market_id = $1 AND order_id < $2
    AND ($3::text IS NULL OR state = $3)
    AND ($4::uuid IS NULL OR store_id = $4) AND ($5::uuid IS NULL OR person_id = $5)
    AND ($6::timestamptz IS NULL OR placed_at >= $6) AND ($7::timestamptz IS NULL OR placed_at < $7)
ORDER BY order_id DESC
LIMIT $8

-- name: market_orders_oldest
-- The same from the beginning, after a cursor.
SELECT order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count
FROM orders.orders
WHERE market_id = $1 AND order_id > $2
    AND ($3::text IS NULL OR state = $3)
    AND ($4::uuid IS NULL OR store_id = $4) AND ($5::uuid IS NULL OR person_id = $5)
    AND ($6::timestamptz IS NULL OR placed_at >= $6) AND ($7::timestamptz IS NULL OR placed_at < $7)
ORDER BY order_id
LIMIT $8

-- name: totals_of_stores
-- The day of each of a merchant's stores: what was paid since a moment, whatever became of it afterwards; ids that are
-- too old are not read.
SELECT store_id, count(*)::integer AS orders, coalesce(sum(total_minor), 0)::bigint AS paid_minor
FROM orders.orders
WHERE market_id = $1 AND store_id = ANY($2::uuid[]) AND order_id >= $4 AND paid_at >= $3
GROUP BY store_id

-- name: sales_of_range
-- What the branches of a chain sold of its range since a moment, and who was paid. A line from before articles had
-- owners is of whoever was paid.
SELECT o.store_id, o.merchant_id AS payee_id, count(DISTINCT o.order_id)::integer AS orders,
    sum(l.quantity)::integer AS units, sum(l.total_minor)::bigint AS paid_minor
FROM orders.orders AS o
JOIN orders.lines AS l ON l.market_id = o.market_id AND l.order_id = o.order_id
WHERE o.market_id = $1 AND o.store_id = ANY($3::uuid[]) AND o.order_id >= $4 AND o.paid_at >= $5
    AND l.item_id IS NOT NULL AND coalesce(l.owner_id, o.merchant_id) = $2
GROUP BY o.store_id, o.merchant_id

-- name: open_orders_of_store
-- What may still be paid at a store that is to close.
SELECT count(*)::integer FROM orders.orders
WHERE market_id = $1 AND store_id = $2 AND state = 'awaiting_payment'

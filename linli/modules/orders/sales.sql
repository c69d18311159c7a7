-- name: insert_sale
-- An amount is asked for in a store, by its payer or by a clerk.
INSERT INTO orders.sales (market_id, order_id, store_id, total_minor, currency, clerk_id, clerk_name)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: note_sale_paid
-- The till sees it from now on, once.
UPDATE orders.sales SET paid_at = $3
WHERE market_id = $1 AND order_id = $2 AND paid_at IS NULL

-- name: take_refund
-- The shop gives some of it back, on the day on which it was paid ($4: when that day began) and never more than was
-- paid: no row means no.
UPDATE orders.sales SET refunded_minor = refunded_minor + $5
WHERE market_id = $1 AND order_id = $2 AND store_id = $3 AND paid_at >= $4 AND refunded_minor + $5 <= total_minor
RETURNING refunded_minor = total_minor

-- name: mark_sale_refunded
-- All of it went back.
UPDATE orders.orders SET state = 'refunded', closed_at = $3
WHERE market_id = $1 AND order_id = $2 AND state = 'completed' AND kind = 'sale'

-- name: hold_sale_kept
-- Where an amount was paid of which something was not given back; nothing of it is given back meanwhile.
SELECT s.store_id FROM orders.sales AS s
WHERE s.market_id = $1 AND s.order_id = $2 AND s.paid_at IS NOT NULL AND s.refunded_minor < s.total_minor
FOR UPDATE

-- name: sale_kept
-- Whether there is such an amount.
SELECT EXISTS (
    SELECT FROM orders.sales AS s
    WHERE s.market_id = $1 AND s.order_id = $2 AND s.paid_at IS NOT NULL AND s.refunded_minor < s.total_minor
)

-- name: find_sale
-- One amount paid in a shop, with what its order says.
SELECT s.order_id, s.store_id, o.number, o.person_id, s.total_minor, s.currency, s.refunded_minor, s.clerk_id,
    s.clerk_name, o.state, o.placed_at, s.paid_at
FROM orders.sales AS s
JOIN orders.orders AS o ON o.market_id = s.market_id AND o.order_id = s.order_id
WHERE s.market_id = $1 AND s.order_id = $2 AND o.market_id = $1

-- name: sales_of_store
-- What was paid at a till since a moment, the newest first.
SELECT s.order_id, s.store_id, o.number, o.person_id, s.total_minor, s.currency, s.refunded_minor, s.clerk_id,
    s.clerk_name, o.state, o.placed_at, s.paid_at
FROM orders.sales AS s
JOIN orders.orders AS o ON o.market_id = s.market_id AND o.order_id = s.order_id
WHERE s.market_id = $1 AND s.store_id = $2 AND s.paid_at >= $3 AND o.market_id = $1
ORDER BY s.paid_at DESC, s.order_id DESC LIMIT $4

-- name: sale_sums
-- A shift's sales by who asked for the money ("" where the payer typed it); what went back of them is told apart.
SELECT clerk_name, count(*)::integer AS sales, sum(total_minor)::bigint AS paid_minor,
    sum(refunded_minor)::bigint AS refunded_minor
FROM orders.sales
WHERE market_id = $1 AND store_id = $2 AND paid_at >= $3 AND paid_at < $4
GROUP BY clerk_name
ORDER BY clerk_name

-- name: asked_of_person
-- hot: what counters ask of a person now: their phone looks for it while it shows a code.
SELECT order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count
FROM orders.orders
WHERE market_id = $1 AND person_id = $2 AND state = 'awaiting_payment' AND kind = 'sale' AND pay_before > $3
ORDER BY order_id DESC LIMIT 1

-- name: take_over_orders
-- A guest has become somebody who was known already: what they paid as a guest is theirs.
UPDATE orders.orders SET person_id = $3 WHERE market_id = $1 AND person_id = $2

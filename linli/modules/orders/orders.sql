-- name: insert_order
-- hot: one order, waiting for its payment, with its lines; the number people read aloud is unique in the market by the
-- key of its own table.
WITH numbered AS (
    INSERT INTO orders.numbers (market_id, number, order_id) VALUES ($1, $3, $2)
),
placed AS (
    INSERT INTO orders.orders (
        market_id, order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en,
        icon, quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
        terms_id, kind, line_count
    ) VALUES (
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'awaiting_payment', $18, $19, $20,
        $21, $22
    )
)
INSERT INTO orders.lines (
    market_id, order_id, line_no, deal_id, terms_id, store_id, title, title_en, icon, quantity, unit_price_minor,
    discount_minor, total_minor, currency, item_id, variant_id, detail, detail_en, price_book_id, price_why,
    owner_id, subsidy_minor
)
SELECT $1, $2, l.line_no, l.deal_id, l.terms_id, l.store_id, l.title, l.title_en, l.icon, l.quantity,
    l.unit_price_minor, l.discount_minor, l.total_minor, $15, l.item_id, l.variant_id, l.detail, l.detail_en,
    l.price_book_id, l.price_why, l.owner_id, l.subsidy_minor
FROM unnest(
    $23::integer[], $24::uuid[], $25::uuid[], $26::uuid[], $27::text[], $28::text[], $29::text[], $30::integer[],
    $31::bigint[], $32::bigint[], $33::bigint[], $34::uuid[], $35::uuid[], $36::text[], $37::text[], $38::uuid[],
    $39::text[], $40::uuid[], $41::bigint[]
) AS l (
    line_no, deal_id, terms_id, store_id, title, title_en, icon, quantity, unit_price_minor, discount_minor,
    total_minor, item_id, variant_id, detail, detail_en, price_book_id, price_why, owner_id, subsidy_minor
)

-- name: mark_paid
-- hot: capture: once, from the states that can still be paid; what was bought comes along.
WITH paid AS (
    UPDATE orders.orders SET state = 'paid', paid_at = $4, closed_at = NULL
    WHERE market_id = $1 AND order_id = $2 AND state = ANY($3::text[])
    RETURNING order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
        quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
        paid_at, closed_at, terms_id, kind, line_count
)
SELECT paid.order_id, paid.number, paid.tracking_code, paid.person_id, paid.store_id, paid.merchant_id, paid.deal_id,
    paid.title, paid.title_en, paid.icon, paid.quantity, paid.unit_price_minor, paid.total_minor, paid.currency,
    paid.visit_id, paid.intent_id, paid.state, paid.placed_at, paid.pay_before, paid.paid_at, paid.closed_at,
    paid.terms_id, paid.kind, paid.line_count,
    (
        SELECT jsonb_agg(to_jsonb(l) ORDER BY l.line_no) FROM orders.lines AS l
        WHERE l.market_id = $1 AND l.order_id = $2
    ) AS lines
FROM paid

-- name: find_lines
-- hot: what an order is of.
SELECT order_id, line_no, deal_id, terms_id, store_id, title, title_en, icon, quantity, unit_price_minor,
    discount_minor, total_minor, currency, item_id, variant_id, detail, detail_en, price_book_id, price_why,
    owner_id, subsidy_minor
FROM orders.lines WHERE market_id = $1 AND order_id = $2
ORDER BY line_no

-- name: mark_canceled
-- An unpaid order is given up, once.
UPDATE orders.orders SET state = 'canceled', closed_at = $4
WHERE market_id = $1 AND order_id = $2 AND state = ANY($3::text[])
RETURNING order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count

-- name: mark_refunded
-- hot: all the money is on its way back.
UPDATE orders.orders SET state = 'refunded', closed_at = $3
WHERE market_id = $1 AND order_id = $2 AND state IN ('paid', 'canceled')

-- name: complete_order
-- hot: the last part was consumed, or given back after others were consumed.
UPDATE orders.orders SET state = 'completed', closed_at = $3
WHERE market_id = $1 AND order_id = $2 AND state = 'paid'
RETURNING order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count

-- name: reopen_order
-- A redemption was undone.
UPDATE orders.orders SET state = 'paid', closed_at = NULL
WHERE market_id = $1 AND order_id = $2 AND state = 'completed'

-- name: lock_unpaid
-- The timetable and a payment of the same second: whoever locks first decides.
SELECT order_id FROM orders.orders
WHERE market_id = $1 AND order_id = $2 AND state = 'awaiting_payment' FOR UPDATE

-- name: find_order
-- hot: one order by key.
SELECT order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count
FROM orders.orders WHERE market_id = $1 AND order_id = $2

-- name: find_number
-- The order that a person reads aloud.
SELECT order_id FROM orders.numbers WHERE market_id = $1 AND number = $2

-- name: orders_of_person
-- A person's orders, newest first, before a cursor; of some stores ($5), or of all.
SELECT order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count
FROM orders.orders
WHERE market_id = $1 AND person_id = $2 AND order_id < $3 AND ($5::uuid[] IS NULL OR store_id = ANY($5))
ORDER BY order_id DESC LIMIT $4

-- name: orders_of_store
-- A store's orders, newest first, before a cursor; of one state ($5), placed from $6 until just before $7, each
-- only where it is given.
SELECT order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count
FROM orders.orders
WHERE market_id = $1 AND store_id = $2 AND order_id < $3
    AND ($5::text IS NULL OR state = $5) AND ($6::timestamptz IS NULL OR placed_at >= $6)
    AND ($7::timestamptz IS NULL OR placed_at < $7)
ORDER BY order_id DESC LIMIT $4

-- name: orders_of_store_since
-- The shop's day at the counter: placed or paid since a moment; ids that are too old end the reading early.
SELECT order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count
FROM orders.orders
WHERE market_id = $1 AND store_id = $2 AND order_id < $3 AND order_id >= $4
    AND greatest(placed_at, paid_at) >= $5
ORDER BY order_id DESC LIMIT $6

-- name: unpaid_orders
-- Orders whose time to pay is over, oldest first.
SELECT order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count
FROM orders.orders WHERE market_id = $1 AND state = 'awaiting_payment' AND pay_before <= $2
ORDER BY pay_before LIMIT 200

-- name: store_totals
-- The shop's day: what was paid since a moment, whatever became of it afterwards; ids that are too old are not read.
SELECT count(*)::integer AS orders, coalesce(sum(total_minor), 0)::bigint AS paid_minor
FROM orders.orders WHERE market_id = $1 AND store_id = $2 AND order_id >= $4 AND paid_at >= $3

-- name: record_of_store
-- How a store's last orders ended, however many it has had: told to search when one more has ended.
SELECT count(*) FILTER (WHERE one.state = 'completed')::integer AS kept,
    count(*) FILTER (WHERE one.state = 'refunded')::integer AS refunded
FROM (
    SELECT state FROM orders.orders WHERE market_id = $1 AND store_id = $2 ORDER BY order_id DESC LIMIT $3
) AS one

-- name: counts_by_state
-- The operator's view of the market: how many orders stand where, and what they are worth.
SELECT state, currency, count(*)::integer AS orders, coalesce(sum(total_minor), 0)::bigint AS total_minor
FROM orders.orders WHERE market_id = $1
GROUP BY state, currency
ORDER BY currency, state

-- name: find_orders
-- Several orders by key: the orders behind the lines of a statement.
SELECT order_id, number, tracking_code, person_id, store_id, merchant_id, deal_id, title, title_en, icon,
    quantity, unit_price_minor, total_minor, currency, visit_id, intent_id, state, placed_at, pay_before,
    paid_at, closed_at, terms_id, kind, line_count
FROM orders.orders WHERE market_id = $1 AND order_id = ANY($2::uuid[])

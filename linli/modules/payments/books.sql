-- name: charges_on_bill
-- What a bill of a provider can be about: payments that it names by our id or by its own name, and those of its day.
SELECT i.intent_id, i.order_id, i.provider, i.provider_ref, i.amount_minor, i.refunded_minor, i.currency, i.state,
    i.created_at, i.paid_at
FROM payments.intents AS i
WHERE i.market_id = $1 AND i.intent_id = ANY($3::uuid[])
UNION
SELECT i.intent_id, i.order_id, i.provider, i.provider_ref, i.amount_minor, i.refunded_minor, i.currency, i.state,
    i.created_at, i.paid_at
FROM payments.intents AS i
WHERE i.market_id = $1 AND i.provider = $2 AND i.state = 'paid' AND i.provider_ref = ANY($4::text[])
UNION
SELECT i.intent_id, i.order_id, i.provider, i.provider_ref, i.amount_minor, i.refunded_minor, i.currency, i.state,
    i.created_at, i.paid_at
FROM payments.intents AS i
WHERE i.market_id = $1 AND i.provider = $2 AND i.state = 'paid' AND i.paid_at >= $5 AND i.paid_at < $6

-- name: refunds_on_bill
-- The same of refunds.
WITH found AS (
    SELECT r.refund_id FROM payments.refunds AS r
    WHERE r.market_id = $1 AND r.refund_id = ANY($3::uuid[])
    UNION
    SELECT r.refund_id FROM payments.refunds AS r
    WHERE r.market_id = $1 AND r.provider_ref = ANY($4::text[])
    UNION
    SELECT r.refund_id FROM payments.refunds AS r
    WHERE r.market_id = $1 AND r.state = 'done' AND r.done_at >= $5 AND r.done_at < $6
)
SELECT r.refund_id, r.intent_id, r.order_id, r.provider, r.provider_ref, r.amount_minor, r.currency, r.state,
    r.due_at, r.done_at
FROM found AS f
JOIN payments.refunds AS r ON r.refund_id = f.refund_id AND r.market_id = $1
WHERE r.market_id = $1 AND r.provider = $2

-- name: names_known
-- Whether a line of a bill that several markets share is about this one.
SELECT i.intent_id AS known_id, i.provider_ref FROM payments.intents AS i
WHERE i.market_id = $1 AND i.intent_id = ANY($3::uuid[])
UNION ALL
SELECT i.intent_id, i.provider_ref FROM payments.intents AS i
WHERE i.market_id = $1 AND i.provider = $2 AND i.state = 'paid' AND i.provider_ref = ANY($4::text[])
UNION ALL
SELECT r.refund_id, r.provider_ref FROM payments.refunds AS r
WHERE r.market_id = $1 AND r.refund_id = ANY($3::uuid[])
UNION ALL
SELECT r.refund_id, r.provider_ref FROM payments.refunds AS r
WHERE r.market_id = $1 AND r.provider_ref = ANY($4::text[])

-- name: unplaced_on_bill
-- Payments that came and could not be placed: they are booked and looked after as loose ends.
SELECT e.loose_end_id, e.intent_id, i.order_id, e.provider, e.provider_ref, e.told_minor, e.told_currency, i.created_at,
    e.noted_at
FROM payments.loose_ends AS e
JOIN payments.intents AS i ON i.market_id = e.market_id AND i.intent_id = e.intent_id AND i.market_id = $1
WHERE e.market_id = $1 AND e.provider = $2 AND e.provider_ref = ANY($3::text[]) AND e.kind IN ('held', 'paid_twice')
    AND e.outcome IS DISTINCT FROM 'confirmed'

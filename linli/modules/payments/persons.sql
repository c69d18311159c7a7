-- name: about_orders
-- The money of somebody’s orders, for their own eyes.
SELECT 'payments' AS kind, jsonb_build_object(
    'order_id', t.order_id, 'amount_minor', t.amount_minor, 'currency', t.currency,
    'provider', t.provider, 'state', t.state, 'created_at', t.created_at, 'paid_at', t.paid_at
) AS said
FROM payments.intents AS t
WHERE t.market_id = $1 AND t.order_id = ANY($2::uuid[])
UNION ALL
SELECT 'refunds' AS kind, jsonb_build_object(
    'order_id', t.order_id, 'amount_minor', t.amount_minor, 'currency', t.currency,
    'provider', t.provider, 'state', t.state, 'due_at', t.due_at, 'done_at', t.done_at
) AS said
FROM payments.refunds AS t
WHERE t.market_id = $1 AND t.order_id = ANY($2::uuid[])

-- name: about_payer
-- How somebody likes to pay, for their own eyes.
SELECT 'payment_habits' AS kind, jsonb_build_object(
    'provider', t.provider, 'chosen_at', t.chosen_at
) AS said
FROM payments.habits AS t
WHERE t.person_id = $1

-- name: drop_habits
-- How somebody who is erased liked to pay.
DELETE FROM payments.habits WHERE person_id = $1

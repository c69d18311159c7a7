-- name: market_refunds_newest
-- The operator's list of refunds, newest first, before a cursor; every part of the wish may be left open.
SELECT market_id, refund_id, intent_id, order_id, amount_minor, currency, reason, state, round, provider, payment_ref,
    tries, due_at, done_at
FROM payments.refunds
WHERE market_id = $1 AND refund_id < $2
    AND ($3::text IS NULL OR state = $3)
    AND ($4::timestamptz IS NULL OR due_at >= $4) AND ($5::timestamptz IS NULL OR due_at < $5)
ORDER BY refund_id DESC
LIMIT $6

-- name: market_refunds_oldest
-- The same from the beginning, after a cursor.
SELECT market_id, refund_id, intent_id, order_id, amount_minor, currency, reason, state, round, provider, payment_ref,
    tries, due_at, done_at
FROM payments.refunds
WHERE market_id = $1 AND refund_id > $2
    AND ($3::text IS NULL OR state = $3)
    AND ($4::timestamptz IS NULL OR due_at >= $4) AND ($5::timestamptz IS NULL OR due_at < $5)
ORDER BY refund_id
LIMIT $6

-- name: refunds_due_again
-- An operator sends refused refunds once more, under another key: due from now on, and tried by the next round of the timetable.
UPDATE payments.refunds SET
    state = 'due', round = round + 1, next_try_at = $3, refused_ref = provider_ref, provider_ref = NULL
WHERE market_id = $1 AND refund_id = ANY($2::uuid[]) AND state = 'failed'
RETURNING refund_id

-- name: market_loose_ends_newest
-- The operator's list of loose ends, newest first, before a cursor; open ones only ($3), of one kind, where wished.
SELECT e.loose_end_id, e.intent_id, e.kind, i.order_id, i.amount_minor, i.currency, e.told_minor, e.told_currency,
    e.provider, e.provider_ref, e.booked_minor, e.noted_at, e.settled_at, e.outcome
FROM payments.loose_ends AS e
JOIN payments.intents AS i ON i.market_id = e.market_id AND i.intent_id = e.intent_id AND i.market_id = $1
WHERE e.market_id = $1 AND e.loose_end_id < $2
    AND ($3::boolean IS NULL OR $3 = (e.settled_at IS NULL)) AND ($4::text IS NULL OR e.kind = $4)
    AND ($5::timestamptz IS NULL OR e.noted_at >= $5) AND ($6::timestamptz IS NULL OR e.noted_at < $6)
ORDER BY e.loose_end_id DESC
LIMIT $7

-- name: market_loose_ends_oldest
-- The same from the beginning, after a cursor.
SELECT e.loose_end_id, e.intent_id, e.kind, i.order_id, i.amount_minor, i.currency, e.told_minor, e.told_currency,
    e.provider, e.provider_ref, e.booked_minor, e.noted_at, e.settled_at, e.outcome
FROM payments.loose_ends AS e
JOIN payments.intents AS i ON i.market_id = e.market_id AND i.intent_id = e.intent_id AND i.market_id = $1
WHERE e.market_id = $1 AND e.loose_end_id > $2
    AND ($3::boolean IS NULL OR $3 = (e.settled_at IS NULL)) AND ($4::text IS NULL OR e.kind = $4)
    AND ($5::timestamptz IS NULL OR e.noted_at >= $5) AND ($6::timestamptz IS NULL OR e.noted_at < $6)
ORDER BY e.loose_end_id
LIMIT $7

-- name: find_loose_end
-- One loose end for its page.
SELECT e.loose_end_id, e.intent_id, e.kind, i.order_id, i.amount_minor, i.currency, e.told_minor, e.told_currency,
    e.provider, e.provider_ref, e.booked_minor, e.noted_at, e.settled_at, e.outcome
FROM payments.loose_ends AS e
JOIN payments.intents AS i ON i.market_id = e.market_id AND i.intent_id = e.intent_id AND i.market_id = $1
WHERE e.market_id = $1 AND e.loose_end_id = $2

-- name: market_refunds_newest
-- The operator's list of refunds, newest first, before a cursor; every part of the wish may be left open.
SELECT market_id, refund_id, intent_id, order_id, amount_minor, currency, reason, state, round, tries, due_at, done_at
FROM payments.refunds
WHERE market_id = $1 AND refund_id < $2
    AND ($3::text IS NULL OR state = $3)
    AND ($4::timestamptz IS NULL OR due_at >= $4) AND ($5::timestamptz IS NULL OR due_at < $5)
ORDER BY refund_id DESC
LIMIT $6

-- name: market_refunds_oldest
-- The same from the beginning, after a cursor.
SELECT market_id, refund_id, intent_id, order_id, amount_minor, currency, reason, state, round, tries, due_at, done_at
FROM payments.refunds
WHERE market_id = $1 AND refund_id > $2
    AND ($3::text IS NULL OR state = $3)
    AND ($4::timestamptz IS NULL OR due_at >= $4) AND ($5::timestamptz IS NULL OR due_at < $5)
ORDER BY refund_id
LIMIT $6

-- name: refunds_due_again
-- An operator sends refused refunds once more, under another key: due from now on, and tried by the next round of the timetable.
UPDATE payments.refunds SET state = 'due', round = round + 1, next_try_at = $3
WHERE market_id = $1 AND refund_id = ANY($2::uuid[]) AND state = 'failed'
RETURNING refund_id

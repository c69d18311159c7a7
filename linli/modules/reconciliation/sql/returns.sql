-- name: insert_return
-- Money of no order is due back; once for each difference.
INSERT INTO reconciliation.returns (
    market_id, return_id, difference_id, provider, provider_ref, reference, amount_minor, currency, reason, state,
    due_at, next_try_at, round
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'due', $10, $10, 1)
ON CONFLICT DO NOTHING

-- name: find_return
-- One by key, before it is sent.
SELECT return_id, difference_id, provider, provider_ref, reference, amount_minor, currency, reason, state, tries,
    sent_ref, due_at, next_try_at, done_at, round
FROM reconciliation.returns WHERE market_id = $1 AND return_id = $2

-- name: return_of_difference
-- How the money of a difference stands.
SELECT return_id, difference_id, provider, provider_ref, reference, amount_minor, currency, reason, state, tries,
    sent_ref, due_at, next_try_at, done_at, round
FROM reconciliation.returns WHERE market_id = $1 AND difference_id = $2

-- name: returns_to_try
-- What is due and has waited long enough, oldest first.
SELECT return_id FROM reconciliation.returns
WHERE market_id = $1 AND state = 'due' AND next_try_at <= $2
ORDER BY next_try_at
LIMIT 100

-- name: try_return_later
-- The provider did not answer: once more after a pause.
UPDATE reconciliation.returns SET tries = tries + 1, next_try_at = $3
WHERE market_id = $1 AND return_id = $2 AND state = 'due'

-- name: mark_returned
-- The provider has sent it; a second time changes nothing.
UPDATE reconciliation.returns SET state = 'done', sent_ref = $3, done_at = $4
WHERE market_id = $1 AND return_id = $2 AND state = 'due'

-- name: mark_return_refused
-- The provider refused: a person must look.
UPDATE reconciliation.returns SET state = 'failed'
WHERE market_id = $1 AND return_id = $2 AND state = 'due'

-- name: return_again
-- A person asks for what was refused once more: under another key, so that it cannot be sent twice.
UPDATE reconciliation.returns SET state = 'due', round = round + 1, tries = 0, next_try_at = $3
WHERE market_id = $1 AND difference_id = $2 AND state = 'failed'

-- name: mark_return_otherwise
-- A person has paid back what was refused.
UPDATE reconciliation.returns SET state = 'otherwise', done_at = $3
WHERE market_id = $1 AND difference_id = $2 AND state = 'failed'
RETURNING return_id, difference_id, provider, provider_ref, reference, amount_minor, currency, reason, state, tries,
    sent_ref, due_at, next_try_at, done_at, round

-- name: returns_on_bill
-- What was sent back of no order, as the bill of a day can name it.
SELECT return_id, difference_id, provider, provider_ref, reference, amount_minor, currency, reason, state, tries,
    sent_ref, due_at, next_try_at, done_at, round
FROM reconciliation.returns
WHERE market_id = $1 AND provider = $2 AND (
    return_id = ANY($3::uuid[]) OR sent_ref = ANY($4::text[])
    OR (state = 'done' AND done_at >= $5 AND done_at < $6)
)

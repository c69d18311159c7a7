-- name: insert_batch
-- Payouts that go to the bank together.
INSERT INTO treasury.batches (market_id, batch_id, number, currency, state, payouts, total_minor, made_at)
VALUES ($1, $2, $3, $4, 'made', $5, $6, $7)

-- name: insert_payouts
-- One for each statement of the batch; a statement under way or paid cannot get another.
INSERT INTO treasury.payouts (market_id, payout_id, batch_id, statement_id, merchant_id, account_id, pending_id,
    amount_minor, currency, state, made_at)
SELECT $1, n.payout_id, $2, n.statement_id, n.merchant_id, n.account_id, n.pending_id, n.amount_minor, $3, 'sending', $4
FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::bigint[])
    AS n (payout_id, statement_id, merchant_id, account_id, pending_id, amount_minor)

-- name: batches_under_way
-- What has not ended: to be sent, or to be asked about.
SELECT batch_id, number, currency, state, payouts, total_minor, made_at, sent_at, settled_at, trouble
FROM treasury.batches
WHERE market_id = $1 AND state <> 'settled'
ORDER BY batch_id
LIMIT $2

-- name: mark_sent
-- The bank has taken the batch.
UPDATE treasury.batches SET state = 'sent', sent_at = $3, trouble = ''
WHERE market_id = $1 AND batch_id = $2 AND state = 'made'

-- name: mark_unsent
-- The bank knows nothing of it: it is sent again.
UPDATE treasury.batches SET state = 'made', trouble = $3 WHERE market_id = $1 AND batch_id = $2 AND state = 'sent'

-- name: note_trouble
-- Why a batch could not be handed over.
UPDATE treasury.batches SET trouble = $3 WHERE market_id = $1 AND batch_id = $2

-- name: settle_payout
-- The bank's final word on a payout, once.
UPDATE treasury.payouts SET state = $3, reason = $4, bank_ref = $5, settled_at = $6
WHERE market_id = $1 AND payout_id = $2 AND state = 'sending'
RETURNING payout_id, batch_id, statement_id, merchant_id, account_id, pending_id, amount_minor, currency, state, reason,
    bank_ref, made_at, settled_at

-- name: settle_batch
-- Every payout of it has ended.
UPDATE treasury.batches AS b SET state = 'settled', settled_at = $3
WHERE b.market_id = $1 AND b.batch_id = $2 AND b.state <> 'settled' AND NOT EXISTS (
    SELECT 1 FROM treasury.payouts AS p WHERE p.market_id = $1 AND p.batch_id = $2 AND p.state = 'sending'
)

-- name: payouts_of_batch
-- What a batch is made of.
SELECT payout_id, batch_id, statement_id, merchant_id, account_id, pending_id, amount_minor, currency, state, reason,
    bank_ref, made_at, settled_at
FROM treasury.payouts
WHERE market_id = $1 AND batch_id = $2
ORDER BY payout_id

-- name: find_batch
-- One batch by its id.
SELECT batch_id, number, currency, state, payouts, total_minor, made_at, sent_at, settled_at, trouble
FROM treasury.batches
WHERE market_id = $1 AND batch_id = $2

-- name: batches_of_ids
-- The batches beside a list of payouts, in one go.
SELECT batch_id, number, currency, state, payouts, total_minor, made_at, sent_at, settled_at, trouble
FROM treasury.batches
WHERE market_id = $1 AND batch_id = ANY($2::uuid[])

-- name: market_payouts
-- Payouts, newest first, before a cursor; of one merchant, in one state or of one batch where that is asked.
SELECT payout_id, batch_id, statement_id, merchant_id, account_id, pending_id, amount_minor, currency, state, reason,
    bank_ref, made_at, settled_at
FROM treasury.payouts
WHERE market_id = $1 AND payout_id < $2 AND ($3::uuid IS NULL OR merchant_id = $3) AND ($4::text IS NULL OR state = $4)
    AND ($5::uuid IS NULL OR batch_id = $5)
ORDER BY payout_id DESC
LIMIT $6

-- name: payouts_of_statements
-- Every try to pay these statements, the latest first.
SELECT payout_id, batch_id, statement_id, merchant_id, account_id, pending_id, amount_minor, currency, state, reason,
    bank_ref, made_at, settled_at
FROM treasury.payouts
WHERE market_id = $1 AND statement_id = ANY($2::uuid[])
ORDER BY payout_id DESC

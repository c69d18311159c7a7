-- name: current_account
-- Where a merchant is paid now.
SELECT account_id, merchant_id, kind, holder, bank_name, tail, added_by, added_at, usable_from, refused_at, ended_at
FROM treasury.bank_accounts
WHERE market_id = $1 AND merchant_id = $2 AND ended_at IS NULL

-- name: current_number
-- Whether what was typed is where the merchant is paid already; an account that the bank has refused is not.
SELECT account_id, holder, bank_name, sealed FROM treasury.bank_accounts
WHERE market_id = $1 AND merchant_id = $2 AND ended_at IS NULL AND refused_at IS NULL

-- name: accounts_of_ids
-- The accounts beside a list of payouts, in one go.
SELECT account_id, merchant_id, kind, holder, bank_name, tail, added_by, added_at, usable_from, refused_at, ended_at
FROM treasury.bank_accounts
WHERE market_id = $1 AND account_id = ANY($2::uuid[])

-- name: usable_accounts
-- Which of these merchants can be paid at this moment.
SELECT account_id, merchant_id, kind, holder, bank_name, tail, added_by, added_at, usable_from, refused_at, ended_at
FROM treasury.bank_accounts
WHERE market_id = $1 AND merchant_id = ANY($2::uuid[]) AND ended_at IS NULL AND usable_from <= $3
    AND refused_at IS NULL

-- name: end_account
-- Another account takes its place.
UPDATE treasury.bank_accounts SET ended_at = $3 WHERE market_id = $1 AND merchant_id = $2 AND ended_at IS NULL

-- name: insert_account
-- A merchant's new account; none where somebody else was quicker.
INSERT INTO treasury.bank_accounts (market_id, account_id, merchant_id, kind, holder, bank_name, sealed, tail, added_by,
    added_at, usable_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING

-- name: refuse_account
-- The bank has sent a payout back: nothing more is sent there by itself.
UPDATE treasury.bank_accounts SET refused_at = $3 WHERE market_id = $1 AND account_id = $2

-- name: trust_account
-- Somebody has looked: the next batch may try again.
UPDATE treasury.bank_accounts SET refused_at = NULL
WHERE market_id = $1 AND merchant_id = $2 AND ended_at IS NULL AND refused_at IS NOT NULL
RETURNING account_id

-- name: sealed_numbers
-- The numbers that a batch is sent with.
SELECT p.payout_id, a.account_id, a.holder, a.sealed, p.amount_minor
FROM treasury.payouts AS p
JOIN treasury.bank_accounts AS a ON a.market_id = p.market_id AND a.account_id = p.account_id
WHERE p.market_id = $1 AND a.market_id = $1 AND p.batch_id = $2
ORDER BY p.payout_id

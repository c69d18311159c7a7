-- name: market_accounts
-- The accounts behind a total, one purpose at a time, in the order of their ids, after a cursor. A limited
-- account has a kept balance; the others are few and are added up.
SELECT a.account_id, a.owner, a.purpose, a.currency, a.limited, a.opened_at,
    coalesce(b.balance_minor, (
        SELECT sum(CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor ELSE -t.amount_minor END)
        FROM ledger.transfers AS t
        WHERE t.market_id = $1
            AND (t.credit_account_id = a.account_id OR t.debit_account_id = a.account_id)
    ), 0)::bigint AS balance_minor
FROM ledger.accounts AS a
LEFT JOIN ledger.balances AS b ON b.market_id = a.market_id AND b.account_id = a.account_id AND b.market_id = $1
WHERE a.market_id = $1 AND a.purpose = $2 AND a.account_id > $3
    AND ($4::boolean IS NOT TRUE OR b.balance_minor <> 0)
ORDER BY a.account_id
LIMIT $5

-- name: find_account
-- One account by its key, for its statement.
SELECT account_id, owner, purpose, currency, limited, opened_at
FROM ledger.accounts WHERE market_id = $1 AND account_id = $2

-- name: find_accounts
-- The two sides of a list of transfers.
SELECT account_id, owner, purpose, currency, limited, opened_at
FROM ledger.accounts WHERE market_id = $1 AND account_id = ANY($2::uuid[])

-- name: transfers_about
-- Every transfer on account of one subject (an order), in the order they were made.
SELECT transfer_id, debit_account_id, credit_account_id, amount_minor, currency, kind, subject_id, made_at
FROM ledger.transfers
WHERE market_id = $1 AND subject_id = $2
ORDER BY transfer_id
LIMIT 500

-- name: market_transfers_newest
-- The whole journal, newest first, before a cursor; every part of the wish may be left open.
SELECT transfer_id, debit_account_id, credit_account_id, amount_minor, currency, kind, subject_id, made_at
FROM ledger.transfers
WHERE market_id = $1 AND transfer_id < $2
    AND ($3::text IS NULL OR kind = $3)
    AND ($4::timestamptz IS NULL OR made_at >= $4) AND ($5::timestamptz IS NULL OR made_at < $5)
ORDER BY transfer_id DESC
LIMIT $6

-- name: market_transfers_oldest
-- The same from the beginning, after a cursor.
SELECT transfer_id, debit_account_id, credit_account_id, amount_minor, currency, kind, subject_id, made_at
FROM ledger.transfers
WHERE market_id = $1 AND transfer_id > $2
    AND ($3::text IS NULL OR kind = $3)
    AND ($4::timestamptz IS NULL OR made_at >= $4) AND ($5::timestamptz IS NULL OR made_at < $5)
ORDER BY transfer_id
LIMIT $6

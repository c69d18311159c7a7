-- name: open_accounts
-- hot: accounts open themselves at first use; one that exists is left alone.
INSERT INTO ledger.accounts (market_id, account_id, owner, purpose, currency, limited, opened_at)
SELECT $1, a.account_id, a.owner, a.purpose, a.currency, a.limited, $7
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::boolean[])
    AS a (account_id, owner, purpose, currency, limited)
ON CONFLICT DO NOTHING

-- name: open_balances
-- hot: only a limited account has a balance row to lock; the others are sums.
INSERT INTO ledger.balances (market_id, account_id, balance_minor)
SELECT $1, a.account_id, 0 FROM unnest($2::uuid[]) AS a (account_id)
ON CONFLICT DO NOTHING

-- name: change_balance
-- hot: enforces the limit where it is written: no row means it would fall below zero.
UPDATE ledger.balances SET balance_minor = balance_minor + $3
WHERE market_id = $1 AND account_id = $2 AND balance_minor + $3 >= 0

-- name: insert_transfers
-- hot: a batch of moves as rows that are never changed.
INSERT INTO ledger.transfers (
    market_id, transfer_id, debit_account_id, credit_account_id, amount_minor, currency, kind, subject_id, made_at
)
SELECT $1, t.transfer_id, t.debit, t.credit, t.amount, t.currency, t.kind, t.subject, $9
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::uuid[])
    AS t (transfer_id, debit, credit, amount, currency, kind, subject)

-- name: limited_balance
-- The kept balance of a limited account.
SELECT balance_minor FROM ledger.balances WHERE market_id = $1 AND account_id = $2

-- name: limited_balances
-- Kept balances of many accounts, for the audit.
SELECT account_id, balance_minor FROM ledger.balances WHERE market_id = $1 AND account_id = ANY($2::uuid[])

-- name: summed_balance
-- The balance of an account without a limit: nothing is kept, so nothing hot is locked.
SELECT coalesce(sum(CASE WHEN credit_account_id = $2 THEN amount_minor ELSE -amount_minor END), 0)::bigint
FROM ledger.transfers
WHERE market_id = $1 AND (credit_account_id = $2 OR debit_account_id = $2)

-- name: totals_by_purpose
-- The operator's proof that the books balance: every transfer counted once on each side.
SELECT a.purpose, a.currency,
    coalesce(sum(t.amount_minor) FILTER (WHERE t.debit_account_id = a.account_id), 0)::bigint AS debits_minor,
    coalesce(sum(t.amount_minor) FILTER (WHERE t.credit_account_id = a.account_id), 0)::bigint AS credits_minor
FROM ledger.accounts AS a
JOIN ledger.transfers AS t
    ON t.market_id = a.market_id
    AND (t.debit_account_id = a.account_id OR t.credit_account_id = a.account_id)
WHERE a.market_id = $1 AND t.market_id = $1
GROUP BY a.purpose, a.currency
ORDER BY a.currency, a.purpose

-- name: movements
-- One account's statement, newest first, before a cursor.
SELECT transfer_id, kind,
    CASE WHEN credit_account_id = $2 THEN amount_minor ELSE -amount_minor END AS amount_minor,
    currency, subject_id, made_at
FROM ledger.transfers
WHERE market_id = $1 AND (credit_account_id = $2 OR debit_account_id = $2) AND transfer_id < $3
ORDER BY transfer_id DESC
LIMIT $4

-- name: balance_drift
-- The audit's question: does every kept balance equal the sum of its transfers?
SELECT b.account_id
FROM ledger.balances AS b
LEFT JOIN ledger.transfers AS t
    ON t.market_id = b.market_id
    AND (t.debit_account_id = b.account_id OR t.credit_account_id = b.account_id)
    AND t.market_id = $1
WHERE b.market_id = $1
GROUP BY b.account_id, b.balance_minor
HAVING b.balance_minor <> coalesce(
    sum(CASE WHEN t.credit_account_id = b.account_id THEN t.amount_minor ELSE -t.amount_minor END), 0
)

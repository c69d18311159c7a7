-- name: market_accounts
-- The accounts behind a total, one purpose at a time, in the order of their ids, after a cursor. A limited
-- account has a kept balance; the others have a snapshot and what no block has sealed since.
SELECT a.account_id, a.owner, a.purpose, a.currency, a.limited, a.opened_at,
    coalesce(b.balance_minor, CASE WHEN NOT a.limited THEN coalesce((
        SELECT k.credits_minor - k.debits_minor FROM ledger.sealed_accounts AS k
        WHERE k.market_id = $1 AND k.account_id = a.account_id
    ), 0) + coalesce((
        SELECT sum(CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor ELSE -t.amount_minor END)
        FROM ledger.unsealed AS u
        JOIN ledger.transfers AS t ON t.market_id = $1 AND t.transfer_id = u.entry_id
        WHERE u.market_id = $1 AND u.kind = 'transfer'
            AND (t.credit_account_id = a.account_id OR t.debit_account_id = a.account_id)
    ), 0) END, 0)::bigint AS balance_minor
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

-- name: waiting_pendings
-- What is set aside and waits for its outcome, oldest first, after a cursor; of one account, or of all.
SELECT p.pending_id, p.debit_account_id, p.credit_account_id, p.amount_minor, p.currency, p.kind, p.subject_id,
    p.made_at, p.expires_at
FROM ledger.waiting AS w
JOIN ledger.pendings AS p ON p.market_id = w.market_id AND p.pending_id = w.pending_id
WHERE w.market_id = $1 AND p.market_id = $1 AND w.pending_id > $2
    AND ($3::uuid IS NULL OR p.debit_account_id = $3 OR p.credit_account_id = $3)
ORDER BY w.pending_id
LIMIT $4

-- name: pendings_about
-- Everything that was ever set aside on account of one subject, with what became of it.
SELECT p.pending_id, p.debit_account_id, p.credit_account_id, p.amount_minor, p.currency, p.kind, p.subject_id,
    p.made_at, p.expires_at, r.outcome
FROM ledger.pendings AS p
LEFT JOIN ledger.results AS r ON r.market_id = p.market_id AND r.pending_id = p.pending_id
WHERE p.market_id = $1 AND p.subject_id = $2
ORDER BY p.pending_id
LIMIT 500

-- name: movements_about
-- One account's movements on account of several subjects: the orders of a bill, along the subjects' index.
SELECT transfer_id, kind,
    CASE WHEN credit_account_id = $2 THEN amount_minor ELSE -amount_minor END AS amount_minor,
    currency, subject_id, made_at
FROM ledger.transfers
WHERE market_id = $1 AND subject_id = ANY($3::uuid[]) AND (credit_account_id = $2 OR debit_account_id = $2)

-- name: all_accounts
-- Every account in the order of ids, after a cursor, with what it holds now: kept, or snapshot and tail.
SELECT a.account_id, a.owner, a.purpose, a.currency, a.limited, a.opened_at,
    (coalesce(b.balance_minor, k.credits_minor - k.debits_minor, 0) + coalesce(tail.change, 0))::bigint
        AS balance_minor
FROM ledger.accounts AS a
LEFT JOIN ledger.balances AS b ON b.market_id = a.market_id AND b.account_id = a.account_id
LEFT JOIN ledger.sealed_accounts AS k ON k.market_id = a.market_id AND k.account_id = a.account_id
LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor ELSE -t.amount_minor END) AS change
    FROM ledger.unsealed AS u
    JOIN ledger.transfers AS t ON t.market_id = $1 AND t.transfer_id = u.entry_id
    WHERE u.market_id = $1 AND u.kind = 'transfer' AND NOT a.limited
        AND (t.credit_account_id = a.account_id OR t.debit_account_id = a.account_id)
) AS tail ON true
WHERE a.market_id = $1 AND a.account_id > $2
ORDER BY a.account_id
LIMIT $3

-- name: balances_before
-- What these accounts held at a moment, added up from all that went before it; only those that held something.
SELECT m.account_id, sum(m.change)::bigint AS balance_minor
FROM (
    SELECT debit_account_id AS account_id, -amount_minor AS change
    FROM ledger.transfers
    WHERE market_id = $1 AND debit_account_id = ANY($2::uuid[]) AND made_at < $3
    UNION ALL
    SELECT credit_account_id, amount_minor
    FROM ledger.transfers
    WHERE market_id = $1 AND credit_account_id = ANY($2::uuid[]) AND made_at < $3
) AS m
GROUP BY m.account_id
HAVING sum(m.change) <> 0

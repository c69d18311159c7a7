-- name: limited_balance
-- The kept balance of a limited account.
SELECT balance_minor FROM ledger.balances WHERE market_id = $1 AND account_id = $2

-- name: limited_balances
-- Kept balances of many accounts, for the audit.
SELECT account_id, balance_minor FROM ledger.balances WHERE market_id = $1 AND account_id = ANY($2::uuid[])

-- name: summed_balance
-- hot: the balance of an account without a limit: its snapshot, and what no block has sealed since. Nothing is kept
-- where money moves, so nothing hot is locked; and the ledger is never added up from its beginning. OFFSET 0 keeps each
-- waiting entry a look-up by key: a planner that has not counted the tables yet would go over all of the account's
-- transfers for each of them.
SELECT (coalesce((
    SELECT credits_minor - debits_minor FROM ledger.sealed_accounts WHERE market_id = $1 AND account_id = $2
), 0) + coalesce((
    SELECT sum(CASE WHEN t.credit_account_id = $2 THEN t.amount_minor ELSE -t.amount_minor END)
    FROM ledger.unsealed AS u
    CROSS JOIN LATERAL (
        SELECT f.credit_account_id, f.debit_account_id, f.amount_minor
        FROM ledger.transfers AS f WHERE f.market_id = $1 AND f.transfer_id = u.entry_id OFFSET 0
    ) AS t
    WHERE u.market_id = $1 AND u.kind = 'transfer' AND (t.credit_account_id = $2 OR t.debit_account_id = $2)
), 0))::bigint

-- name: totals_until
-- The close of a day: every transfer made before a moment counted once on each side. Reads the whole journal, once a day.
SELECT a.purpose, a.currency,
    coalesce(sum(t.amount_minor) FILTER (WHERE t.debit_account_id = a.account_id), 0)::bigint AS debits_minor,
    coalesce(sum(t.amount_minor) FILTER (WHERE t.credit_account_id = a.account_id), 0)::bigint AS credits_minor
FROM ledger.accounts AS a
JOIN ledger.transfers AS t
    ON t.market_id = a.market_id
    AND (t.debit_account_id = a.account_id OR t.credit_account_id = a.account_id)
WHERE a.market_id = $1 AND t.market_id = $1 AND t.made_at < $2
GROUP BY a.purpose, a.currency
ORDER BY a.currency, a.purpose

-- name: totals_by_purpose
-- hot: the operator's proof that the books balance, every transfer counted once on each side: the snapshots, and what no
-- block has sealed since.
WITH part AS (
    SELECT purpose, currency, debits_minor, credits_minor FROM ledger.sealed_purposes WHERE market_id = $1
    UNION ALL
    SELECT a.purpose, a.currency,
        CASE WHEN t.debit_account_id = a.account_id THEN t.amount_minor ELSE 0 END,
        CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor ELSE 0 END
    FROM ledger.unsealed AS u
    JOIN ledger.transfers AS t ON t.market_id = $1 AND t.transfer_id = u.entry_id
    JOIN ledger.accounts AS a
        ON a.market_id = $1 AND a.account_id = ANY(ARRAY[t.debit_account_id, t.credit_account_id])
    WHERE u.market_id = $1 AND u.kind = 'transfer'
)
SELECT purpose, currency, sum(debits_minor)::bigint AS debits_minor, sum(credits_minor)::bigint AS credits_minor
FROM part
GROUP BY purpose, currency
ORDER BY currency, purpose

-- name: standing
-- What an account holds, what is set aside to leave it and what is announced to reach it.
SELECT coalesce(b.balance_minor, 0) AS balance_minor, b.credit_limit_minor,
    coalesce(sum(p.amount_minor) FILTER (WHERE p.debit_account_id = $2), 0)::bigint AS leaving_minor,
    coalesce(sum(p.amount_minor) FILTER (WHERE p.credit_account_id = $2), 0)::bigint AS arriving_minor
FROM (SELECT 1) AS one
LEFT JOIN ledger.balances AS b ON b.market_id = $1 AND b.account_id = $2
LEFT JOIN ledger.waiting AS w ON w.market_id = $1
LEFT JOIN ledger.pendings AS p ON p.market_id = $1 AND p.pending_id = w.pending_id
    AND (p.debit_account_id = $2 OR p.credit_account_id = $2)
GROUP BY b.balance_minor, b.credit_limit_minor

-- name: movements
-- One account's statement, newest first, before a cursor. Each side is walked along its own index as far as the page goes;
-- asked for either side at once, the database would fetch all that the account ever had and sort it.
SELECT m.transfer_id, m.kind, m.amount_minor, m.currency, m.subject_id, m.made_at
FROM (
    (
        SELECT transfer_id, kind, amount_minor, currency, subject_id, made_at
        FROM ledger.transfers
        WHERE market_id = $1 AND credit_account_id = $2 AND transfer_id < $3
        ORDER BY transfer_id DESC
        LIMIT $4
    )
    UNION ALL
    (
        SELECT transfer_id, kind, -amount_minor, currency, subject_id, made_at
        FROM ledger.transfers
        WHERE market_id = $1 AND debit_account_id = $2 AND transfer_id < $3
        ORDER BY transfer_id DESC
        LIMIT $4
    )
) AS m
ORDER BY m.transfer_id DESC
LIMIT $4

-- name: balance_drift
-- The audit's question: does every kept balance equal the sum of its transfers, and what it has set aside the sum of
-- its pending debits?
WITH summed AS (
    SELECT m.account_id, sum(m.change) AS balance
    FROM (
        SELECT debit_account_id AS account_id, -amount_minor AS change FROM ledger.transfers WHERE market_id = $1
        UNION ALL
        SELECT credit_account_id, amount_minor FROM ledger.transfers WHERE market_id = $1
    ) AS m
    GROUP BY m.account_id
), aside AS (
    SELECT p.debit_account_id AS account_id, sum(p.amount_minor) AS pending
    FROM ledger.pendings AS p
    LEFT JOIN ledger.results AS r ON r.market_id = $1 AND r.pending_id = p.pending_id
    WHERE p.market_id = $1 AND r.pending_id IS NULL
    GROUP BY p.debit_account_id
), limited AS (
    SELECT account_id FROM ledger.accounts WHERE market_id = $1 AND limited
), kept AS (
    SELECT account_id, balance_minor, pending_minor FROM ledger.balances WHERE market_id = $1
)
SELECT coalesce(k.account_id, l.account_id) AS account_id
FROM limited AS l
FULL JOIN kept AS k ON k.account_id = l.account_id
LEFT JOIN summed AS s ON s.account_id = coalesce(k.account_id, l.account_id)
LEFT JOIN aside AS a ON a.account_id = coalesce(k.account_id, l.account_id)
WHERE l.account_id IS NULL OR coalesce(k.balance_minor, 0) <> coalesce(s.balance, 0)
    OR coalesce(k.pending_minor, 0) <> coalesce(a.pending, 0)

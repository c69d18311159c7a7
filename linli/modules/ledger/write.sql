-- name: write_transfers
-- hot: the one statement in which money moves. It opens accounts that are new, changes the limited ones in the order of
-- their ids, each only if it can bear its change (what is set aside counts as spent), and adds transfers and results,
-- noted as unsealed. The change is looked up and not proposed, for a proposed row has to satisfy the table's checks
-- before anybody asks whether it exists. Where an account lacks money, or a pending transfer has its result already, the
-- caller refuses, which takes all of it back.
WITH opened AS (
    INSERT INTO ledger.accounts (market_id, account_id, owner, purpose, currency, limited, opened_at)
    SELECT $1, a.account_id, a.owner, a.purpose, a.currency, a.limited, $2
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::boolean[])
        AS a (account_id, owner, purpose, currency, limited)
    ORDER BY a.account_id
    ON CONFLICT DO NOTHING
    RETURNING account_id
), resulted AS (
    INSERT INTO ledger.results (market_id, pending_id, outcome, transfer_id, at)
    SELECT $1, r.pending_id, r.outcome, r.transfer_id, $2
    FROM unnest($18::uuid[], $19::text[], $20::uuid[]) AS r (pending_id, outcome, transfer_id)
    ORDER BY r.pending_id
    ON CONFLICT DO NOTHING
    RETURNING pending_id
), change AS MATERIALIZED (
    SELECT c.account_id, c.posted, c.pended
    FROM unnest($8::uuid[], $9::bigint[], $10::bigint[]) AS c (account_id, posted, pended)
), changed AS (
    INSERT INTO ledger.balances AS b (market_id, account_id, balance_minor)
    SELECT $1, c.account_id, greatest(c.posted, 0)
    FROM change AS c
    WHERE (SELECT count(*) FROM opened) >= 0 AND (SELECT count(*) FROM resulted) = cardinality($18::uuid[])
        AND (c.posted >= 0 OR EXISTS (
            SELECT FROM ledger.balances AS o WHERE o.market_id = $1 AND o.account_id = c.account_id
        ))
    ORDER BY c.account_id
    ON CONFLICT (market_id, account_id) DO UPDATE SET
        balance_minor = b.balance_minor + (
            SELECT c.posted FROM unnest($8::uuid[], $9::bigint[]) AS c (account_id, posted)
            WHERE c.account_id = b.account_id
        ),
        pending_minor = b.pending_minor + (
            SELECT c.pended FROM unnest($8::uuid[], $10::bigint[]) AS c (account_id, pended)
            WHERE c.account_id = b.account_id
        )
    WHERE (
        SELECT c.posted >= c.pended
            OR b.balance_minor - b.pending_minor + b.credit_limit_minor + c.posted - c.pended >= 0
        FROM unnest($8::uuid[], $9::bigint[], $10::bigint[]) AS c (account_id, posted, pended)
        WHERE c.account_id = b.account_id
    )
    RETURNING account_id
), lacking AS MATERIALIZED (
    SELECT c.account_id FROM change AS c
    WHERE NOT EXISTS (SELECT FROM changed AS d WHERE d.account_id = c.account_id)
), moved AS (
    INSERT INTO ledger.transfers (
        market_id, transfer_id, debit_account_id, credit_account_id, amount_minor, currency, kind, subject_id,
        made_at
    )
    SELECT $1, t.transfer_id, t.debit, t.credit, t.amount, t.currency, t.kind, t.subject, $2
    FROM unnest($11::uuid[], $12::uuid[], $13::uuid[], $14::bigint[], $15::text[], $16::text[], $17::uuid[])
        AS t (transfer_id, debit, credit, amount, currency, kind, subject)
    WHERE NOT EXISTS (SELECT FROM lacking)
    RETURNING transfer_id
), left_waiting AS (
    DELETE FROM ledger.waiting WHERE market_id = $1 AND pending_id = ANY($18::uuid[])
), noted AS (
    INSERT INTO ledger.unsealed (market_id, since, kind, entry_id)
    SELECT $1, $2, n.kind, n.entry_id
    FROM (
        SELECT 'account' AS kind, account_id AS entry_id FROM opened
        UNION ALL SELECT 'transfer', transfer_id FROM moved
        UNION ALL SELECT 'result', pending_id FROM resulted
    ) AS n
)
SELECT (SELECT count(*) FROM resulted)::integer AS resulted, ARRAY(SELECT account_id FROM lacking) AS lacking

-- name: write_pendings
-- hot: sets money aside in one statement, as write_transfers moves it: a pending debit is borne at once, a pending credit
-- changes nothing.
WITH opened AS (
    INSERT INTO ledger.accounts (market_id, account_id, owner, purpose, currency, limited, opened_at)
    SELECT $1, a.account_id, a.owner, a.purpose, a.currency, a.limited, $2
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::boolean[])
        AS a (account_id, owner, purpose, currency, limited)
    ORDER BY a.account_id
    ON CONFLICT DO NOTHING
    RETURNING account_id
), change AS MATERIALIZED (
    SELECT c.account_id, c.pended FROM unnest($8::uuid[], $9::bigint[]) AS c (account_id, pended)
), locked AS MATERIALIZED (
    SELECT b.account_id, b.balance_minor - b.pending_minor + b.credit_limit_minor AS free_minor
    FROM ledger.balances AS b
    WHERE b.market_id = $1 AND b.account_id = ANY($8::uuid[]) AND (SELECT count(*) FROM opened) >= 0
    ORDER BY b.account_id
    FOR UPDATE OF b
), lacking AS MATERIALIZED (
    SELECT c.account_id
    FROM change AS c
    LEFT JOIN locked AS l ON l.account_id = c.account_id
    WHERE coalesce(l.free_minor, 0) < c.pended
), changed AS (
    UPDATE ledger.balances AS b SET pending_minor = b.pending_minor + c.pended
    FROM change AS c
    WHERE b.market_id = $1 AND b.account_id = c.account_id AND NOT EXISTS (SELECT FROM lacking)
), pended AS (
    INSERT INTO ledger.pendings (
        market_id, pending_id, debit_account_id, credit_account_id, amount_minor, currency, kind, subject_id,
        made_at, expires_at
    )
    SELECT $1, t.pending_id, t.debit, t.credit, t.amount, t.currency, t.kind, t.subject, $2, $17
    FROM unnest($10::uuid[], $11::uuid[], $12::uuid[], $13::bigint[], $14::text[], $15::text[], $16::uuid[])
        AS t (pending_id, debit, credit, amount, currency, kind, subject)
    WHERE NOT EXISTS (SELECT FROM lacking)
    RETURNING pending_id
), waits AS (
    INSERT INTO ledger.waiting (market_id, pending_id, expires_at) SELECT $1, pending_id, $17 FROM pended
), noted AS (
    INSERT INTO ledger.unsealed (market_id, since, kind, entry_id)
    SELECT $1, $2, n.kind, n.entry_id
    FROM (
        SELECT 'account' AS kind, account_id AS entry_id FROM opened
        UNION ALL SELECT 'pending', pending_id FROM pended
    ) AS n
)
SELECT account_id FROM lacking

-- name: find_pendings
-- hot: pending transfers by key, with what became of them and which of their accounts are limited.
SELECT p.pending_id, p.debit_account_id, p.credit_account_id, p.amount_minor, p.currency, p.kind, p.subject_id,
    p.made_at, p.expires_at, r.outcome, d.limited AS debit_limited, c.limited AS credit_limited
FROM ledger.pendings AS p
JOIN ledger.accounts AS d ON d.market_id = p.market_id AND d.account_id = p.debit_account_id
JOIN ledger.accounts AS c ON c.market_id = p.market_id AND c.account_id = p.credit_account_id
LEFT JOIN ledger.results AS r ON r.market_id = p.market_id AND r.pending_id = p.pending_id
WHERE p.market_id = $1 AND p.pending_id = ANY($2::uuid[])

-- name: pendings_due
-- Pending transfers whose time is over, oldest first.
SELECT pending_id FROM ledger.waiting
WHERE market_id = $1 AND expires_at <= $2
ORDER BY expires_at, pending_id
LIMIT $3

-- name: set_credit_limit
-- How far a limited account may fall below zero from now on; no row means that more is owed or set aside already.
INSERT INTO ledger.balances AS b (market_id, account_id, balance_minor, credit_limit_minor)
VALUES ($1, $2, 0, $3)
ON CONFLICT (market_id, account_id) DO UPDATE SET credit_limit_minor = excluded.credit_limit_minor
WHERE b.balance_minor - b.pending_minor + excluded.credit_limit_minor >= 0

-- name: open_account
-- An account that gets a limit before any money; one that exists is left alone.
WITH opened AS (
    INSERT INTO ledger.accounts (market_id, account_id, owner, purpose, currency, limited, opened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING
    RETURNING account_id
)
INSERT INTO ledger.unsealed (market_id, since, kind, entry_id) SELECT $1, $7, 'account', account_id FROM opened

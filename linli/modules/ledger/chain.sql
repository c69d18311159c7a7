-- name: last_block
-- What the next block follows.
SELECT height, hash FROM ledger.blocks WHERE market_id = $1 ORDER BY height DESC LIMIT 1

-- name: tail_lines
-- The oldest entries that no block has sealed yet, each as its canonical line (see chain.py); one whose row is gone has
-- none.
SELECT u.since, u.kind, u.entry_id,
    CASE
        WHEN a.account_id IS NOT NULL THEN concat_ws('|', 'account', a.account_id, a.owner, a.purpose, a.currency,
            a.limited, (extract(epoch FROM a.opened_at) * 1000000)::bigint)
        WHEN t.transfer_id IS NOT NULL THEN concat_ws('|', 'transfer', t.transfer_id, t.debit_account_id,
            t.credit_account_id, t.amount_minor, t.currency, t.kind, t.subject_id,
            (extract(epoch FROM t.made_at) * 1000000)::bigint)
        WHEN p.pending_id IS NOT NULL THEN concat_ws('|', 'pending', p.pending_id, p.debit_account_id,
            p.credit_account_id, p.amount_minor, p.currency, p.kind, p.subject_id,
            (extract(epoch FROM p.made_at) * 1000000)::bigint,
            coalesce((extract(epoch FROM p.expires_at) * 1000000)::bigint::text, ''))
        WHEN r.pending_id IS NOT NULL THEN concat_ws('|', 'result', r.pending_id, r.outcome,
            coalesce(r.transfer_id::text, ''), (extract(epoch FROM r.at) * 1000000)::bigint)
    END AS line
FROM (
    SELECT kind, entry_id, since FROM ledger.unsealed
    WHERE market_id = $1
    ORDER BY since, kind, entry_id
    LIMIT $2
) AS u
LEFT JOIN ledger.accounts AS a ON a.market_id = $1 AND a.account_id = u.entry_id AND u.kind = 'account'
LEFT JOIN ledger.transfers AS t ON t.market_id = $1 AND t.transfer_id = u.entry_id AND u.kind = 'transfer'
LEFT JOIN ledger.pendings AS p ON p.market_id = $1 AND p.pending_id = u.entry_id AND u.kind = 'pending'
LEFT JOIN ledger.results AS r ON r.market_id = $1 AND r.pending_id = u.entry_id AND u.kind = 'result'
ORDER BY u.since, u.kind, u.entry_id

-- name: insert_block
-- One block of each height: a second worker that seals at the same moment writes nothing.
INSERT INTO ledger.blocks (market_id, height, sealed_at, kinds, entries, previous_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING

-- name: leave_tail
-- What a block has sealed leaves the tail in the same transaction, row by row along its key, however long the tail is.
DELETE FROM ledger.unsealed AS u
USING unnest($2::timestamptz[], $3::text[], $4::uuid[]) AS s (since, kind, entry_id)
WHERE u.market_id = $1 AND u.since = s.since AND u.kind = s.kind AND u.entry_id = s.entry_id

-- name: add_to_snapshots
-- What a block's transfers add to the snapshots of accounts without a limit and of purposes.
WITH side AS MATERIALIZED (
    SELECT debit_account_id AS account_id, amount_minor AS debit, 0::bigint AS credit
    FROM ledger.transfers WHERE market_id = $1 AND transfer_id = ANY($3::uuid[])
    UNION ALL
    SELECT credit_account_id, 0, amount_minor
    FROM ledger.transfers WHERE market_id = $1 AND transfer_id = ANY($3::uuid[])
), summed AS MATERIALIZED (
    SELECT a.account_id, a.purpose, a.currency, a.limited, sum(s.debit)::bigint AS debit, sum(s.credit)::bigint AS credit
    FROM side AS s
    JOIN ledger.accounts AS a ON a.market_id = $1 AND a.account_id = s.account_id
    GROUP BY a.account_id, a.purpose, a.currency, a.limited
), by_account AS (
    INSERT INTO ledger.sealed_accounts AS k (market_id, account_id, height, debits_minor, credits_minor)
    SELECT $1, account_id, $2, debit, credit FROM summed WHERE NOT limited
    ON CONFLICT (market_id, account_id) DO UPDATE SET height = excluded.height,
        debits_minor = k.debits_minor + excluded.debits_minor,
        credits_minor = k.credits_minor + excluded.credits_minor
)
INSERT INTO ledger.sealed_purposes AS k (market_id, purpose, currency, height, debits_minor, credits_minor)
SELECT $1, purpose, currency, $2, sum(debit), sum(credit) FROM summed GROUP BY purpose, currency
ON CONFLICT (market_id, purpose, currency) DO UPDATE SET height = excluded.height,
    debits_minor = k.debits_minor + excluded.debits_minor,
    credits_minor = k.credits_minor + excluded.credits_minor

-- name: block_hash
-- What an auditor has noted of one block is compared with what it is now.
SELECT hash FROM ledger.blocks WHERE market_id = $1 AND height = $2

-- name: chain_state
-- The last block, and how much waits for the next one since when.
SELECT coalesce(b.height, 0) AS height, b.sealed_at, coalesce(b.hash, decode(repeat('00', 32), 'hex')) AS hash,
    u.tail, u.tail_since
FROM (
    SELECT count(*)::integer AS tail, min(since) AS tail_since FROM ledger.unsealed WHERE market_id = $1
) AS u
LEFT JOIN (
    SELECT height, sealed_at, hash FROM ledger.blocks WHERE market_id = $1 ORDER BY height DESC LIMIT 1
) AS b ON true

-- name: verify_blocks
-- A range of blocks, hashed again from the rows they seal: what was changed or deleted since gives another hash.
WITH placed AS MATERIALIZED (
    SELECT b.height, s.kind, s.entry_id, s.place
    FROM ledger.blocks AS b
    CROSS JOIN LATERAL unnest(b.kinds, b.entries) WITH ORDINALITY AS s (kind, entry_id, place)
    WHERE b.market_id = $1 AND b.height > $2 AND b.height <= $3
), line AS (
    SELECT p.height, p.place, concat_ws('|', 'transfer', t.transfer_id, t.debit_account_id, t.credit_account_id,
        t.amount_minor, t.currency, t.kind, t.subject_id, (extract(epoch FROM t.made_at) * 1000000)::bigint) AS text
    FROM placed AS p
    JOIN ledger.transfers AS t ON t.market_id = $1 AND t.transfer_id = p.entry_id
    WHERE p.kind = 'transfer'
    UNION ALL
    SELECT p.height, p.place, concat_ws('|', 'account', a.account_id, a.owner, a.purpose, a.currency, a.limited,
        (extract(epoch FROM a.opened_at) * 1000000)::bigint)
    FROM placed AS p
    JOIN ledger.accounts AS a ON a.market_id = $1 AND a.account_id = p.entry_id
    WHERE p.kind = 'account'
    UNION ALL
    SELECT p.height, p.place, concat_ws('|', 'pending', n.pending_id, n.debit_account_id, n.credit_account_id,
        n.amount_minor, n.currency, n.kind, n.subject_id, (extract(epoch FROM n.made_at) * 1000000)::bigint,
        coalesce((extract(epoch FROM n.expires_at) * 1000000)::bigint::text, ''))
    FROM placed AS p
    JOIN ledger.pendings AS n ON n.market_id = $1 AND n.pending_id = p.entry_id
    WHERE p.kind = 'pending'
    UNION ALL
    SELECT p.height, p.place, concat_ws('|', 'result', r.pending_id, r.outcome, coalesce(r.transfer_id::text, ''),
        (extract(epoch FROM r.at) * 1000000)::bigint)
    FROM placed AS p
    JOIN ledger.results AS r ON r.market_id = $1 AND r.pending_id = p.entry_id
    WHERE p.kind = 'result'
), written AS (
    SELECT height, count(*) AS found, string_agg(text || E'\n', '' ORDER BY place) AS text FROM line GROUP BY height
)
SELECT b.height, b.previous_hash, b.hash, cardinality(b.entries) AS entries,
    (cardinality(b.entries) - coalesce(w.found, 0))::integer AS missing,
    sha256(convert_to(
        'linli-ledger-1' || E'\n' || $1::integer || E'\n' || b.height || E'\n' || encode(b.previous_hash, 'hex') || E'\n'
        || (extract(epoch FROM b.sealed_at) * 1000000)::bigint || E'\n' || cardinality(b.entries) || E'\n'
        || coalesce(w.text, ''), 'UTF8'
    )) AS hash_again
FROM ledger.blocks AS b
LEFT JOIN written AS w ON w.height = b.height
WHERE b.market_id = $1 AND b.height > $2 AND b.height <= $3
ORDER BY b.height

-- name: entries_out_of_place
-- Every entry is in one block or in the tail, once; and the tail holds nothing that is not there. What was slipped in
-- past both is found here.
WITH placed AS MATERIALIZED (
    SELECT u.kind, u.entry_id, count(*) AS places
    FROM (
        SELECT s.kind, s.entry_id
        FROM ledger.blocks AS b
        CROSS JOIN LATERAL unnest(b.kinds, b.entries) AS s (kind, entry_id)
        WHERE b.market_id = $1
        UNION ALL
        SELECT kind, entry_id FROM ledger.unsealed WHERE market_id = $1
    ) AS u
    GROUP BY u.kind, u.entry_id
), entry AS (
    SELECT 'account' AS kind, account_id AS entry_id FROM ledger.accounts WHERE market_id = $1
    UNION ALL SELECT 'transfer', transfer_id FROM ledger.transfers WHERE market_id = $1
    UNION ALL SELECT 'pending', pending_id FROM ledger.pendings WHERE market_id = $1
    UNION ALL SELECT 'result', pending_id FROM ledger.results WHERE market_id = $1
)
SELECT coalesce(p.entry_id, e.entry_id) AS entry_id
FROM placed AS p
FULL JOIN entry AS e ON e.kind = p.kind AND e.entry_id = p.entry_id
WHERE p.entry_id IS NULL OR e.entry_id IS NULL OR p.places <> 1

-- name: snapshot_drift
-- The audit's question: is every snapshot the sum of the sealed transfers? Named are accounts and, for a purpose, one
-- of its accounts.
WITH sealed AS MATERIALIZED (
    SELECT s.entry_id
    FROM ledger.blocks AS b
    CROSS JOIN LATERAL unnest(b.kinds, b.entries) AS s (kind, entry_id)
    WHERE b.market_id = $1 AND s.kind = 'transfer'
), summed AS MATERIALIZED (
    SELECT m.account_id, sum(m.debit) AS debits, sum(m.credit) AS credits
    FROM (
        SELECT t.debit_account_id AS account_id, t.amount_minor AS debit, 0 AS credit
        FROM sealed AS s JOIN ledger.transfers AS t ON t.market_id = $1 AND t.transfer_id = s.entry_id
        UNION ALL
        SELECT t.credit_account_id, 0, t.amount_minor
        FROM sealed AS s JOIN ledger.transfers AS t ON t.market_id = $1 AND t.transfer_id = s.entry_id
    ) AS m
    GROUP BY m.account_id
), told AS MATERIALIZED (
    SELECT a.account_id, a.purpose, a.currency, a.limited, s.debits, s.credits
    FROM summed AS s
    JOIN ledger.accounts AS a ON a.market_id = $1 AND a.account_id = s.account_id
)
SELECT coalesce(t.account_id, k.account_id) AS account_id
FROM (SELECT account_id, debits, credits FROM told WHERE NOT limited) AS t
FULL JOIN (
    SELECT account_id, debits_minor, credits_minor FROM ledger.sealed_accounts WHERE market_id = $1
) AS k ON k.account_id = t.account_id
WHERE (t.debits, t.credits) IS DISTINCT FROM (k.debits_minor::numeric, k.credits_minor::numeric)
UNION ALL
SELECT coalesce(t.account_id, '00000000-0000-0000-0000-000000000000')
FROM (
    SELECT purpose, currency, min(account_id::text)::uuid AS account_id, sum(debits) AS debits, sum(credits) AS credits
    FROM told GROUP BY purpose, currency
) AS t
FULL JOIN (
    SELECT purpose, currency, debits_minor, credits_minor FROM ledger.sealed_purposes WHERE market_id = $1
) AS k ON k.purpose = t.purpose AND k.currency = t.currency
WHERE (t.debits, t.credits) IS DISTINCT FROM (k.debits_minor::numeric, k.credits_minor::numeric)

-- name: last_height_before
-- How far the chain had come at a moment: the end of a month for the archive.
SELECT coalesce(max(height), 0) FROM ledger.blocks WHERE market_id = $1 AND sealed_at < $2

-- name: blocks_between
-- The archive's blocks of a range, without their entries.
SELECT height, sealed_at, previous_hash, hash, cardinality(entries) AS entries
FROM ledger.blocks
WHERE market_id = $1 AND height > $2 AND height <= $3
ORDER BY height

-- name: sealed_accounts_between
-- The archive's accounts: those that a range of blocks seals, in its order.
SELECT b.height, s.place::integer AS place, a.account_id, a.owner, a.purpose, a.currency, a.limited, a.opened_at
FROM ledger.blocks AS b
CROSS JOIN LATERAL unnest(b.kinds, b.entries) WITH ORDINALITY AS s (kind, entry_id, place)
JOIN ledger.accounts AS a ON a.market_id = $1 AND a.account_id = s.entry_id
WHERE b.market_id = $1 AND b.height > $2 AND b.height <= $3 AND s.kind = 'account'
ORDER BY b.height, s.place

-- name: sealed_transfers_between
-- The archive's transfers: those that a range of blocks seals, in its order, with whose their accounts are.
SELECT b.height, s.place::integer AS place, t.transfer_id, t.debit_account_id, t.credit_account_id, t.amount_minor,
    t.currency, t.kind, t.subject_id, t.made_at, d.owner AS debit_owner, d.purpose AS debit_purpose,
    c.owner AS credit_owner, c.purpose AS credit_purpose
FROM ledger.blocks AS b
CROSS JOIN LATERAL unnest(b.kinds, b.entries) WITH ORDINALITY AS s (kind, entry_id, place)
JOIN ledger.transfers AS t ON t.market_id = $1 AND t.transfer_id = s.entry_id
JOIN ledger.accounts AS d ON d.market_id = $1 AND d.account_id = t.debit_account_id
JOIN ledger.accounts AS c ON c.market_id = $1 AND c.account_id = t.credit_account_id
WHERE b.market_id = $1 AND b.height > $2 AND b.height <= $3 AND s.kind = 'transfer'
ORDER BY b.height, s.place

-- name: sealed_pendings_between
-- The archive's pending transfers: those that a range of blocks seals, in its order.
SELECT b.height, s.place::integer AS place, p.pending_id, p.debit_account_id, p.credit_account_id, p.amount_minor,
    p.currency, p.kind, p.subject_id, p.made_at, p.expires_at
FROM ledger.blocks AS b
CROSS JOIN LATERAL unnest(b.kinds, b.entries) WITH ORDINALITY AS s (kind, entry_id, place)
JOIN ledger.pendings AS p ON p.market_id = $1 AND p.pending_id = s.entry_id
WHERE b.market_id = $1 AND b.height > $2 AND b.height <= $3 AND s.kind = 'pending'
ORDER BY b.height, s.place

-- name: sealed_results_between
-- The archive's results: those that a range of blocks seals, in its order.
SELECT b.height, s.place::integer AS place, r.pending_id, r.outcome, r.transfer_id, r.at
FROM ledger.blocks AS b
CROSS JOIN LATERAL unnest(b.kinds, b.entries) WITH ORDINALITY AS s (kind, entry_id, place)
JOIN ledger.results AS r ON r.market_id = $1 AND r.pending_id = s.entry_id
WHERE b.market_id = $1 AND b.height > $2 AND b.height <= $3 AND s.kind = 'result'
ORDER BY b.height, s.place

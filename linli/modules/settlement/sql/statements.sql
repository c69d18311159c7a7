-- name: insert_statement
-- A draft of one payee's earnings before a moment; whoever comes second writes nothing.
INSERT INTO settlement.statements (market_id, statement_id, payee_id, number, currency, state, period_from,
    period_until, total_minor, entry_count, drafted_at, confirms_at)
VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, 1, $9, $10)
ON CONFLICT (market_id, payee_id, currency, period_until) DO NOTHING

-- name: sum_up_statement
-- The total is that of its entries, counted again whenever one comes or goes; none is left where it would not be
-- positive.
UPDATE settlement.statements AS s SET total_minor = q.total, entry_count = q.entries
FROM (
    SELECT coalesce(sum(e.amount_minor), 0)::bigint AS total, count(*)::integer AS entries
    FROM settlement.entries AS e WHERE e.market_id = $1 AND e.statement_id = $2
) AS q
WHERE s.market_id = $1 AND s.statement_id = $2 AND q.total > 0
RETURNING s.statement_id, s.payee_id, s.number, s.currency, s.state, s.period_from, s.period_until, s.total_minor,
    s.entry_count, s.drafted_at, s.confirms_at, s.confirmed_at, s.confirmed_by, s.payout_id, s.paid_at

-- name: dissolve_statement
-- Nothing was left of a draft.
UPDATE settlement.statements SET state = 'dissolved', total_minor = 0, entry_count = 0
WHERE market_id = $1 AND statement_id = $2 AND state = ANY($3::text[])

-- name: last_period
-- Where the payee's statement before this one ended.
SELECT max(period_until) FROM settlement.statements
WHERE market_id = $1 AND payee_id = $2 AND currency = $3 AND state <> 'dissolved' AND period_until < $4

-- name: earliest_entry
-- When the first of a statement's entries was made.
SELECT min(made_at) FROM settlement.entries WHERE market_id = $1 AND statement_id = $2

-- name: begin_period
-- A statement begins where the one before it ended, or with its earliest entry.
UPDATE settlement.statements SET period_from = $3 WHERE market_id = $1 AND statement_id = $2

-- name: lock_statement
-- One statement of a payee, kept as it is until the transaction ends.
SELECT statement_id, payee_id, number, currency, state, period_from, period_until, total_minor, entry_count,
    drafted_at, confirms_at, confirmed_at, confirmed_by, payout_id, paid_at
FROM settlement.statements
WHERE market_id = $1 AND statement_id = $2
FOR UPDATE

-- name: move_statement
-- To another state, from one that allows it.
UPDATE settlement.statements SET state = $3
WHERE market_id = $1 AND statement_id = $2 AND state = ANY($4::text[])

-- name: confirm_statement
-- By its payee.
UPDATE settlement.statements SET state = 'confirmed', confirmed_at = $3, confirmed_by = $4
WHERE market_id = $1 AND statement_id = $2 AND state = ANY($5::text[])

-- name: confirm_ripe
-- By the clock: drafts whose time to be disputed is over; skipped where another worker has them.
WITH ripe AS MATERIALIZED (
    SELECT statement_id FROM settlement.statements
    WHERE market_id = $1 AND state = ANY($4::text[]) AND confirms_at <= $2
    ORDER BY statement_id
    LIMIT $5
    FOR UPDATE SKIP LOCKED
)
UPDATE settlement.statements AS s SET state = 'confirmed', confirmed_at = $2, confirmed_by = $3
FROM ripe
WHERE s.market_id = $1 AND s.statement_id = ripe.statement_id

-- name: statements_to_pay
-- Confirmed statements in the order they were drafted; skipped where another worker has them.
SELECT statement_id, payee_id, number, currency, state, period_from, period_until, total_minor, entry_count,
    drafted_at, confirms_at, confirmed_at, confirmed_by, payout_id, paid_at
FROM settlement.statements
WHERE market_id = $1 AND state = 'confirmed' AND payee_id = ANY($2::uuid[])
ORDER BY statement_id
LIMIT $3
FOR UPDATE SKIP LOCKED

-- name: payees_to_pay
-- Who has a confirmed statement that waits for its payout.
SELECT DISTINCT payee_id FROM settlement.statements WHERE market_id = $1 AND state = 'confirmed' ORDER BY payee_id

-- name: start_paying
-- The statement goes to the bank with this payout.
UPDATE settlement.statements SET state = 'paying', payout_id = $3
WHERE market_id = $1 AND statement_id = $2 AND state = ANY($4::text[])

-- name: mark_statement_paid
-- The bank has paid it.
UPDATE settlement.statements SET state = 'paid', paid_at = $4
WHERE market_id = $1 AND statement_id = $2 AND payout_id = $3 AND state = ANY($5::text[])

-- name: mark_statement_unpaid
-- The bank has sent it back: it waits for another payout.
UPDATE settlement.statements SET state = 'confirmed', payout_id = NULL
WHERE market_id = $1 AND statement_id = $2 AND payout_id = $3 AND state = ANY($4::text[])

-- name: find_statement
-- One statement by its id.
SELECT statement_id, payee_id, number, currency, state, period_from, period_until, total_minor, entry_count,
    drafted_at, confirms_at, confirmed_at, confirmed_by, payout_id, paid_at
FROM settlement.statements
WHERE market_id = $1 AND statement_id = $2

-- name: find_statements
-- The statements beside a list of payouts or entries, in one go.
SELECT statement_id, payee_id, number, currency, state, period_from, period_until, total_minor, entry_count,
    drafted_at, confirms_at, confirmed_at, confirmed_by, payout_id, paid_at
FROM settlement.statements
WHERE market_id = $1 AND statement_id = ANY($2::uuid[])

-- name: market_statements
-- The market's statements, newest first, before a cursor; of one payee or in one state where that is asked.
SELECT statement_id, payee_id, number, currency, state, period_from, period_until, total_minor, entry_count,
    drafted_at, confirms_at, confirmed_at, confirmed_by, payout_id, paid_at
FROM settlement.statements
WHERE market_id = $1 AND statement_id < $2 AND ($3::uuid IS NULL OR payee_id = $3) AND ($4::text IS NULL OR state = $4)
    AND (state <> 'dissolved' OR $4 = 'dissolved')
ORDER BY statement_id DESC
LIMIT $5

-- name: insert_dispute
-- What a payee says about a line.
INSERT INTO settlement.disputes (
    market_id, dispute_id, entry_id, statement_id, payee_id, note, opened_by, opened_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: resolve_dispute
-- What was decided, once.
UPDATE settlement.disputes SET resolved_at = $3, correction_minor = $4, answer = $5
WHERE market_id = $1 AND dispute_id = $2 AND resolved_at IS NULL
RETURNING dispute_id, entry_id, statement_id, payee_id, note, opened_by, opened_at, resolved_at, correction_minor,
    answer

-- name: find_dispute
-- One dispute by its id.
SELECT dispute_id, entry_id, statement_id, payee_id, note, opened_by, opened_at, resolved_at, correction_minor, answer
FROM settlement.disputes
WHERE market_id = $1 AND dispute_id = $2

-- name: market_disputes
-- Disputes, newest first, before a cursor; of one payee, or only those that wait, where that is asked.
SELECT dispute_id, entry_id, statement_id, payee_id, note, opened_by, opened_at, resolved_at, correction_minor, answer
FROM settlement.disputes
WHERE market_id = $1 AND dispute_id < $2 AND ($3::uuid IS NULL OR payee_id = $3)
    AND (NOT $4::boolean OR resolved_at IS NULL)
ORDER BY dispute_id DESC
LIMIT $5

-- name: oldest_escrow
-- Since when the oldest money has waited. No index helps: one on what is left would make every release dearer.
SELECT min(held_at) AS held_at FROM settlement.escrows
WHERE market_id = $1 AND amount_minor > released_minor + refunded_minor

-- name: escrow_ages
-- How long what waits in escrow has waited: orders and sums by the day from which each band counts.
SELECT b.from_days, e.currency, count(*)::integer AS orders,
    sum(e.amount_minor - e.released_minor - e.refunded_minor)::bigint AS waiting_minor
FROM settlement.escrows AS e
CROSS JOIN LATERAL (
    SELECT max(d.from_days) AS from_days FROM unnest($3::integer[]) AS d (from_days)
    WHERE e.held_at <= $2::timestamptz - make_interval(days => d.from_days)
) AS b
WHERE e.market_id = $1 AND e.amount_minor > e.released_minor + e.refunded_minor AND b.from_days IS NOT NULL
GROUP BY b.from_days, e.currency
ORDER BY b.from_days, e.currency

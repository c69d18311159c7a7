-- name: insert_entries
-- hot: what a release or an undoing gives each payee. An undoing becomes available when what it undoes did, unless
-- that has been settled already.
INSERT INTO settlement.entries (market_id, entry_id, payee_id, kind, part, order_id, line_no, store_id, voucher_id,
    gross_minor, commission_minor, amount_minor, currency, note, subsidy_minor, made_at, available_at)
SELECT $1, n.entry_id, n.payee_id, $2, n.part, $3, $4, $5, $6, n.gross_minor, n.commission_minor, n.amount_minor, $7, $8,
    n.subsidy_minor, $9, greatest($9, coalesce((
        SELECT max(o.available_at) FROM settlement.entries AS o
        WHERE o.market_id = $1 AND o.order_id = $3 AND o.line_no = $4 AND o.voucher_id = $6
            AND o.payee_id = n.payee_id AND o.kind = 'released' AND o.statement_id IS NULL AND $2 = 'undone'
    ), $10))
FROM unnest($11::uuid[], $12::uuid[], $13::text[], $14::bigint[], $15::bigint[], $16::bigint[],
    $17::bigint[]) AS n (entry_id, payee_id, part, gross_minor, commission_minor, amount_minor, subsidy_minor)

-- name: entries_of_order
-- What became of one order's money, in the order it happened.
SELECT entry_id, payee_id, kind, part, order_id, line_no, store_id, voucher_id, gross_minor, commission_minor,
    amount_minor, currency, note, made_at, available_at, statement_id, disputed_at, subsidy_minor
FROM settlement.entries
WHERE market_id = $1 AND order_id = $2
ORDER BY entry_id

-- name: free_balance
-- What a payee has earned that stands in no statement yet: as much may be taken back without a deposit.
SELECT coalesce(sum(amount_minor), 0)::bigint
FROM settlement.entries
WHERE market_id = $1 AND payee_id = $2 AND currency = $3 AND statement_id IS NULL

-- name: insert_entry
-- One change of a payee's balance that no redemption caused: deposits and corrections.
INSERT INTO settlement.entries (market_id, entry_id, payee_id, kind, part, order_id, gross_minor, commission_minor,
    amount_minor, currency, note, made_at, available_at, statement_id)
VALUES ($1, $2, $3, $4, 'store', $5, $6, 0, $6, $7, $8, $9, $9, $10)

-- name: payees_due
-- Who has earned something before today that no statement has; corrections and deposits wait for no day.
SELECT DISTINCT payee_id, currency
FROM settlement.entries
WHERE market_id = $1 AND statement_id IS NULL AND disputed_at IS NULL AND available_at <= $2
    AND (made_at < $3 OR kind NOT IN ('released', 'undone'))
ORDER BY payee_id, currency

-- name: due_sum
-- What a statement of this payee would come to.
SELECT coalesce(sum(amount_minor), 0)::bigint
FROM settlement.entries
WHERE market_id = $1 AND payee_id = $2 AND currency = $3 AND statement_id IS NULL AND disputed_at IS NULL
    AND available_at <= $4
    AND (made_at < $5 OR kind NOT IN ('released', 'undone'))

-- name: put_into_statement
-- Each entry into exactly one statement: whoever comes second finds it taken.
UPDATE settlement.entries SET statement_id = $3
WHERE market_id = $1 AND payee_id = $2 AND currency = $4 AND statement_id IS NULL AND disputed_at IS NULL
    AND available_at <= $5
    AND (made_at < $6 OR kind NOT IN ('released', 'undone'))

-- name: hold_out
-- A line that its payee disputes leaves its statement.
UPDATE settlement.entries SET statement_id = NULL, disputed_at = $4
WHERE market_id = $1 AND entry_id = $2 AND statement_id = $3
RETURNING entry_id, payee_id, kind, part, order_id, line_no, store_id, voucher_id, gross_minor, commission_minor,
    amount_minor, currency, note, made_at, available_at, statement_id, disputed_at, subsidy_minor

-- name: let_back_in
-- The dispute is over: the line waits for the next statement.
UPDATE settlement.entries SET disputed_at = NULL WHERE market_id = $1 AND entry_id = $2

-- name: let_go
-- A statement of which nothing was left: its lines wait for the next one.
UPDATE settlement.entries SET statement_id = NULL WHERE market_id = $1 AND statement_id = $2

-- name: entries_of_statement
-- A statement line by line in the order it was earned, after a cursor.
SELECT entry_id, payee_id, kind, part, order_id, line_no, store_id, voucher_id, gross_minor, commission_minor,
    amount_minor, currency, note, made_at, available_at, statement_id, disputed_at, subsidy_minor
FROM settlement.entries
WHERE market_id = $1 AND statement_id = $2 AND entry_id > $3
ORDER BY entry_id
LIMIT $4

-- name: sums_of_statement
-- A statement by kind and part.
SELECT kind, part, count(*)::integer AS entries, sum(gross_minor)::bigint AS gross_minor,
    sum(commission_minor)::bigint AS commission_minor, sum(amount_minor)::bigint AS amount_minor,
    sum(subsidy_minor)::bigint AS subsidy_minor
FROM settlement.entries
WHERE market_id = $1 AND statement_id = $2
GROUP BY kind, part
ORDER BY kind, part

-- name: entries_of_payee
-- Everything that a payee earned and gave back, newest first, before a cursor; only what no statement has yet, where
-- that is asked.
SELECT entry_id, payee_id, kind, part, order_id, line_no, store_id, voucher_id, gross_minor, commission_minor,
    amount_minor, currency, note, made_at, available_at, statement_id, disputed_at, subsidy_minor
FROM settlement.entries
WHERE market_id = $1 AND payee_id = $2 AND entry_id < $3 AND (NOT $4::boolean OR statement_id IS NULL)
ORDER BY entry_id DESC
LIMIT $5

-- name: entries_of_ids
-- The lines that disputes are about, in one go.
SELECT entry_id, payee_id, kind, part, order_id, line_no, store_id, voucher_id, gross_minor, commission_minor,
    amount_minor, currency, note, made_at, available_at, statement_id, disputed_at, subsidy_minor
FROM settlement.entries
WHERE market_id = $1 AND entry_id = ANY($2::uuid[])

-- name: open_days
-- What is on its way to a statement, by the market's day on which it was earned.
SELECT (made_at AT TIME ZONE $4)::date AS day, count(*)::integer AS entries, sum(amount_minor)::bigint AS amount_minor
FROM settlement.entries
WHERE market_id = $1 AND payee_id = $2 AND currency = $3 AND statement_id IS NULL AND disputed_at IS NULL
GROUP BY 1
ORDER BY 1

-- name: standing_of_payee
-- Where a payee's money is, outside of escrow.
SELECT
    (SELECT coalesce(sum(e.amount_minor), 0) FROM settlement.entries AS e
    WHERE e.market_id = $1 AND e.payee_id = $2 AND e.currency = $3 AND e.statement_id IS NULL
        AND e.disputed_at IS NULL)::bigint AS open_minor,
    (SELECT coalesce(sum(s.total_minor), 0) FROM settlement.statements AS s
    WHERE s.market_id = $1 AND s.payee_id = $2 AND s.currency = $3
        AND s.state IN ('draft', 'disputed', 'confirmed'))::bigint AS stated_minor,
    (SELECT coalesce(sum(s.total_minor), 0) FROM settlement.statements AS s
    WHERE s.market_id = $1 AND s.payee_id = $2 AND s.currency = $3 AND s.state = 'paying')::bigint AS paying_minor,
    (SELECT coalesce(sum(e.amount_minor), 0) FROM settlement.entries AS e
    WHERE e.market_id = $1 AND e.payee_id = $2 AND e.currency = $3 AND e.statement_id IS NULL
        AND e.disputed_at IS NOT NULL)::bigint AS disputed_minor

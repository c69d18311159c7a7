-- name: note_differences
-- What was found on a day, in one statement. A difference that is known is the same one: what a person has closed stays
-- closed unless its facts have changed since; what had resolved itself and is there again is open again.
INSERT INTO reconciliation.differences AS d (
    market_id, difference_id, provider, day, kind, state, line_id, provider_ref, reference, order_id, billed_minor,
    billed_currency, billed_at, fee_minor, known_minor, known_currency, known_state, known_at, booked_minor, order_state,
    gap_minor, currency, noted_at, seen_at, closed_at, closed_by
)
SELECT $1, f.difference_id, $2, $3, f.kind, f.state, f.line_id, f.provider_ref, f.reference, f.order_id,
    f.billed_minor, f.billed_currency, f.billed_at, f.fee_minor, f.known_minor, f.known_currency, f.known_state,
    f.known_at, f.booked_minor, f.order_state, f.gap_minor, $4, $5::timestamptz,
    $5::timestamptz, CASE WHEN f.state = 'open' THEN NULL ELSE $5::timestamptz END,
    CASE WHEN f.state = 'open' THEN NULL ELSE 'system' END
FROM unnest(
    $6::uuid[], $7::text[], $8::text[], $9::uuid[], $10::text[], $11::uuid[], $12::uuid[], $13::bigint[], $14::text[],
    $15::timestamptz[], $16::bigint[], $17::bigint[], $18::text[], $19::text[], $20::timestamptz[], $21::bigint[],
    $22::text[], $23::bigint[]
) AS f (
    difference_id, kind, state, line_id, provider_ref, reference, order_id, billed_minor, billed_currency,
    billed_at, fee_minor, known_minor, known_currency, known_state, known_at, booked_minor, order_state, gap_minor
)
ON CONFLICT (market_id, difference_id) DO UPDATE SET
    seen_at = excluded.seen_at,
    provider_ref = excluded.provider_ref,
    reference = excluded.reference,
    order_id = excluded.order_id,
    billed_minor = excluded.billed_minor,
    billed_currency = excluded.billed_currency,
    billed_at = excluded.billed_at,
    fee_minor = excluded.fee_minor,
    known_minor = excluded.known_minor,
    known_currency = excluded.known_currency,
    known_state = excluded.known_state,
    known_at = excluded.known_at,
    booked_minor = excluded.booked_minor,
    order_state = excluded.order_state,
    gap_minor = excluded.gap_minor,
    state = CASE WHEN d.state IN ('open', 'resolved')
        OR (d.billed_minor, d.billed_currency, d.known_minor, d.known_currency, d.booked_minor, d.gap_minor)
            IS DISTINCT FROM (
                excluded.billed_minor, excluded.billed_currency, excluded.known_minor, excluded.known_currency,
                excluded.booked_minor, excluded.gap_minor
            )
        THEN excluded.state ELSE d.state END,
    closed_at = CASE WHEN d.state IN ('open', 'resolved')
        OR (d.billed_minor, d.billed_currency, d.known_minor, d.known_currency, d.booked_minor, d.gap_minor)
            IS DISTINCT FROM (
                excluded.billed_minor, excluded.billed_currency, excluded.known_minor, excluded.known_currency,
                excluded.booked_minor, excluded.gap_minor
            )
        THEN CASE WHEN excluded.state = 'open' THEN NULL ELSE coalesce(d.closed_at, excluded.closed_at) END
        ELSE d.closed_at END

-- name: resolve_differences
-- What was open on a day and is not found any more has resolved itself, unless a correction of it was booked.
UPDATE reconciliation.differences SET state = 'resolved', closed_at = $5, closed_by = 'system'
WHERE market_id = $1 AND provider = $2 AND day = $3 AND state = 'open' AND corrected_minor = 0
    AND NOT difference_id = ANY($4::uuid[])

-- name: reopen_corrected
-- A correction was booked of what is not there any more: somebody has to take it back.
UPDATE reconciliation.differences SET state = 'open', gap_minor = 0, closed_at = NULL, closed_by = NULL
WHERE market_id = $1 AND provider = $2 AND day = $3 AND state = 'corrected' AND corrected_minor <> 0
    AND NOT difference_id = ANY($4::uuid[])

-- name: days_touched
-- Other days on which something about these payments and refunds is open: a late line may resolve it.
SELECT DISTINCT day FROM reconciliation.differences
WHERE market_id = $1 AND provider = $2 AND day <> $3 AND state = 'open'
    AND (reference = ANY($4::uuid[]) OR provider_ref = ANY($5::text[]))
ORDER BY day

-- name: close_difference
-- A person decides; the first one counts.
UPDATE reconciliation.differences SET state = $3, closed_at = $4, closed_by = $5, why = $6
WHERE market_id = $1 AND difference_id = $2 AND state = 'open'

-- name: note_correction
-- What has been booked of it in all.
UPDATE reconciliation.differences SET corrected_minor = $3
WHERE market_id = $1 AND difference_id = $2

-- name: take_difference
-- Somebody works on it, or (none) nobody any more.
UPDATE reconciliation.differences SET taken_by = $3, taken_at = $4
WHERE market_id = $1 AND difference_id = $2 AND state = 'open'

-- name: find_difference
-- One difference by key.
SELECT difference_id, provider, day, kind, state, line_id, provider_ref, reference, order_id, billed_minor,
    billed_currency, billed_at, fee_minor, known_minor, known_currency, known_state, known_at, booked_minor,
    order_state, gap_minor, corrected_minor, currency, noted_at, seen_at, closed_at, closed_by, why, taken_by,
    taken_at
FROM reconciliation.differences
WHERE market_id = $1 AND difference_id = $2

-- name: lock_difference
-- Two who decide about the same one at once: the second sees what the first has done.
SELECT difference_id, provider, day, kind, state, line_id, provider_ref, reference, order_id, billed_minor,
    billed_currency, billed_at, fee_minor, known_minor, known_currency, known_state, known_at, booked_minor,
    order_state, gap_minor, corrected_minor, currency, noted_at, seen_at, closed_at, closed_by, why, taken_by,
    taken_at
FROM reconciliation.differences
WHERE market_id = $1 AND difference_id = $2 FOR UPDATE

-- name: market_differences
-- The queue, newest day first, before a cursor; every part of the wish may be left open.
SELECT difference_id, provider, day, kind, state, line_id, provider_ref, reference, order_id, billed_minor,
    billed_currency, billed_at, fee_minor, known_minor, known_currency, known_state, known_at, booked_minor,
    order_state, gap_minor, corrected_minor, currency, noted_at, seen_at, closed_at, closed_by, why, taken_by,
    taken_at
FROM reconciliation.differences
WHERE market_id = $1 AND difference_id < $2
    AND ($3::text IS NULL OR provider = $3) AND ($4::date IS NULL OR day = $4) AND ($5::text IS NULL OR kind = $5)
    AND ($6::text IS NULL OR state = $6) AND ($7::uuid IS NULL OR taken_by = $7)
ORDER BY difference_id DESC
LIMIT $8

-- name: count_open
-- How much of the queue waits, for the overview and the navigation.
SELECT count(*)::integer FROM reconciliation.differences WHERE market_id = $1 AND state = 'open'

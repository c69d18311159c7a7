-- name: lock_day
-- Two who read the same day's bill at once do it one after the other: whoever inserts or locks the row goes first.
INSERT INTO reconciliation.days (market_id, day_id, provider, day, zone, currency, state, tried_at)
VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7)
ON CONFLICT (market_id, day_id) DO UPDATE SET tried_at = excluded.tried_at
RETURNING day_id, provider, day, zone, currency, state, bill_print, bill_changes, lines, matched, billed_in_minor,
    billed_out_minor, billed_fees_minor, billed_payouts_minor, known_in_minor, known_out_minor, booked_in_minor,
    booked_out_minor, tried_at, next_try_at, ran_at, closed_at

-- name: note_absence
-- The bill is not there: when it is asked for again, and whether it should have come by now.
UPDATE reconciliation.days SET state = $3, next_try_at = $4
WHERE market_id = $1 AND day_id = $2 AND ran_at IS NULL

-- name: look_later
-- A day that was read once and was to be looked at again could not be: what is known of it stays.
UPDATE reconciliation.days SET next_try_at = $3
WHERE market_id = $1 AND day_id = $2 AND ran_at IS NOT NULL AND next_try_at IS NOT NULL

-- name: note_bill
-- Which bill was read, how often it has changed, and when it is looked at again.
UPDATE reconciliation.days SET bill_print = $3, bill_changes = $4, next_try_at = $5, ran_at = $6
WHERE market_id = $1 AND day_id = $2

-- name: note_figures
-- What the day adds up to; closed once nothing of it is open.
UPDATE reconciliation.days AS d SET lines = $3, matched = $4, billed_in_minor = $5, billed_out_minor = $6,
    billed_fees_minor = $7, billed_payouts_minor = $8, known_in_minor = $9, known_out_minor = $10,
    booked_in_minor = $11, booked_out_minor = $12
WHERE d.market_id = $1 AND d.day_id = $2

-- name: close_if_clean
-- A day whose bill is there is closed while nothing of it is open; and open again when something is.
UPDATE reconciliation.days AS d SET
    state = CASE WHEN q.is_open THEN 'open' ELSE 'clean' END,
    closed_at = CASE WHEN q.is_open THEN NULL ELSE coalesce(d.closed_at, $5) END
FROM (
    SELECT EXISTS (
        SELECT f.difference_id FROM reconciliation.differences AS f
        WHERE f.market_id = $1 AND f.provider = $3 AND f.day = $4 AND f.state = 'open'
    ) AS is_open
) AS q
WHERE d.market_id = $1 AND d.day_id = $2 AND d.ran_at IS NOT NULL

-- name: find_day
-- One provider's day.
SELECT d.day_id, d.provider, d.day, d.zone, d.currency, d.state, d.bill_print, d.bill_changes, d.lines, d.matched,
    d.billed_in_minor, d.billed_out_minor, d.billed_fees_minor, d.billed_payouts_minor, d.known_in_minor,
    d.known_out_minor, d.booked_in_minor, d.booked_out_minor, d.tried_at, d.next_try_at, d.ran_at, d.closed_at
FROM reconciliation.days AS d WHERE d.market_id = $1 AND d.day_id = $2

-- name: lock_known_day
-- The same for a day that is compared again: one after the other.
SELECT d.day_id, d.provider, d.day, d.zone, d.currency, d.state, d.bill_print, d.bill_changes, d.lines, d.matched,
    d.billed_in_minor, d.billed_out_minor, d.billed_fees_minor, d.billed_payouts_minor, d.known_in_minor,
    d.known_out_minor, d.booked_in_minor, d.booked_out_minor, d.tried_at, d.next_try_at, d.ran_at, d.closed_at
FROM reconciliation.days AS d WHERE d.market_id = $1 AND d.day_id = $2 FOR UPDATE

-- name: days_since
-- Which days of a provider have been begun, and when each is to be looked at next.
SELECT d.day, d.next_try_at, d.ran_at FROM reconciliation.days AS d
WHERE d.market_id = $1 AND d.provider = $2 AND d.day >= $3
ORDER BY d.day

-- name: market_days
-- The summary, newest day first, before a cursor, with how much of each day is open; every wish may be left open.
SELECT d.day_id, d.provider, d.day, d.zone, d.currency, d.state, d.bill_print, d.bill_changes, d.lines, d.matched,
    d.billed_in_minor, d.billed_out_minor, d.billed_fees_minor, d.billed_payouts_minor, d.known_in_minor,
    d.known_out_minor, d.booked_in_minor, d.booked_out_minor, d.tried_at, d.next_try_at, d.ran_at, d.closed_at,
    (
        SELECT count(*) FROM reconciliation.differences AS f
        WHERE f.market_id = $1 AND f.provider = d.provider AND f.day = d.day AND f.state = 'open'
    )::integer AS open_differences,
    (
        SELECT count(*) FROM reconciliation.differences AS f
        WHERE f.market_id = $1 AND f.provider = d.provider AND f.day = d.day
    )::integer AS all_differences
FROM reconciliation.days AS d
WHERE d.market_id = $1 AND d.day_id < $2
    AND ($3::text IS NULL OR d.provider = $3) AND ($4::text IS NULL OR d.state = $4)
    AND ($5::date IS NULL OR d.day >= $5) AND ($6::date IS NULL OR d.day <= $6)
ORDER BY d.day_id DESC
LIMIT $7

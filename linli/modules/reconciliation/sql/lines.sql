-- name: keep_lines
-- The lines of a bill, however many, in one statement; a line that was kept before is brought up to date.
INSERT INTO reconciliation.lines (
    market_id, line_id, provider, day, kind, provider_ref, reference, amount_minor, fee_minor, currency, billed_at
)
SELECT $1, l.line_id, $2, $3, l.kind, l.provider_ref, l.reference, l.amount_minor, l.fee_minor, l.currency, l.billed_at
FROM unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::bigint[], $9::bigint[], $10::text[], $11::timestamptz[])
    AS l (line_id, kind, provider_ref, reference, amount_minor, fee_minor, currency, billed_at)
ON CONFLICT (market_id, line_id) DO UPDATE SET reference = excluded.reference, amount_minor = excluded.amount_minor,
    fee_minor = excluded.fee_minor, currency = excluded.currency, billed_at = excluded.billed_at, gone = false
WHERE (lines.reference, lines.amount_minor, lines.fee_minor, lines.currency, lines.billed_at, lines.gone)
    IS DISTINCT FROM (
        excluded.reference, excluded.amount_minor, excluded.fee_minor, excluded.currency, excluded.billed_at, false
    )

-- name: lines_gone
-- What a corrected bill no longer has stays to be read, but counts no more.
UPDATE reconciliation.lines SET gone = true
WHERE market_id = $1 AND provider = $2 AND day = $3 AND NOT gone AND NOT line_id = ANY($4::uuid[])

-- name: lines_of_day
-- What the bill of a day says, those that are gone included, for what was booked of them is taken back.
SELECT line_id, provider, day, kind, provider_ref, reference, amount_minor, fee_minor, currency, billed_at, gone,
    fee_booked_minor, payout_booked_minor
FROM reconciliation.lines
WHERE market_id = $1 AND provider = $2 AND day = $3

-- name: lines_elsewhere
-- What the bills of other days say about the same payments and refunds.
SELECT line_id, provider, day, kind, provider_ref, reference, amount_minor, fee_minor, currency, billed_at, gone,
    fee_booked_minor, payout_booked_minor
FROM reconciliation.lines
WHERE market_id = $1 AND provider = $2 AND day <> $3 AND NOT gone AND reference = ANY($4::uuid[])
UNION
SELECT line_id, provider, day, kind, provider_ref, reference, amount_minor, fee_minor, currency, billed_at, gone,
    fee_booked_minor, payout_booked_minor
FROM reconciliation.lines
WHERE market_id = $1 AND provider = $2 AND day <> $3 AND NOT gone AND provider_ref = ANY($5::text[])

-- name: find_line
-- The line that a difference is about.
SELECT line_id, provider, day, kind, provider_ref, reference, amount_minor, fee_minor, currency, billed_at, gone,
    fee_booked_minor, payout_booked_minor
FROM reconciliation.lines
WHERE market_id = $1 AND line_id = $2

-- name: note_booked
-- What the ledger now has of each line's fee and payout.
UPDATE reconciliation.lines AS l SET fee_booked_minor = b.fee_minor, payout_booked_minor = b.payout_minor
FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS b (line_id, fee_minor, payout_minor)
WHERE l.market_id = $1 AND l.line_id = b.line_id

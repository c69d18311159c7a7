-- name: take_short_code
-- Digits for a voucher that has none, if no other voucher of its merchant has them; nothing where it has some.
INSERT INTO vouchers.short_codes (market_id, merchant_id, short_code, voucher_id)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
RETURNING short_code

-- name: short_codes_of_vouchers
-- For whoever holds them: what is read aloud at the counter.
SELECT voucher_id, short_code FROM vouchers.short_codes WHERE market_id = $1 AND voucher_id = ANY($2::uuid[])

-- name: find_by_short_code
-- hot: what digits ($3) mean at a counter of this merchant ($2), before a redemption and where one matched nothing.
SELECT v.market_id, v.voucher_id, v.order_id, v.deal_id, v.store_id, v.merchant_id, v.person_id, v.code, v.title,
    v.title_en, v.value_minor, v.currency, v.usable, v.state, v.issued_at, v.valid_until, v.redeemed_at,
    v.redemption_id, v.terms_id, v.line_no, v.store_ids, v.kind, v.parts, v.units, v.used, v.waiting,
    v.part_values, v.valid_from, v.hands, v.book_ahead_hours
FROM vouchers.short_codes AS s
JOIN vouchers.vouchers AS v ON v.market_id = s.market_id AND v.voucher_id = s.voucher_id
WHERE s.market_id = $1 AND s.merchant_id = $2 AND s.short_code = $3 AND v.market_id = $1

-- name: note_alarm
-- One alarm for one window ($4) of one who is watched ($3).
INSERT INTO vouchers.guessing_alarms (
    market_id, alarm_id, watched, began_at, reach, merchant_id, store_id, person_id, device_id, tries, turned_away, last_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11)
ON CONFLICT (market_id, watched, began_at) DO NOTHING
RETURNING alarm_id

-- name: note_turned_away
-- Somebody tried on after the alarm of that window ($3).
UPDATE vouchers.guessing_alarms SET turned_away = turned_away + 1, last_at = greatest(last_at, $4)
WHERE market_id = $1 AND watched = $2 AND began_at = $3

-- name: alarms_newest
-- The operator's list, newest first, before a cursor; open ones, or those that somebody has looked at ($3), or all.
SELECT alarm_id, began_at, reach, merchant_id, store_id, person_id, device_id, tries, turned_away, last_at,
    acknowledged_at, acknowledged_by, note
FROM vouchers.guessing_alarms
WHERE market_id = $1 AND alarm_id < $2 AND ($3::boolean IS NULL OR (acknowledged_at IS NULL) = $3)
    AND ($4::uuid IS NULL OR store_id = $4)
ORDER BY alarm_id DESC
LIMIT $5

-- name: count_open_alarms
-- The figure on the room's first page.
SELECT count(*)::integer FROM vouchers.guessing_alarms WHERE market_id = $1 AND acknowledged_at IS NULL

-- name: acknowledge_alarms
-- Somebody has looked at it, once.
UPDATE vouchers.guessing_alarms SET acknowledged_at = $3, acknowledged_by = $4, note = $5
WHERE market_id = $1 AND alarm_id = ANY($2::uuid[]) AND acknowledged_at IS NULL
RETURNING alarm_id

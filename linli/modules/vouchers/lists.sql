-- name: market_vouchers_newest
-- The operator's list of vouchers, newest first, before a cursor; every part of the wish may be left open.
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from,
    hands, book_ahead_hours
FROM vouchers.vouchers
WHERE market_id = $1 AND voucher_id < $2
    AND ($3::text IS NULL OR state = $3)
    AND ($4::uuid IS NULL OR store_id = $4) AND ($5::uuid IS NULL OR person_id = $5)
    AND ($6::timestamptz IS NULL OR issued_at >= $6) AND ($7::timestamptz IS NULL OR issued_at < $7)
ORDER BY voucher_id DESC
LIMIT $8

-- name: market_vouchers_oldest
-- The same from the beginning, after a cursor.
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from,
    hands, book_ahead_hours
FROM vouchers.vouchers
WHERE market_id = $1 AND voucher_id > $2
    AND ($3::text IS NULL OR state = $3)
    AND ($4::uuid IS NULL OR store_id = $4) AND ($5::uuid IS NULL OR person_id = $5)
    AND ($6::timestamptz IS NULL OR issued_at >= $6) AND ($7::timestamptz IS NULL OR issued_at < $7)
ORDER BY voucher_id
LIMIT $8

-- name: redemptions_of_vouchers
-- The operator's page of an order: every use and every undoing of its vouchers, in the order they happened.
SELECT redemption_id, voucher_id, store_id, clerk_id, clerk_name, undoes, at, units, value_minor, device_id,
    device_kind
FROM vouchers.redemptions
WHERE market_id = $1 AND voucher_id = ANY($2::uuid[])
ORDER BY redemption_id

-- name: totals_of_stores
-- The counters' day of each of a merchant's stores in two numbers; what was taken back does not count.
SELECT r.store_id, count(*)::integer AS redemptions, coalesce(sum(r.value_minor), 0)::bigint AS value_minor
FROM vouchers.redemptions AS r
WHERE r.market_id = $1 AND r.store_id = ANY($2::uuid[]) AND r.undoes IS NULL AND r.at >= $3
    AND NOT EXISTS (
        SELECT FROM vouchers.redemptions AS u
        WHERE u.market_id = $1 AND u.voucher_id = r.voucher_id AND u.undoes = r.redemption_id
    )
GROUP BY r.store_id

-- name: shift_sums
-- A shift at a store's counter, from a moment on until before another ($4), by clerk and voucher; what was taken back
-- does not count.
SELECT r.clerk_name, v.title, v.title_en, count(*)::integer AS uses, sum(r.value_minor)::bigint AS value_minor
FROM vouchers.redemptions AS r
JOIN vouchers.vouchers AS v ON v.market_id = r.market_id AND v.voucher_id = r.voucher_id
WHERE r.market_id = $1 AND r.store_id = $2 AND v.market_id = $1 AND r.undoes IS NULL AND r.at >= $3 AND r.at < $4
    AND NOT EXISTS (
        SELECT FROM vouchers.redemptions AS u
        WHERE u.market_id = $1 AND u.voucher_id = r.voucher_id AND u.undoes = r.redemption_id
    )
GROUP BY r.clerk_name, v.title, v.title_en
ORDER BY r.clerk_name, v.title

-- name: owed_by_store
-- What only this store ($3) can still give: vouchers of the merchant that are good there and in none of its other
-- stores ($4), how many and until when.
SELECT count(*)::integer AS vouchers, max(valid_until) AS until
FROM vouchers.vouchers
WHERE market_id = $1 AND merchant_id = $2 AND state = 'issued' AND valid_until > $5 AND $3 = ANY(store_ids)
    AND NOT (store_ids && $4::uuid[])

-- name: still_usable
-- The wallet's first shelf: what a person can still use ($3: now), the soonest to end on top; goes on after a voucher ($4)
-- of theirs, and begins anew where that is gone.
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from, hands, book_ahead_hours
FROM vouchers.vouchers
WHERE market_id = $1 AND person_id = $2 AND state = 'issued' AND valid_until > $3
    AND ($6::uuid[] IS NULL OR store_ids && $6)
    AND (valid_until, voucher_id) > (
        coalesce(
            (SELECT valid_until FROM vouchers.vouchers WHERE market_id = $1 AND person_id = $2 AND voucher_id = $4),
            '-infinity'
        ),
        $4
    )
ORDER BY valid_until, voucher_id
LIMIT $5

-- name: put_away
-- The wallet's other shelves, newest first, before a cursor: what was used, or what ended unused ($4: which). One whose
-- validity is over ($5: now) counts as ended, also before the timetable has come by.
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from, hands, book_ahead_hours
FROM vouchers.vouchers
WHERE market_id = $1 AND person_id = $2 AND voucher_id < $3 AND ($7::uuid[] IS NULL OR store_ids && $7)
    AND CASE $4::text
        WHEN 'used' THEN state = 'redeemed'
        ELSE state IN ('refunded', 'expired') OR (state = 'issued' AND valid_until <= $5)
    END
ORDER BY voucher_id DESC
LIMIT $6

-- name: shelves_of_person
-- How many vouchers lie on each shelf of a person's wallet ($3: now).
SELECT count(*) FILTER (WHERE state = 'issued' AND valid_until > $3)::integer AS active,
    count(*) FILTER (WHERE state = 'redeemed')::integer AS used,
    count(*) FILTER (WHERE state IN ('refunded', 'expired') OR (state = 'issued' AND valid_until <= $3))::integer
        AS expired
FROM vouchers.vouchers
WHERE market_id = $1 AND person_id = $2 AND ($4::uuid[] IS NULL OR store_ids && $4)

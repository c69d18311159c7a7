-- name: issue_vouchers
-- hot: what was just paid for, one row per unit; the code's key row and that of the digits ($25) are written by the same
-- statement. Digits that another voucher of the merchant has are not written: that unit comes back without, for another
-- draw. The values of all their parts come in one row ($23), as many for each voucher as it has parts.
WITH unit AS (
    SELECT u.voucher_id, u.code, u.value_minor, u.short_code,
        ($23::bigint[])[(u.place - 1) * cardinality($22::bigint[]) + 1:u.place * cardinality($22::bigint[])] AS part_values
    FROM unnest($2::uuid[], $3::text[], $11::bigint[], $25::text[]) WITH ORDINALITY
        AS u (voucher_id, code, value_minor, short_code, place)
),
keyed AS (
    INSERT INTO vouchers.codes (market_id, code, voucher_id)
    SELECT $1, unit.code, unit.voucher_id FROM unit
),
numbered AS (
    INSERT INTO vouchers.short_codes (market_id, merchant_id, short_code, voucher_id)
    SELECT $1, $7, unit.short_code, unit.voucher_id FROM unit
    ON CONFLICT (market_id, merchant_id, short_code) DO NOTHING
    RETURNING voucher_id, short_code
),
issued AS (
    INSERT INTO vouchers.vouchers (
        market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
        value_minor, currency, usable, state, issued_at, valid_until, terms_id, line_no, store_ids, kind, parts, units,
        used, waiting, part_values, valid_from, hands, book_ahead_hours
    )
    SELECT $1, unit.voucher_id, $4, $5, $6, $7, $8, unit.code, $9, $10, unit.value_minor, $12, $13, 'issued', $14, $15,
        $16, $17, $18::uuid[], $19, $20, $22::bigint[], array_fill(0::bigint, ARRAY[cardinality($22::bigint[])]),
        array_fill(0::bigint, ARRAY[cardinality($22::bigint[])]), unit.part_values, $21, 1, $24
    FROM unit
    RETURNING market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
        value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
        store_ids, kind, parts, units, used, waiting, part_values, valid_from, hands, book_ahead_hours
)
SELECT i.market_id, i.voucher_id, i.order_id, i.deal_id, i.store_id, i.merchant_id, i.person_id, i.code,
    i.title, i.title_en, i.value_minor, i.currency, i.usable, i.state, i.issued_at, i.valid_until,
    i.redeemed_at, i.redemption_id, i.terms_id, i.line_no, i.store_ids, i.kind, i.parts, i.units, i.used,
    i.waiting, i.part_values, i.valid_from, i.hands, i.book_ahead_hours, n.short_code
FROM issued AS i
LEFT JOIN numbered AS n ON n.voucher_id = i.voucher_id

-- name: redeem_voucher
-- hot: the only way a voucher is used. Every condition stands in this one UPDATE, so of any number of counters
-- that try at once only as many get a row back as there is left; the others waited for its lock and then matched
-- nothing. It is named by its code ($2), its id ($9) or its digits at a merchant's counters ($12, $13); code, token and
-- digits count only as long as the voucher is in the hands for which they were made ($11). What is taken of each part
-- ($8) may be left open (null) where one use is left in all. What the use is worth lies between two positions of each
-- part, so that all uses of a part add up to its value to the last minor unit, in whatever portions they come.
WITH found AS (
    SELECT v.voucher_id, v.hands, coalesce($8::bigint[], CASE
        WHEN (SELECT sum(x.n - x.u) FROM unnest(v.units, v.used) AS x (n, u)) = 1
            THEN (SELECT array_agg(x.n - x.u ORDER BY x.place) FROM unnest(v.units, v.used) WITH ORDINALITY AS x (n, u, place))
        END) AS taken
    FROM vouchers.vouchers AS v
    WHERE v.market_id = $1
        AND v.voucher_id = coalesce(
            $9,
            (SELECT c.voucher_id FROM vouchers.codes AS c WHERE c.market_id = $1 AND c.code = $2),
            (
                SELECT s.voucher_id FROM vouchers.short_codes AS s
                WHERE s.market_id = $1 AND s.merchant_id = $13 AND s.short_code = $12
            )
        )
),
used AS (
    UPDATE vouchers.vouchers AS v SET redeemed_at = $4, redemption_id = $5,
        used = (SELECT array_agg(x.u + x.w ORDER BY x.place) FROM unnest(v.used, f.taken) WITH ORDINALITY AS x (u, w, place)),
        state = CASE
            WHEN (SELECT bool_and(x.u + x.w = x.n) FROM unnest(v.used, f.taken, v.units) AS x (u, w, n)) THEN 'redeemed'
            ELSE 'issued'
        END
    FROM found AS f
    WHERE v.market_id = $1 AND v.voucher_id = f.voucher_id
        AND $3 = ANY(v.store_ids) AND v.state = 'issued' AND v.valid_from <= $4 AND v.valid_until > $4
        AND v.hands = f.hands AND ($11::integer IS NULL OR v.hands = $11)
        AND cardinality(f.taken) = cardinality(v.units) AND 0 <= ALL(f.taken) AND 0 < ANY(f.taken)
        AND NOT EXISTS (
            SELECT FROM unnest(v.used, v.waiting, f.taken, v.units) AS x (u, p, w, n) WHERE x.u + x.p + x.w > x.n AND x.w > 0
        )
    RETURNING v.market_id, v.voucher_id, v.order_id, v.deal_id, v.store_id, v.merchant_id, v.person_id, v.code,
        v.title, v.title_en, v.value_minor, v.currency, v.usable, v.state, v.issued_at, v.valid_until,
        v.redeemed_at, v.redemption_id, v.terms_id, v.line_no, v.store_ids, v.kind, v.parts, v.units, v.used,
        v.waiting, v.part_values, v.valid_from, v.hands, v.book_ahead_hours,
        f.taken, (
            SELECT sum(x.v * x.b / x.n - x.v * x.a / x.n)
            FROM unnest(new.part_values, old.used, new.used, new.units) AS x (v, a, b, n)
        )::bigint AS taken_minor
),
noted AS (
    INSERT INTO vouchers.redemptions (
        market_id, redemption_id, voucher_id, store_id, clerk_id, clerk_name, at, units, value_minor, device_id,
        device_kind
    )
    SELECT $1, $5, used.voucher_id, $3, $6, $7, $4, used.taken, used.taken_minor, $10, $14 FROM used
)
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from, hands, book_ahead_hours, taken, taken_minor
FROM used

-- name: undo_redemption
-- hot: a redemption at its own store, within the window ($4: redeemed after this). The voucher is held first, the row
-- that undoes goes in once whoever tries, and only then is given back what was taken.
WITH held AS (
    SELECT v.voucher_id, r.units AS taken, (
            SELECT sum(x.v * x.b / x.n - x.v * (x.b - x.w) / x.n)
            FROM unnest(v.part_values, v.used, r.units, v.units) AS x (v, b, w, n)
        )::bigint AS taken_minor
    FROM vouchers.redemptions AS r
    JOIN vouchers.vouchers AS v ON v.market_id = r.market_id AND v.voucher_id = r.voucher_id
    WHERE r.market_id = $1 AND r.redemption_id = $2 AND r.store_id = $3 AND r.undoes IS NULL AND r.at > $4
        AND v.market_id = $1 AND v.state IN ('issued', 'redeemed')
    FOR UPDATE OF v
),
noted AS (
    INSERT INTO vouchers.redemptions (
        market_id, redemption_id, voucher_id, store_id, clerk_id, clerk_name, undoes, at, units, value_minor,
        device_id, device_kind
    )
    SELECT $1, $5, held.voucher_id, $3, $6, $7, $2, $8, held.taken, held.taken_minor, $9, $10 FROM held
    ON CONFLICT (market_id, undoes) WHERE undoes IS NOT NULL DO NOTHING
    RETURNING voucher_id, units AS taken, value_minor AS taken_minor
),
freed AS (
    UPDATE vouchers.vouchers AS v SET state = 'issued',
        used = (SELECT array_agg(x.u - x.w ORDER BY x.place) FROM unnest(v.used, n.taken) WITH ORDINALITY AS x (u, w, place)),
        redemption_id = before.redemption_id, redeemed_at = before.at
    FROM noted AS n
    LEFT JOIN LATERAL (
        SELECT r.redemption_id, r.at FROM vouchers.redemptions AS r
        WHERE r.market_id = $1 AND r.voucher_id = n.voucher_id AND r.undoes IS NULL AND r.redemption_id <> $2
            AND NOT EXISTS (
                SELECT FROM vouchers.redemptions AS u
                WHERE u.market_id = $1 AND u.voucher_id = r.voucher_id AND u.undoes = r.redemption_id
            )
        ORDER BY r.redemption_id DESC
        LIMIT 1
    ) AS before ON true
    WHERE v.market_id = $1 AND v.voucher_id = n.voucher_id AND v.state IN ('issued', 'redeemed')
    RETURNING v.market_id, v.voucher_id, v.order_id, v.deal_id, v.store_id, v.merchant_id, v.person_id, v.code,
        v.title, v.title_en, v.value_minor, v.currency, v.usable, v.state, v.issued_at, v.valid_until,
        v.redeemed_at, v.redemption_id, v.terms_id, v.line_no, v.store_ids, v.kind, v.parts, v.units, v.used,
        v.waiting, v.part_values, v.valid_from, v.hands, v.book_ahead_hours, n.taken, n.taken_minor
)
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from, hands, book_ahead_hours, taken, taken_minor
FROM freed

-- name: hold_redeemed
-- hot: a review stands on a redemption, and is of the store where that was. Sharing its lock makes an undoing wait for the review, or the review see that
-- it was undone.
SELECT r.store_id
FROM vouchers.vouchers AS v
JOIN vouchers.redemptions AS r ON r.market_id = v.market_id AND r.redemption_id = v.redemption_id
WHERE v.market_id = $1 AND v.order_id = $2 AND v.redemption_id IS NOT NULL AND r.market_id = $1
ORDER BY v.voucher_id
LIMIT 1
FOR SHARE OF v

-- name: find_redemption
-- Explains an undoing that matched nothing; a row that itself undoes another is no redemption.
SELECT redemption_id, voucher_id, store_id, clerk_id, clerk_name, undoes, at, units, value_minor, device_id,
    device_kind
FROM vouchers.redemptions
WHERE market_id = $1 AND redemption_id = $2 AND store_id = $3 AND undoes IS NULL

-- name: void_for_refund
-- hot: a refund takes vouchers of its order that have something left out of use, whatever else happens to them
-- meanwhile: all ($3), or so many ($5) of each of these lines ($4), the last issued first. Rows are locked in one order,
-- and left are those that a counter has used up meanwhile, that somebody else holds by now ($6: the payer), and those of
-- which a use without a network is not decided yet.
WITH unused AS MATERIALIZED (
    SELECT voucher_id, line_no FROM vouchers.vouchers
    WHERE market_id = $1 AND order_id = $2 AND state = 'issued' AND ($3::boolean OR line_no = ANY($4::integer[]))
        AND person_id = $6 AND 0 = ALL(waiting)
    ORDER BY voucher_id
    FOR UPDATE
),
ranked AS (
    SELECT u.voucher_id, u.line_no, row_number() OVER (PARTITION BY u.line_no ORDER BY u.voucher_id DESC) AS place
    FROM unused AS u
)
UPDATE vouchers.vouchers AS v SET state = 'refunded'
FROM ranked AS r
LEFT JOIN unnest($4::integer[], $5::integer[]) AS w (line_no, units) ON w.line_no = r.line_no
WHERE v.market_id = $1 AND v.voucher_id = r.voucher_id AND v.state = 'issued' AND ($3::boolean OR r.place <= w.units)
RETURNING v.market_id, v.voucher_id, v.order_id, v.deal_id, v.store_id, v.merchant_id, v.person_id, v.code, v.title,
    v.title_en, v.value_minor, v.currency, v.usable, v.state, v.issued_at, v.valid_until, v.redeemed_at,
    v.redemption_id, v.terms_id, v.line_no, v.store_ids,
        v.kind, v.parts, v.units, v.used, v.waiting, v.part_values, v.valid_from,
        v.hands, v.book_ahead_hours

-- name: expire_vouchers
-- The timetable's batch, longest overdue first; passes over what a counter or a refund holds at this moment, what was
-- used without a network and is not decided, and vouchers of which a device of their merchant ($4) may have taken
-- something that it has not told yet ($5: until when all were heard), for a window long ($6).
WITH due AS MATERIALIZED (
    SELECT voucher_id FROM vouchers.vouchers AS w
    WHERE w.market_id = $1 AND w.state = 'issued' AND w.valid_until <= $2 AND 0 = ALL(w.waiting)
        AND (w.valid_until <= $6 OR NOT EXISTS (
            SELECT FROM unnest($4::uuid[], $5::timestamptz[]) AS h (merchant_id, heard_at)
            WHERE h.merchant_id = w.merchant_id AND h.heard_at < w.valid_until
        ))
    ORDER BY valid_until
    LIMIT $3
    FOR UPDATE SKIP LOCKED
)
UPDATE vouchers.vouchers AS v SET state = 'expired'
FROM due
WHERE v.market_id = $1 AND v.voucher_id = due.voucher_id AND v.state = 'issued'
RETURNING v.market_id, v.voucher_id, v.order_id, v.deal_id, v.store_id, v.merchant_id, v.person_id, v.code,
    v.title, v.title_en, v.value_minor, v.currency, v.usable, v.state, v.issued_at, v.valid_until,
    v.redeemed_at, v.redemption_id, v.terms_id, v.line_no, v.store_ids,
        v.kind, v.parts, v.units, v.used, v.waiting, v.part_values, v.valid_from,
        v.hands, v.book_ahead_hours

-- name: find_voucher
-- The voucher's own page: one row by key.
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from,
    hands, book_ahead_hours
FROM vouchers.vouchers
WHERE market_id = $1 AND voucher_id = $2

-- name: find_by_code
-- hot: what the counter looks at before a redemption, and what explains one that matched nothing.
SELECT v.market_id, v.voucher_id, v.order_id, v.deal_id, v.store_id, v.merchant_id, v.person_id, v.code, v.title,
    v.title_en, v.value_minor, v.currency, v.usable, v.state, v.issued_at, v.valid_until, v.redeemed_at,
    v.redemption_id, v.terms_id, v.line_no, v.store_ids,
        v.kind, v.parts, v.units, v.used, v.waiting, v.part_values, v.valid_from,
        v.hands, v.book_ahead_hours
FROM vouchers.codes AS c
JOIN vouchers.vouchers AS v ON v.market_id = c.market_id AND v.voucher_id = c.voucher_id
WHERE c.market_id = $1 AND c.code = $2 AND v.market_id = $1

-- name: vouchers_of_order
-- The order page and the refund: all units of one order, in the order they were issued.
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from,
    hands, book_ahead_hours
FROM vouchers.vouchers
WHERE market_id = $1 AND order_id = $2
ORDER BY voucher_id

-- name: vouchers_of_person
-- The wallet, newest first, before a cursor.
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from,
    hands, book_ahead_hours
FROM vouchers.vouchers
WHERE market_id = $1 AND person_id = $2 AND voucher_id < $3
ORDER BY voucher_id DESC
LIMIT $4

-- name: redemptions_of_store
-- The counter's list since a moment, newest first; a redemption that was taken back stays in it, marked.
SELECT r.redemption_id, r.voucher_id, right(v.code, 4) AS code_tail, v.title, v.title_en, r.value_minor,
    v.currency, r.clerk_name, r.at, v.kind, v.parts, r.units, v.units AS units_in_all,
    EXISTS (
        SELECT FROM vouchers.redemptions AS u
        WHERE u.market_id = $1 AND u.voucher_id = r.voucher_id AND u.undoes = r.redemption_id
    ) AS undone
FROM vouchers.redemptions AS r
JOIN vouchers.vouchers AS v ON v.market_id = r.market_id AND v.voucher_id = r.voucher_id
WHERE r.market_id = $1 AND r.store_id = $2 AND v.market_id = $1 AND r.undoes IS NULL AND r.at >= $3
ORDER BY r.redemption_id DESC
LIMIT $4

-- name: redemption_totals
-- The counter's day in two numbers; what was taken back does not count, and ids that are too old are not read.
SELECT count(*)::integer AS redemptions, coalesce(sum(r.value_minor), 0)::bigint AS value_minor
FROM vouchers.redemptions AS r
WHERE r.market_id = $1 AND r.store_id = $2 AND r.redemption_id >= $4 AND r.undoes IS NULL AND r.at >= $3
    AND NOT EXISTS (
        SELECT FROM vouchers.redemptions AS u
        WHERE u.market_id = $1 AND u.voucher_id = r.voucher_id AND u.undoes = r.redemption_id
    )

-- name: vouchers_of_store
-- What can be used at a store, wherever its merchant ($7) sold it, newest first, before a cursor; in one state ($5)
-- where it is given. One whose validity is over counts as expired ($6: now), also before the timetable has come by.
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from,
    hands, book_ahead_hours
FROM vouchers.vouchers
WHERE market_id = $1 AND merchant_id = $7 AND $2 = ANY(store_ids) AND voucher_id < $3
    AND ($5::text IS NULL OR $5 = CASE WHEN state = 'issued' AND valid_until <= $6 THEN 'expired' ELSE state END)
ORDER BY voucher_id DESC
LIMIT $4

-- name: vouchers_by_tail
-- What a guest reads from the end of their code: vouchers for this store that end so ($5), newest first.
SELECT market_id, voucher_id, order_id, deal_id, store_id, merchant_id, person_id, code, title, title_en,
    value_minor, currency, usable, state, issued_at, valid_until, redeemed_at, redemption_id, terms_id, line_no,
    store_ids, kind, parts, units, used, waiting, part_values, valid_from,
    hands, book_ahead_hours
FROM vouchers.vouchers
WHERE market_id = $1 AND merchant_id = $6 AND right(code, 4) = $5 AND voucher_id < $3 AND $2 = ANY(store_ids)
ORDER BY voucher_id DESC
LIMIT $4

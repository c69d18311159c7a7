-- name: take_offline
-- hot: a use that a counter took without a network arrives, once: it waits in the voucher's row, whatever else waits
-- there, so that nothing of it is used, refunded or expired meanwhile. One that is lost already ($13) only is written.
WITH noted AS (
    INSERT INTO vouchers.offline_uses (
        market_id, device_id, use_id, voucher_id, merchant_id, store_id, clerk_id, clerk_name, hands, taken, happened_at,
        arrived_at, state, why, settled, decided_at
    )
    SELECT $1, $2, $3, v.voucher_id, v.merchant_id, $5, $6, $7, $8, $9::bigint[], $10, $11, $12, $13,
        array_fill(0::bigint, ARRAY[cardinality($9::bigint[])]), CASE WHEN $12 = 'lost' THEN $11::timestamptz END
    FROM vouchers.vouchers AS v
    WHERE v.market_id = $1 AND v.voucher_id = $4 AND cardinality(v.units) = cardinality($9::bigint[])
    ON CONFLICT DO NOTHING
    RETURNING voucher_id, taken, state
)
UPDATE vouchers.vouchers AS v
SET waiting = (SELECT array_agg(x.p + x.w ORDER BY x.place) FROM unnest(v.waiting, n.taken) WITH ORDINALITY AS x (p, w, place))
FROM noted AS n
WHERE v.market_id = $1 AND v.voucher_id = n.voucher_id AND n.state = 'waiting'

-- name: hold_vouchers_of
-- Vouchers of uses that are to be lost, held in one order before anything is written of them.
SELECT v.voucher_id
FROM vouchers.vouchers AS v
WHERE v.market_id = $1 AND v.voucher_id IN (
    SELECT u.voucher_id FROM vouchers.offline_uses AS u
    WHERE u.market_id = $1 AND u.device_id = $2 AND u.use_id = ANY($3::uuid[]) AND u.state = 'waiting'
)
ORDER BY v.voucher_id
FOR UPDATE

-- name: lose_offline
-- A device's log contradicts itself: of these uses none is believed, as far as it is not decided yet.
WITH lost AS (
    UPDATE vouchers.offline_uses SET state = 'lost', why = $4, decided_at = $5
    WHERE market_id = $1 AND device_id = $2 AND use_id = ANY($3::uuid[]) AND state = 'waiting'
    RETURNING voucher_id, taken
),
freed AS (
    SELECT l.voucher_id, x.place, sum(x.w)::bigint AS w
    FROM lost AS l, unnest(l.taken) WITH ORDINALITY AS x (w, place)
    GROUP BY l.voucher_id, x.place
)
UPDATE vouchers.vouchers AS v
SET waiting = (
    SELECT array_agg(x.p - f.w ORDER BY x.place)
    FROM unnest(v.waiting) WITH ORDINALITY AS x (p, place)
    JOIN freed AS f ON f.voucher_id = v.voucher_id AND f.place = x.place
)
WHERE v.market_id = $1 AND v.voucher_id IN (SELECT f.voucher_id FROM freed AS f)

-- name: vouchers_to_decide
-- What the timetable comes by for: vouchers of which a use's window is over, the one that waits longest first.
SELECT u.voucher_id
FROM vouchers.offline_uses AS u
WHERE u.market_id = $1 AND u.state = 'waiting' AND u.happened_at < $2
GROUP BY u.voucher_id
ORDER BY min(u.happened_at), u.voucher_id
LIMIT $3

-- name: hold_voucher
-- Whatever else happens to this voucher waits, and what has arrived of it is seen by what comes next.
SELECT voucher_id FROM vouchers.vouchers WHERE market_id = $1 AND voucher_id = $2 FOR UPDATE

-- name: uses_to_decide
-- The uses of one voucher whose window is over.
SELECT device_id, use_id, happened_at
FROM vouchers.offline_uses
WHERE market_id = $1 AND voucher_id = $2 AND state = 'waiting' AND happened_at < $3
ORDER BY happened_at, use_id, device_id

-- name: decide_uses
-- The loss rule (`losses.py`) in one statement. The earlier use gets what is left: of what was taken up to and with it,
-- in the order of when it happened, as much as there is room for, less what those before it got. What each use is worth
-- lies between two positions of each part, as online. A redemption is written for what gets something; its id ($5) comes
-- from the app and tells when the use happened. Uses of a voucher that is closed, or whose code has changed hands, get
-- nothing.
WITH due AS (
    SELECT u.device_id, u.use_id, u.store_id, u.clerk_id, u.clerk_name, u.happened_at, u.taken, i.redemption_id,
        row_number() OVER (ORDER BY u.happened_at, u.use_id, u.device_id) AS turn,
        CASE
            WHEN v.state NOT IN ('issued', 'redeemed') THEN 'voucher_closed'
            WHEN u.hands <> v.hands THEN 'code_replaced'
            ELSE ''
        END AS shut,
        v.units, v.used, v.part_values
    FROM vouchers.offline_uses AS u
    JOIN unnest($3::uuid[], $4::uuid[], $5::uuid[]) AS i (device_id, use_id, redemption_id)
        ON i.device_id = u.device_id AND i.use_id = u.use_id
    JOIN vouchers.vouchers AS v ON v.market_id = u.market_id AND v.voucher_id = u.voucher_id
    WHERE u.market_id = $1 AND u.voucher_id = $2 AND u.state = 'waiting' AND v.market_id = $1
),
spread AS (
    SELECT d.turn, x.place, x.taken, x.units, x.used, x.worth, x.units - x.used AS room,
        CASE WHEN d.shut = '' THEN x.taken ELSE 0 END AS asked,
        sum(CASE WHEN d.shut = '' THEN x.taken ELSE 0 END) OVER (PARTITION BY x.place ORDER BY d.turn) AS upto
    FROM due AS d, unnest(d.taken, d.units, d.used, d.part_values) WITH ORDINALITY AS x (taken, units, used, worth, place)
),
shared AS (
    SELECT s.turn, s.place, s.taken, s.units, s.worth,
        s.used + least(s.upto - s.asked, s.room) AS was, least(s.upto, s.room) - least(s.upto - s.asked, s.room) AS got
    FROM spread AS s
),
each AS (
    SELECT h.turn, array_agg(h.got::bigint ORDER BY h.place) AS settled,
        sum(div(h.worth * (h.was + h.got), h.units) - div(h.worth * h.was, h.units))::bigint AS value_minor,
        CASE WHEN sum(h.got) = 0 THEN 'lost' WHEN bool_and(h.got = h.taken) THEN 'settled' ELSE 'partly' END AS state
    FROM shared AS h
    GROUP BY h.turn
),
summed AS (
    SELECT h.place, sum(h.taken)::bigint AS taken, sum(h.got)::bigint AS got FROM shared AS h GROUP BY h.place
),
latest AS (
    SELECT d.redemption_id, d.happened_at
    FROM due AS d
    JOIN each AS e ON e.turn = d.turn AND e.state <> 'lost'
    ORDER BY d.redemption_id DESC
    LIMIT 1
),
moved AS (
    UPDATE vouchers.vouchers AS v
    SET used = c.used, waiting = c.waiting,
        state = CASE WHEN v.state = 'issued' AND c.used = v.units THEN 'redeemed' ELSE v.state END,
        redemption_id = coalesce(greatest(v.redemption_id, c.redemption_id), v.redemption_id),
        redeemed_at = CASE
            WHEN c.redemption_id > v.redemption_id OR v.redemption_id IS NULL THEN coalesce(c.happened_at, v.redeemed_at)
            ELSE v.redeemed_at
        END
    FROM (
        SELECT b.voucher_id, array_agg(x.used + s.got ORDER BY x.place) AS used,
            array_agg(x.waiting - s.taken ORDER BY x.place) AS waiting, l.redemption_id, l.happened_at
        FROM vouchers.vouchers AS b
        CROSS JOIN unnest(b.used, b.waiting) WITH ORDINALITY AS x (used, waiting, place)
        JOIN summed AS s ON s.place = x.place
        LEFT JOIN latest AS l ON true
        WHERE b.market_id = $1 AND b.voucher_id = $2
        GROUP BY b.voucher_id, l.redemption_id, l.happened_at
    ) AS c
    WHERE v.market_id = $1 AND v.voucher_id = $2 AND c.voucher_id = v.voucher_id
    RETURNING v.voucher_id, v.order_id, v.line_no, v.merchant_id, v.person_id, v.currency
),
noted AS (
    INSERT INTO vouchers.redemptions (
        market_id, redemption_id, voucher_id, store_id, clerk_id, clerk_name, at, units, value_minor, device_id,
        device_kind
    )
    SELECT $1, d.redemption_id, $2, d.store_id, d.clerk_id, d.clerk_name, d.happened_at, e.settled, e.value_minor,
        d.device_id, 'terminal'
    FROM due AS d
    JOIN each AS e ON e.turn = d.turn
    WHERE e.state <> 'lost'
),
told AS (
    UPDATE vouchers.offline_uses AS u
    SET state = e.state, settled = e.settled, value_minor = e.value_minor, decided_at = $6,
        redemption_id = CASE WHEN e.state <> 'lost' THEN d.redemption_id END,
        why = CASE WHEN e.state = 'settled' THEN '' WHEN d.shut <> '' THEN d.shut ELSE 'used_before' END
    FROM due AS d
    JOIN each AS e ON e.turn = d.turn
    WHERE u.market_id = $1 AND u.device_id = d.device_id AND u.use_id = d.use_id AND u.state = 'waiting'
)
SELECT d.redemption_id, m.voucher_id, m.order_id, m.line_no, d.store_id, m.merchant_id, m.person_id, e.value_minor,
    m.currency, e.state
FROM due AS d
JOIN each AS e ON e.turn = d.turn
CROSS JOIN moved AS m
ORDER BY d.turn

-- name: find_offline_uses
-- What became of these uses of a device.
SELECT device_id, use_id, voucher_id, store_id, clerk_name, taken, settled, happened_at, arrived_at, state, why,
    value_minor, decided_at
FROM vouchers.offline_uses
WHERE market_id = $1 AND device_id = $2 AND use_id = ANY($3::uuid[])

-- name: decided_offline_uses
-- What was decided lately of what a device took, the last first.
SELECT device_id, use_id, voucher_id, store_id, clerk_name, taken, settled, happened_at, arrived_at, state, why,
    value_minor, decided_at
FROM vouchers.offline_uses
WHERE market_id = $1 AND device_id = $2 AND decided_at > $3
ORDER BY decided_at DESC, use_id
LIMIT $4

-- name: offline_uses_of_device
-- The owner's list of what a device took without a network, the last first, with what each voucher is.
SELECT u.device_id, u.use_id, u.voucher_id, u.store_id, u.clerk_name, u.taken, u.settled, u.happened_at, u.arrived_at,
    u.state, u.why, u.value_minor, u.decided_at, v.title, v.title_en, right(v.code, 4) AS code_tail, v.currency, v.kind
FROM vouchers.offline_uses AS u
JOIN vouchers.vouchers AS v ON v.market_id = u.market_id AND v.voucher_id = u.voucher_id
WHERE u.market_id = $1 AND u.device_id = $2 AND v.market_id = $1
ORDER BY u.happened_at DESC, u.use_id
LIMIT $3

-- name: offline_uses_of_voucher
-- The guest's own page: what was taken of the voucher without a network, in the order it happened.
SELECT device_id, use_id, voucher_id, store_id, clerk_name, taken, settled, happened_at, arrived_at, state, why,
    value_minor, decided_at
FROM vouchers.offline_uses
WHERE market_id = $1 AND voucher_id = $2
ORDER BY happened_at, use_id, device_id

-- name: spent_vouchers
-- What a device must not take although its token says otherwise: vouchers of its merchant that are used up or went back
-- and would still be good, and those of which all that is left waits; of each the end of its id, which no other has.
-- What is still out is not looked at: the first half reads as many entries of its index (vouchers_spent) as there are
-- such vouchers, at most $4; the second as many as there are uses of the merchant that wait (offline_uses_undecided),
-- and their vouchers by key.
(
    SELECT right(replace(v.voucher_id::text, '-', ''), 16)
    FROM vouchers.vouchers AS v
    WHERE v.market_id = $1 AND v.merchant_id = $2 AND v.state <> 'issued' AND v.valid_until > $3
    ORDER BY v.valid_until DESC
    LIMIT $4
)
UNION
(
    SELECT right(replace(u.voucher_id::text, '-', ''), 16)
    FROM vouchers.offline_uses AS u
    JOIN vouchers.vouchers AS v ON v.market_id = u.market_id AND v.voucher_id = u.voucher_id
    WHERE u.market_id = $1 AND u.merchant_id = $2 AND u.state = 'waiting' AND v.market_id = $1 AND v.state = 'issued'
        AND v.valid_until > $3
        AND NOT EXISTS (SELECT FROM unnest(v.units, v.used, v.waiting) AS x (n, u, p) WHERE x.n > x.u + x.p)
    LIMIT $4
)

-- name: given_vouchers
-- Vouchers of a merchant that went through other hands: a token from before is worth nothing. They have an index of their
-- own (vouchers_handed_on), so nothing else is read.
SELECT right(replace(v.voucher_id::text, '-', ''), 16) AS ending, v.hands
FROM vouchers.vouchers AS v
WHERE v.market_id = $1 AND v.merchant_id = $2 AND v.valid_until > $3 AND v.state = 'issued' AND v.hands > 1
ORDER BY v.voucher_id DESC
LIMIT $4

-- name: terms_of_store
-- What a device has to know of the vouchers that it may meet: one line for each wording under which something of its
-- merchant is still out, the newest first, if it can be used at this store. Values are those of the dearest voucher, for
-- allowances. How many vouchers are out does not matter: from one wording the index (vouchers_still_out) is entered anew
-- at the next, and once more for its dearest, so it costs two rows of the index and one of the table for each wording
-- (at most $4), in one round trip. What has run out and still waits for devices to tell may be among them; its tokens say
-- so themselves.
WITH RECURSIVE wordings AS (
    (
        SELECT v.terms_id, 1 AS place
        FROM vouchers.vouchers AS v
        WHERE v.market_id = $1 AND v.merchant_id = $2 AND v.state = 'issued'
        ORDER BY v.terms_id DESC
        LIMIT 1
    )
    UNION ALL
    SELECT (
            SELECT v.terms_id
            FROM vouchers.vouchers AS v
            WHERE v.market_id = $1 AND v.merchant_id = $2 AND v.state = 'issued' AND v.terms_id < w.terms_id
            ORDER BY v.terms_id DESC
            LIMIT 1
        ), w.place + 1
    FROM wordings AS w
    WHERE w.terms_id IS NOT NULL AND w.place < $4
)
SELECT d.terms_id, d.title, d.title_en, d.kind, d.parts, d.usable, d.units, d.part_values, d.currency
FROM wordings AS w
CROSS JOIN LATERAL (
    SELECT v.terms_id, v.title, v.title_en, v.kind, v.parts, v.usable, v.units, v.part_values, v.currency, v.store_ids
    FROM vouchers.vouchers AS v
    WHERE v.market_id = $1 AND v.merchant_id = $2 AND v.state = 'issued' AND v.terms_id = w.terms_id
    ORDER BY v.value_minor DESC
    LIMIT 1
) AS d
WHERE $3 = ANY(d.store_ids)
ORDER BY w.place

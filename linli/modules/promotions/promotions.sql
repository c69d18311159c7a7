-- name: insert_batch
-- A batch is made, with everything that it promises.
INSERT INTO promotions.batches (market_id, batch_id, merchant_id, title, title_en, kind, off_minor, percent_bp,
    most_minor, from_minor, currency, store_ids, deal_ids, item_ids, places, valid_from, valid_until, days_after_claim,
    per_person, total, budget_minor, funder, platform_bp, handing, state, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27)

-- name: move_batch
-- Paused, going on, agreed to or ended: once, from a state in which that may be; of one merchant ($5), or anybody's.
UPDATE promotions.batches SET state = $3
WHERE market_id = $1 AND batch_id = $2 AND state = ANY($4::text[]) AND ($5::uuid IS NULL OR merchant_id = $5)

-- name: find_batch
-- One batch by key.
SELECT batch_id, merchant_id, title, title_en, kind, off_minor, percent_bp, most_minor, from_minor, currency, store_ids,
    deal_ids, item_ids, places, valid_from, valid_until, days_after_claim, per_person, total, budget_minor, funder,
    platform_bp, handing, state, made_by, made_at
FROM promotions.batches WHERE market_id = $1 AND batch_id = $2

-- name: batches_of_merchant
-- What a merchant has made or was offered, newest first, before a cursor.
SELECT batch_id, merchant_id, title, title_en, kind, off_minor, percent_bp, most_minor, from_minor, currency, store_ids,
    deal_ids, item_ids, places, valid_from, valid_until, days_after_claim, per_person, total, budget_minor, funder,
    platform_bp, handing, state, made_by, made_at
FROM promotions.batches WHERE market_id = $1 AND merchant_id = $2 AND batch_id < $3
ORDER BY batch_id DESC
LIMIT $4

-- name: batches_of_platform
-- What the market pays for, whole or in part, newest first, before a cursor.
SELECT batch_id, merchant_id, title, title_en, kind, off_minor, percent_bp, most_minor, from_minor, currency, store_ids,
    deal_ids, item_ids, places, valid_from, valid_until, days_after_claim, per_person, total, budget_minor, funder,
    platform_bp, handing, state, made_by, made_at
FROM promotions.batches WHERE market_id = $1 AND platform_bp > 0 AND batch_id < $2
ORDER BY batch_id DESC
LIMIT $3

-- name: batches_handed
-- What is handed out in one way at a store now: of its merchant, or of the market.
SELECT batch_id, merchant_id, title, title_en, kind, off_minor, percent_bp, most_minor, from_minor, currency, store_ids,
    deal_ids, item_ids, places, valid_from, valid_until, days_after_claim, per_person, total, budget_minor, funder,
    platform_bp, handing, state, made_by, made_at
FROM promotions.batches
WHERE market_id = $1 AND (merchant_id = $2 OR merchant_id IS NULL) AND state = 'active' AND handing = $4
    AND (store_ids = '{}' OR $3::uuid IS NULL OR $3 = ANY(store_ids)) AND valid_from <= $5 AND valid_until > $5
ORDER BY batch_id DESC
LIMIT 20

-- name: insert_coupon
-- A coupon of a batch that hands some out at this moment; how many there may be is decided by its pools.
INSERT INTO promotions.coupons (market_id, coupon_id, batch_id, person_id, side, state, claimed_at, valid_until, how,
    store_id, visit_id)
SELECT $1, $2, b.batch_id, $4, CASE b.funder WHEN 'platform' THEN 'platform' ELSE 'merchant' END, 'claimed', $5,
    least(b.valid_until, $5::timestamptz + b.days_after_claim * interval '24 hours'), $6, $7, $8
FROM promotions.batches AS b
WHERE b.market_id = $1 AND b.batch_id = $3 AND b.state = 'active' AND b.valid_from <= $5 AND b.valid_until > $5

-- name: find_coupons
-- These coupons with their batches.
SELECT c.coupon_id, c.batch_id, c.person_id, c.side, c.state, c.claimed_at, c.valid_until, c.order_id, c.how, c.store_id,
    c.visit_id, to_jsonb(b) AS batch
FROM promotions.coupons AS c
JOIN promotions.batches AS b ON b.market_id = c.market_id AND b.batch_id = c.batch_id
WHERE c.market_id = $1 AND b.market_id = $1 AND c.coupon_id = ANY($2::uuid[])

-- name: coupons_in_hand
-- hot: what a person could use at a merchant now; those that run out first come first, and are enough.
SELECT c.coupon_id, c.batch_id, c.person_id, c.side, c.state, c.claimed_at, c.valid_until, c.order_id, c.how, c.store_id,
    c.visit_id, to_jsonb(b) AS batch
FROM promotions.coupons AS c
JOIN promotions.batches AS b ON b.market_id = c.market_id AND b.batch_id = c.batch_id
WHERE c.market_id = $1 AND c.person_id = $2 AND c.state = 'claimed' AND c.valid_until > $4 AND b.market_id = $1
    AND (b.merchant_id IS NULL OR b.merchant_id = $3)
ORDER BY c.valid_until, c.coupon_id
LIMIT $5

-- name: coupons_of_person
-- The wallet, newest first, before a cursor; with a moment ($5) only what can be used after it.
SELECT c.coupon_id, c.batch_id, c.person_id, c.side, c.state, c.claimed_at, c.valid_until, c.order_id, c.how, c.store_id,
    c.visit_id, to_jsonb(b) AS batch
FROM promotions.coupons AS c
JOIN promotions.batches AS b ON b.market_id = c.market_id AND b.batch_id = c.batch_id
WHERE c.market_id = $1 AND c.person_id = $2 AND c.coupon_id < $3 AND b.market_id = $1
    AND ($5::timestamptz IS NULL OR (c.state = 'claimed' AND c.valid_until > $5))
ORDER BY c.coupon_id DESC
LIMIT $4

-- name: count_good
-- How many coupons a person can use, along the index of those in hand.
SELECT count(*)::integer FROM promotions.coupons
WHERE market_id = $1 AND person_id = $2 AND state = 'claimed' AND valid_until > $3

-- name: coupons_of_person_in_batch
-- What a person has of one batch, the latest first: the page of a batch says so.
SELECT c.coupon_id, c.batch_id, c.person_id, c.side, c.state, c.claimed_at, c.valid_until, c.order_id, c.how, c.store_id,
    c.visit_id, to_jsonb(b) AS batch
FROM promotions.coupons AS c
JOIN promotions.batches AS b ON b.market_id = c.market_id AND b.batch_id = c.batch_id
WHERE c.market_id = $1 AND c.batch_id = $2 AND c.person_id = $3 AND b.market_id = $1
ORDER BY c.coupon_id DESC
LIMIT 20

-- name: insert_codes
-- Printed codes of a batch, numbered from where the last ones end; no code is in use twice.
INSERT INTO promotions.codes (market_id, code, batch_id, number)
SELECT $1, n.code, $2, n.number
FROM unnest($3::text[], $4::integer[]) AS n (code, number)

-- name: take_code
-- hot: a printed code is claimed once, whoever comes first.
UPDATE promotions.codes SET coupon_id = $3, claimed_at = $4
WHERE market_id = $1 AND code = $2 AND coupon_id IS NULL

-- name: find_code
-- What a printed code is of, and whether somebody has claimed it.
SELECT code, batch_id, number, coupon_id, claimed_at FROM promotions.codes WHERE market_id = $1 AND code = $2

-- name: codes_of_batch
-- The file for the printer, in the order of their numbers, from one on.
SELECT code, batch_id, number, coupon_id, claimed_at
FROM promotions.codes WHERE market_id = $1 AND batch_id = $2 AND number >= $3
ORDER BY number
LIMIT $4

-- name: last_number
-- How many codes a batch has.
SELECT max(number) FROM promotions.codes WHERE market_id = $1 AND batch_id = $2

-- name: hold_coupons
-- hot: coupons of a person go into one order, each once; whoever comes second finds it taken.
WITH free AS MATERIALIZED (
    SELECT c.coupon_id FROM promotions.coupons AS c
    WHERE c.market_id = $1 AND c.coupon_id = ANY($2::uuid[]) AND c.person_id = $4 AND c.state = 'claimed'
        AND c.valid_until > $5
    ORDER BY c.coupon_id
    FOR UPDATE OF c
)
UPDATE promotions.coupons AS c SET state = 'held', order_id = $3
FROM free AS f
WHERE c.market_id = $1 AND c.coupon_id = f.coupon_id AND c.state = 'claimed'

-- name: insert_uses
-- hot: what each coupon takes off the order, by who bears it.
INSERT INTO promotions.uses (market_id, order_id, coupon_id, batch_id, person_id, store_id, merchant_minor,
    platform_minor, order_minor, currency, state, held_at, in_shop)
SELECT $1, $2, n.coupon_id, n.batch_id, $3, $4, n.merchant_minor, n.platform_minor, $5, $6, 'held', $7, $8
FROM unnest($9::uuid[], $10::uuid[], $11::bigint[], $12::bigint[])
    AS n (coupon_id, batch_id, merchant_minor, platform_minor)

-- name: use_coupons
-- hot: the order is paid: what it held is used, once.
WITH used AS (
    UPDATE promotions.uses SET state = 'used'
    WHERE market_id = $1 AND order_id = $2 AND state = 'held'
    RETURNING coupon_id, batch_id, person_id, order_id, store_id, merchant_minor, platform_minor, currency
), noted AS (
    UPDATE promotions.coupons AS c SET state = 'used'
    FROM used AS u
    WHERE c.market_id = $1 AND c.coupon_id = u.coupon_id AND c.order_id = $2 AND c.state = 'held'
)
SELECT coupon_id, batch_id, person_id, order_id, store_id, merchant_minor, platform_minor, currency FROM used

-- name: return_coupons
-- The order was given up or refunded whole: its coupons are their person's again, once.
WITH back AS (
    UPDATE promotions.uses SET state = 'returned'
    WHERE market_id = $1 AND order_id = $2 AND state IN ('held', 'used')
    RETURNING coupon_id, batch_id, person_id, merchant_minor + platform_minor AS minor, old.state AS was
), freed AS (
    UPDATE promotions.coupons AS c SET state = 'claimed', order_id = NULL
    FROM back AS b
    WHERE c.market_id = $1 AND c.coupon_id = b.coupon_id AND c.order_id = $2
)
SELECT coupon_id, batch_id, person_id, minor, was FROM back

-- name: hold_again
-- A late payment asks for the coupons that its order held: all of them or none.
WITH wanted AS MATERIALIZED (
    SELECT u.coupon_id FROM promotions.uses AS u
    WHERE u.market_id = $1 AND u.order_id = $2 AND u.state = 'returned'
), free AS MATERIALIZED (
    SELECT c.coupon_id FROM promotions.coupons AS c
    WHERE c.market_id = $1 AND c.coupon_id IN (SELECT w.coupon_id FROM wanted AS w) AND c.state = 'claimed'
    ORDER BY c.coupon_id
    FOR UPDATE OF c
), noted AS (
    UPDATE promotions.uses AS u SET state = 'held'
    WHERE u.market_id = $1 AND u.order_id = $2 AND u.state = 'returned'
        AND (SELECT count(*) FROM wanted) = (SELECT count(*) FROM free)
)
UPDATE promotions.coupons AS c SET state = 'held', order_id = $2
FROM free AS f
WHERE c.market_id = $1 AND c.coupon_id = f.coupon_id AND c.state = 'claimed'
    AND (SELECT count(*) FROM wanted) = (SELECT count(*) FROM free)

-- name: hold_coupons_of_guest
-- What a guest has who signs in, kept from changing meanwhile: what is in an order first, of the rest what is good still.
SELECT c.coupon_id, c.batch_id, c.state, b.per_person
FROM promotions.coupons AS c
JOIN promotions.batches AS b ON b.market_id = c.market_id AND b.batch_id = c.batch_id
WHERE c.market_id = $1 AND b.market_id = $1 AND c.person_id = $2 AND (c.state <> 'claimed' OR c.valid_until > $3)
ORDER BY c.state = 'claimed', c.coupon_id
FOR UPDATE OF c

-- name: take_over_coupons
-- They are somebody's from now on, with what they took off.
WITH moved AS (
    UPDATE promotions.uses SET person_id = $3
    WHERE market_id = $1 AND coupon_id = ANY($4::uuid[]) AND person_id = $2
)
UPDATE promotions.coupons SET person_id = $3
WHERE market_id = $1 AND coupon_id = ANY($4::uuid[]) AND person_id = $2

-- name: end_coupon
-- Nobody uses it any more, once.
UPDATE promotions.coupons SET valid_until = $3
WHERE market_id = $1 AND coupon_id = $2 AND state = 'claimed' AND valid_until > $3

-- name: count_near
-- hot: how often a person paid at a store since a moment ($4) hardly more (by $5 hundredths of a percent) than a coupon needed
-- that the market bears, of the price that it was applied to.
SELECT count(*)::integer
FROM promotions.uses AS u
JOIN promotions.batches AS b ON b.market_id = $1 AND b.batch_id = u.batch_id
WHERE u.market_id = $1 AND b.market_id = $1 AND u.person_id = $2 AND u.store_id = $3 AND u.held_at >= $4 AND u.in_shop
    AND u.platform_minor > 0 AND u.state <> 'returned' AND greatest(b.from_minor, b.off_minor) > 0
    AND u.order_minor + u.merchant_minor + u.platform_minor
        <= greatest(b.from_minor, b.off_minor) + greatest(b.from_minor, b.off_minor) * $5::bigint / 10000

-- name: arranged_uses
-- Who did so more than once in one store since a moment ($2); what looks arranged, for somebody to look at.
SELECT u.person_id, u.store_id, count(*)::integer AS times, sum(u.platform_minor)::bigint AS platform_minor,
    max(u.held_at) AS last_at
FROM promotions.uses AS u
JOIN promotions.batches AS b ON b.market_id = $1 AND b.batch_id = u.batch_id
WHERE u.market_id = $1 AND b.market_id = $1 AND u.held_at >= $2 AND u.in_shop AND u.platform_minor > 0
    AND u.state <> 'returned' AND greatest(b.from_minor, b.off_minor) > 0
    AND u.order_minor + u.merchant_minor + u.platform_minor
        <= greatest(b.from_minor, b.off_minor) + greatest(b.from_minor, b.off_minor) * $3::bigint / 10000
GROUP BY u.person_id, u.store_id
HAVING count(*) > 1
ORDER BY times DESC, platform_minor DESC, u.person_id, u.store_id
LIMIT $4

-- name: uses_of_order
-- Why an order cost what it did.
SELECT u.order_id, u.coupon_id, u.batch_id, b.title, b.title_en, c.side, u.merchant_minor, u.platform_minor,
    u.order_minor, u.currency, u.state
FROM promotions.uses AS u
JOIN promotions.batches AS b ON b.market_id = u.market_id AND b.batch_id = u.batch_id
JOIN promotions.coupons AS c ON c.market_id = u.market_id AND c.coupon_id = u.coupon_id
WHERE u.market_id = $1 AND u.order_id = $2 AND b.market_id = $1 AND c.market_id = $1
ORDER BY c.side, u.coupon_id

-- name: figures
-- What became of several batches, along their indexes.
SELECT n.batch_id,
    (SELECT count(*) FROM promotions.coupons AS c WHERE c.market_id = $1 AND c.batch_id = n.batch_id)::integer AS claimed,
    (
        SELECT count(*) FROM promotions.uses AS u
        WHERE u.market_id = $1 AND u.batch_id = n.batch_id AND u.state = 'used'
    )::integer AS used,
    (
        SELECT coalesce(sum(u.merchant_minor), 0) FROM promotions.uses AS u
        WHERE u.market_id = $1 AND u.batch_id = n.batch_id AND u.state = 'used'
    )::bigint AS merchant_minor,
    (
        SELECT coalesce(sum(u.platform_minor), 0) FROM promotions.uses AS u
        WHERE u.market_id = $1 AND u.batch_id = n.batch_id AND u.state = 'used'
    )::bigint AS platform_minor,
    (
        SELECT coalesce(sum(u.order_minor), 0) FROM promotions.uses AS u
        WHERE u.market_id = $1 AND u.batch_id = n.batch_id AND u.state = 'used'
    )::bigint AS sales_minor,
    (SELECT count(*) FROM promotions.codes AS d WHERE d.market_id = $1 AND d.batch_id = n.batch_id)::integer AS codes
FROM unnest($2::uuid[]) AS n (batch_id)

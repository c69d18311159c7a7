-- name: insert_touch
-- A touch, once however often it is told.
INSERT INTO attribution.touches (
    market_id, touch_id, kind, at, day, store_id, merchant_id, channel, link_id, campaign_id, owner_id, person_id,
    device_id, source, fault
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT DO NOTHING

-- name: touches_before
-- The journey of a goal: what its buyer, as far as they agreed, and the visit that it came with touched of a merchant
-- until it began ($5), at most as long ago as any window is ($6); and the visits by which the coupons were claimed that were
-- used in it ($7): who uses one says by that where it is from.
SELECT t.touch_id, t.kind, t.at, t.day, t.store_id, t.merchant_id, t.channel, t.link_id, t.campaign_id, t.owner_id,
    t.person_id, t.device_id, t.source, t.fault
FROM attribution.touches AS t
WHERE t.market_id = $1 AND t.merchant_id = $2 AND t.kind = 'visit' AND t.at <= $5 AND t.at >= $6
    AND (
        t.person_id = $3 OR t.touch_id = $4 OR t.touch_id = ANY(ARRAY(
            SELECT c.visit_id FROM attribution.coupons AS c
            WHERE c.market_id = $1 AND c.order_id = $7 AND c.used AND c.visit_id IS NOT NULL
        ))
    )
ORDER BY t.at DESC, t.touch_id DESC
LIMIT 200

-- name: find_burst
-- hot: visits by one code within a minute before or after one ($3) from one device ($4) or one address ($5), those that
-- are left out among them.
SELECT t.touch_id, t.kind, t.at, t.day, t.store_id, t.merchant_id, t.channel, t.link_id, t.campaign_id, t.owner_id,
    t.person_id, t.device_id, t.source, t.fault
FROM attribution.touches AS t
WHERE t.market_id = $1 AND t.link_id = $2 AND t.kind = 'visit' AND t.at >= $3::timestamptz - interval '1 minute'
    AND t.at <= $3::timestamptz + interval '1 minute' AND (t.device_id = $4 OR (t.source = $5 AND $5 <> ''))

-- name: leave_out
-- Leaves visits out of the credits, once each: what was left out for another reason keeps that one.
UPDATE attribution.touches AS t SET fault = $3
WHERE t.market_id = $1 AND t.touch_id = ANY($2::uuid[]) AND t.fault = ''
RETURNING t.touch_id, t.kind, t.at, t.day, t.store_id, t.merchant_id, t.channel, t.link_id, t.campaign_id, t.owner_id,
    t.person_id, t.device_id, t.source, t.fault

-- name: count_visits
-- hot: more or fewer visits by a code on a day; rows come in the order of their keys.
INSERT INTO attribution.visit_days AS d (market_id, store_id, day, channel, link_id, fault, merchant_id, visits)
SELECT $1, v.store_id, v.day, v.channel, v.link_id, v.fault, v.merchant_id, v.visits
FROM unnest($2::uuid[], $3::date[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::bigint[])
    AS v (store_id, day, channel, link_id, fault, merchant_id, visits)
ON CONFLICT (market_id, store_id, day, channel, link_id, fault) DO UPDATE SET visits = d.visits + excluded.visits

-- name: goals_by_touches
-- The goals that these touches are credited for.
SELECT DISTINCT c.goal_id FROM attribution.credits AS c
WHERE c.market_id = $1 AND c.touch_id = ANY($2::uuid[])
ORDER BY c.goal_id

-- name: goals_after_visit
-- The goals that a visit would have counted for that was heard of late: those that came with it, those in which a coupon
-- was used that was claimed by it, and those that its visitor ($3, as far as they agreed) began at the merchant afterwards.
WITH placed AS (
    UPDATE attribution.coupons AS c SET channel = t.channel, link_id = t.link_id, campaign_id = t.campaign_id
    FROM attribution.touches AS t
    WHERE c.market_id = $1 AND t.market_id = $1 AND t.touch_id = $2 AND c.visit_id = $2 AND c.merchant_id = t.merchant_id
    RETURNING c.order_id
)
SELECT p.order_id AS goal_id FROM placed AS p
UNION
SELECT g.goal_id FROM attribution.goals AS g
WHERE g.market_id = $1 AND g.visit_id = $2
UNION
SELECT g.goal_id FROM attribution.goals AS g
WHERE g.market_id = $1 AND g.person_id = $3 AND g.merchant_id = $4 AND g.reached_at IS NOT NULL
    AND g.began_at >= $5 AND g.began_at <= $6
ORDER BY goal_id

-- name: insert_deed
-- Something that somebody did who agreed to be known, once; by the code of the visit that led there ($8), if one did.
INSERT INTO attribution.touches (
    market_id, touch_id, kind, at, day, store_id, merchant_id, channel, link_id, campaign_id, owner_id, person_id,
    device_id, source, fault
)
SELECT $1, $2, $3, $4, $5, coalesce($6, t.store_id), coalesce($7, t.merchant_id), coalesce(t.channel, 'direct'),
    t.link_id, t.campaign_id, NULL, $9, NULL, '', ''
FROM (SELECT $8::uuid AS visit_id) AS v
LEFT JOIN attribution.touches AS t
    ON t.market_id = $1 AND t.touch_id = v.visit_id AND t.fault = '' AND t.merchant_id = coalesce($7, t.merchant_id)
WHERE coalesce($6, t.store_id) IS NOT NULL AND coalesce($7, t.merchant_id) IS NOT NULL
ON CONFLICT DO NOTHING

-- name: join_device
-- Who signed in on a device and agreed was there before: its visits since a moment that are nobody's become theirs; of
-- which merchants they were, and since when.
WITH joined AS (
    UPDATE attribution.touches AS t SET person_id = $3
    WHERE t.market_id = $1 AND t.device_id = $2 AND t.person_id IS NULL AND t.at >= $4
    RETURNING t.merchant_id, t.at
)
SELECT j.merchant_id, min(j.at) AS since, count(*)::integer AS visits FROM joined AS j
GROUP BY j.merchant_id
ORDER BY j.merchant_id

-- name: goals_since
-- What somebody had reached at each of these merchants that began after a moment of its own.
SELECT g.goal_id FROM unnest($3::uuid[], $4::timestamptz[]) AS m (merchant_id, since)
JOIN attribution.goals AS g
    ON g.market_id = $1 AND g.person_id = $2 AND g.merchant_id = m.merchant_id AND g.began_at >= m.since
WHERE g.reached_at IS NOT NULL
ORDER BY g.goal_id

-- name: device_of_touch
-- On which device somebody came.
SELECT t.device_id FROM attribution.touches AS t WHERE t.market_id = $1 AND t.touch_id = $2

-- name: unjoin_visits
-- Who agrees no more was nobody: their visits count without them.
UPDATE attribution.touches SET person_id = NULL, device_id = NULL, source = ''
WHERE market_id = $1 AND person_id = $2 AND kind = 'visit'

-- name: forget_deeds
-- What somebody did that is no visit is kept for nobody else.
DELETE FROM attribution.touches WHERE market_id = $1 AND person_id = $2 AND kind <> 'visit'

-- name: freeze_goals
-- Of what somebody bought the parts stay as they are, for their journey is forgotten; erased ($3), so is the buyer.
UPDATE attribution.goals SET frozen = true, visit_id = NULL, person_id = CASE WHEN $3 THEN NULL ELSE person_id END
WHERE market_id = $1 AND person_id = $2

-- name: cut_credits
-- Which touch it was that was credited for what somebody bought.
UPDATE attribution.credits AS c SET touch_id = NULL, touched_at = NULL
FROM attribution.goals AS g
WHERE c.market_id = $1 AND g.market_id = $1 AND g.person_id = $2 AND c.goal_id = g.goal_id

-- name: cut_coupons
-- Nor by which visit a coupon was claimed that somebody used.
UPDATE attribution.coupons AS c SET visit_id = NULL
FROM attribution.goals AS g
WHERE c.market_id = $1 AND g.market_id = $1 AND g.person_id = $2 AND c.order_id = g.goal_id

-- name: drop_old_deeds
-- What somebody did that is no visit is worth nothing without them.
DELETE FROM attribution.touches
WHERE market_id = $1 AND touch_id IN (
    SELECT t.touch_id FROM attribution.touches AS t
    WHERE t.market_id = $1 AND t.at < $2 AND t.kind <> 'visit'
    ORDER BY t.at
    LIMIT $3
)

-- name: touches_of_person
-- What is known of somebody, the latest first.
SELECT t.touch_id, t.kind, t.at, t.day, t.store_id, t.merchant_id, t.channel, t.link_id, t.campaign_id, t.owner_id,
    t.person_id, t.device_id, t.source, t.fault
FROM attribution.touches AS t
WHERE t.market_id = $1 AND t.person_id = $2
ORDER BY t.at DESC, t.touch_id DESC
LIMIT $3

-- name: unjoin_old
-- Whose it was is known no longer than people were told, a batch; what it was counts on.
UPDATE attribution.touches SET person_id = NULL, device_id = NULL, source = ''
WHERE market_id = $1 AND touch_id IN (
    SELECT t.touch_id FROM attribution.touches AS t
    WHERE t.market_id = $1 AND t.at < $2 AND t.person_id IS NOT NULL
    ORDER BY t.at
    LIMIT $3
)

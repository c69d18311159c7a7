-- name: channel_sums
-- What each channel is credited with in a period of days, by every model and way; a report reads it whole.
SELECT d.model, d.channel, d.way, sum(d.orders)::bigint AS orders, sum(d.paid_minor)::bigint AS paid_minor,
    sum(d.used)::bigint AS used, sum(d.redeemed_minor)::bigint AS redeemed_minor,
    sum(d.refunded_minor)::bigint AS refunded_minor, sum(d.again)::bigint AS again, sum(d.members)::bigint AS members
FROM attribution.days AS d
WHERE d.market_id = $1 AND d.store_id = ANY($2::uuid[]) AND d.day >= $3 AND d.day < $4
GROUP BY d.model, d.channel, d.way

-- name: day_sums
-- What was credited on each day by one model, all channels together.
SELECT d.day, sum(d.orders)::bigint AS orders, sum(d.paid_minor)::bigint AS paid_minor,
    sum(d.paid_minor) FILTER (WHERE d.channel <> 'direct')::bigint AS brought_minor
FROM attribution.days AS d
WHERE d.market_id = $1 AND d.store_id = ANY($2::uuid[]) AND d.model = $5 AND d.day >= $3 AND d.day < $4
GROUP BY d.day
ORDER BY d.day

-- name: visit_sums
-- How often codes of each channel were followed in a period, those left out apart.
SELECT v.channel, v.fault, sum(v.visits)::bigint AS visits
FROM attribution.visit_days AS v
WHERE v.market_id = $1 AND v.store_id = ANY($2::uuid[]) AND v.day >= $3 AND v.day < $4
GROUP BY v.channel, v.fault

-- name: coupon_sums
-- What coupons took off orders of a period, by the channel whose code they were claimed by and by who bore it.
SELECT c.channel, sum(c.merchant_minor)::bigint AS merchant_minor, sum(c.platform_minor)::bigint AS platform_minor
FROM attribution.coupons AS c
WHERE c.market_id = $1 AND c.store_id = ANY($2::uuid[]) AND c.day >= $3 AND c.day < $4 AND c.used AND NOT c.undone
GROUP BY c.channel

-- name: market_coupons
-- The same of a whole market.
SELECT c.channel, sum(c.merchant_minor)::bigint AS merchant_minor, sum(c.platform_minor)::bigint AS platform_minor
FROM attribution.coupons AS c
WHERE c.market_id = $1 AND c.day >= $2 AND c.day < $3 AND c.used AND NOT c.undone
GROUP BY c.channel

-- name: code_sums
-- What each code is credited with by one model, the most paid first.
WITH credited AS (
    SELECT d.link_id, d.channel, sum(d.orders)::bigint AS orders, sum(d.paid_minor)::bigint AS paid_minor,
        sum(d.redeemed_minor)::bigint AS redeemed_minor
    FROM attribution.code_days AS d
    WHERE d.market_id = $1 AND d.store_id = ANY($2::uuid[]) AND d.model = $5 AND d.day >= $3 AND d.day < $4
    GROUP BY d.link_id, d.channel
), seen AS (
    SELECT v.link_id, v.channel, sum(v.visits) FILTER (WHERE v.fault = '')::bigint AS visits
    FROM attribution.visit_days AS v
    WHERE v.market_id = $1 AND v.store_id = ANY($2::uuid[]) AND v.day >= $3 AND v.day < $4
    GROUP BY v.link_id, v.channel
), taken AS (
    SELECT c.link_id, sum(c.merchant_minor)::bigint AS coupon_minor
    FROM attribution.coupons AS c
    WHERE c.market_id = $1 AND c.store_id = ANY($2::uuid[]) AND c.day >= $3 AND c.day < $4 AND c.used AND NOT c.undone
        AND c.link_id IS NOT NULL
    GROUP BY c.link_id
)
SELECT coalesce(credited.link_id, seen.link_id) AS link_id, coalesce(credited.channel, seen.channel) AS channel,
    coalesce(seen.visits, 0) AS visits, coalesce(credited.orders, 0) AS orders,
    coalesce(credited.paid_minor, 0) AS paid_minor, coalesce(credited.redeemed_minor, 0) AS redeemed_minor,
    coalesce(taken.coupon_minor, 0) AS coupon_minor
FROM credited
FULL JOIN seen ON seen.link_id = credited.link_id
LEFT JOIN taken ON taken.link_id = coalesce(credited.link_id, seen.link_id)
WHERE $6 = '' OR coalesce(credited.channel, seen.channel) = $6
ORDER BY paid_minor DESC, visits DESC, link_id
LIMIT $7

-- name: campaign_sums
-- What the codes of each campaign are credited with by one model, and what coupons claimed by them took off; the most
-- paid first.
WITH credited AS (
    SELECT d.campaign_id, sum(d.orders)::bigint AS orders, sum(d.paid_minor)::bigint AS paid_minor,
        sum(d.refunded_minor)::bigint AS refunded_minor
    FROM attribution.code_days AS d
    WHERE d.market_id = $1 AND d.store_id = ANY($2::uuid[]) AND d.model = $5 AND d.day >= $3 AND d.day < $4
        AND d.campaign_id IS NOT NULL
    GROUP BY d.campaign_id
), taken AS (
    SELECT c.campaign_id, sum(c.merchant_minor)::bigint AS coupon_minor
    FROM attribution.coupons AS c
    WHERE c.market_id = $1 AND c.store_id = ANY($2::uuid[]) AND c.day >= $3 AND c.day < $4 AND c.used AND NOT c.undone
        AND c.campaign_id IS NOT NULL
    GROUP BY c.campaign_id
)
SELECT coalesce(credited.campaign_id, taken.campaign_id) AS campaign_id, coalesce(credited.orders, 0) AS orders,
    coalesce(credited.paid_minor, 0) AS paid_minor, coalesce(credited.refunded_minor, 0) AS refunded_minor,
    coalesce(taken.coupon_minor, 0) AS coupon_minor
FROM credited
FULL JOIN taken ON taken.campaign_id = credited.campaign_id
ORDER BY paid_minor DESC, coupon_minor DESC, campaign_id
LIMIT $6

-- name: credited_goals
-- The goals behind a channel's figure by one model, the latest first, after the last of the page before.
WITH page AS (
    SELECT DISTINCT p.goal_id FROM attribution.credits AS p
    WHERE p.market_id = $1 AND p.store_id = ANY($2::uuid[]) AND p.model = $5 AND p.channel = $6 AND p.day >= $3
        AND p.day < $4 AND ($7 = '' OR p.way = $7) AND p.goal_id < $8
    ORDER BY p.goal_id DESC
    LIMIT $9
)
SELECT g.goal_id, g.kind, g.reached_at, g.amount_minor, g.redeemed_minor, g.refunded_minor, g.again,
    c.way, sum(c.parts)::integer AS parts, sum(c.paid_minor)::bigint AS credited_minor
FROM page
JOIN attribution.credits AS c ON c.goal_id = page.goal_id AND c.model = $5 AND c.channel = $6
JOIN attribution.goals AS g ON g.market_id = c.market_id AND g.goal_id = c.goal_id
WHERE c.market_id = $1 AND g.market_id = $1
GROUP BY g.market_id, g.goal_id, c.way
ORDER BY g.goal_id DESC

-- name: find_goal
-- One goal, for its line.
SELECT g.goal_id, g.kind, g.store_id, g.merchant_id, g.person_id, g.visit_id, g.in_shop, g.began_at, g.reached_at,
    g.day, g.amount_minor, g.used, g.redeemed_minor, g.refunded_minor, g.again, g.frozen
FROM attribution.goals AS g
WHERE g.market_id = $1 AND g.goal_id = $2

-- name: steps_of_goal
-- What happened to a goal, the earliest first.
SELECT s.step_id, s.kind, s.amount_minor, s.at FROM attribution.steps AS s
WHERE s.market_id = $1 AND s.goal_id = $2
ORDER BY s.at, s.step_id

-- name: market_sums
-- What each channel of a whole market is credited with, by every model and way.
SELECT d.model, d.channel, d.way, sum(d.orders)::bigint AS orders, sum(d.paid_minor)::bigint AS paid_minor,
    sum(d.used)::bigint AS used, sum(d.redeemed_minor)::bigint AS redeemed_minor,
    sum(d.refunded_minor)::bigint AS refunded_minor, sum(d.again)::bigint AS again, sum(d.members)::bigint AS members
FROM attribution.days AS d
WHERE d.market_id = $1 AND d.model = ANY($2::text[]) AND d.day >= $3 AND d.day < $4
GROUP BY d.model, d.channel, d.way

-- name: market_visits
-- How often codes of each channel were followed in a whole market.
SELECT v.channel, v.fault, sum(v.visits)::bigint AS visits
FROM attribution.visit_days AS v
WHERE v.market_id = $1 AND v.day >= $2 AND v.day < $3
GROUP BY v.channel, v.fault

-- name: merchant_sums
-- What codes brought each merchant of a market by one model, the most paid first, and all that it was paid.
SELECT d.merchant_id, coalesce(sum(d.orders) FILTER (WHERE d.channel <> 'direct'), 0)::bigint AS orders,
    coalesce(sum(d.paid_minor) FILTER (WHERE d.channel <> 'direct'), 0)::bigint AS brought_minor,
    sum(d.paid_minor)::bigint AS paid_minor
FROM attribution.days AS d
WHERE d.market_id = $1 AND d.model = $2 AND d.day >= $3 AND d.day < $4
GROUP BY d.merchant_id
ORDER BY brought_minor DESC, d.merchant_id
LIMIT $5

-- name: deeds_before
-- What the buyer of a goal, who agreed, did of a merchant besides in the time before it ($4), the earliest first.
SELECT t.touch_id, t.kind, t.at, t.day, t.store_id, t.merchant_id, t.channel, t.link_id, t.campaign_id, t.owner_id,
    t.person_id, t.device_id, t.source, t.fault
FROM attribution.touches AS t
WHERE t.market_id = $1 AND t.person_id = $2 AND t.merchant_id = $3 AND t.at <= $4 AND t.at >= $5 AND t.kind <> 'visit'
ORDER BY t.at, t.touch_id
LIMIT 50

-- name: goals_of_buyer
-- What the buyer of a goal reached at the same merchant, the latest first.
SELECT g.goal_id, g.kind, g.store_id, g.merchant_id, g.person_id, g.visit_id, g.in_shop, g.began_at, g.reached_at,
    g.day, g.amount_minor, g.used, g.redeemed_minor, g.refunded_minor, g.again, g.frozen
FROM attribution.goals AS g
WHERE g.market_id = $1 AND g.person_id = $2 AND g.merchant_id = $3 AND g.reached_at IS NOT NULL
ORDER BY g.reached_at DESC, g.goal_id DESC
LIMIT 50

-- name: visit_of_goal
-- The visit that an order came with.
SELECT g.visit_id FROM attribution.goals AS g WHERE g.market_id = $1 AND g.goal_id = $2

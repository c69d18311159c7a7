-- name: credits_wrong
-- By every model the credits of what was reached add up to it: a million parts, and the money to the minor unit.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT g.goal_id AS id,
        count(c.model) <> 6
            OR bool_or(
                c.parts <> 1000000 OR c.paid <> g.amount_minor OR c.redeemed <> greatest(0, g.redeemed_minor)
                    OR c.refunded <> g.refunded_minor
            ) AS wrong
    FROM attribution.goals AS g
    LEFT JOIN (
        SELECT x.goal_id, x.model, sum(x.parts) AS parts, sum(x.paid_minor) AS paid,
            sum(x.redeemed_minor) AS redeemed, sum(x.refunded_minor) AS refunded
        FROM attribution.credits AS x
        WHERE x.market_id = $1
        GROUP BY x.goal_id, x.model
    ) AS c ON c.goal_id = g.goal_id
    WHERE g.market_id = $1 AND g.began_at IS NOT NULL AND g.reached_at IS NOT NULL
    GROUP BY g.goal_id
) AS q

-- name: credit_sums_wrong
-- The sums that reports read are those of the credits, day by day.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT coalesce(d.store_id, c.store_id) AS id,
        (
            coalesce(d.orders, 0), coalesce(d.paid_minor, 0), coalesce(d.used, 0), coalesce(d.redeemed_minor, 0),
            coalesce(d.refunded_minor, 0), coalesce(d.again, 0), coalesce(d.members, 0)
        ) <> (
            coalesce(c.orders, 0), coalesce(c.paid, 0), coalesce(c.used, 0), coalesce(c.redeemed, 0),
            coalesce(c.refunded, 0), coalesce(c.again, 0), coalesce(c.members, 0)
        ) AS wrong
    FROM (SELECT * FROM attribution.days AS k WHERE k.market_id = $1) AS d
    FULL JOIN (
        SELECT x.store_id, x.model, x.day, x.channel, x.way,
            sum(x.parts) FILTER (WHERE x.kind = 'order') AS orders, sum(x.paid_minor) AS paid,
            sum(x.parts) FILTER (WHERE x.kind = 'order' AND x.used) AS used, sum(x.redeemed_minor) AS redeemed,
            sum(x.refunded_minor) AS refunded, sum(x.parts) FILTER (WHERE x.kind = 'order' AND x.again) AS again,
            sum(x.parts) FILTER (WHERE x.kind = 'member') AS members
        FROM attribution.credits AS x
        WHERE x.market_id = $1
        GROUP BY x.store_id, x.model, x.day, x.channel, x.way
    ) AS c
        ON c.store_id = d.store_id AND c.model = d.model AND c.day = d.day AND c.channel = d.channel AND c.way = d.way
) AS q

-- name: visit_sums_wrong
-- Visits are counted once, those that are left out under their reason.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT coalesce(d.link_id, t.link_id) AS id, coalesce(d.visits, 0) <> coalesce(t.visits, 0) AS wrong
    FROM (SELECT * FROM attribution.visit_days AS k WHERE k.market_id = $1) AS d
    FULL JOIN (
        SELECT x.store_id, x.day, x.channel, x.link_id, x.fault, count(*) AS visits
        FROM attribution.touches AS x
        WHERE x.market_id = $1 AND x.kind = 'visit' AND x.link_id IS NOT NULL
        GROUP BY x.store_id, x.day, x.channel, x.link_id, x.fault
    ) AS t
        ON t.store_id = d.store_id AND t.day = d.day AND t.channel = d.channel AND t.link_id = d.link_id
            AND t.fault = d.fault
) AS q

-- name: coupon_costs_wrong
-- What coupons are said to have cost is what they took off an order in that store; what came back with all of its order
-- cost nothing.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT c.coupon_id AS id,
        u.order_id IS NULL OR (c.undone AND u.state = 'used')
            OR (
                c.used
                AND (c.store_id, c.merchant_minor, c.platform_minor) <> (u.store_id, u.merchant_minor, u.platform_minor)
            ) AS wrong
    FROM (SELECT * FROM attribution.coupons AS k WHERE k.market_id = $1) AS c
    LEFT JOIN promotions.uses AS u
        ON u.market_id = $1 AND u.order_id = c.order_id AND u.coupon_id = c.coupon_id
) AS q

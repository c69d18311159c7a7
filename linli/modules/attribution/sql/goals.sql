-- name: write_goal
-- What is told of a goal, in whatever order: what is not told this time ($n null) stays. The row stays locked, so that
-- its credits are reckoned by one at a time.
INSERT INTO attribution.goals AS g (
    market_id, goal_id, kind, store_id, merchant_id, person_id, visit_id, in_shop, began_at, reached_at, day,
    amount_minor, used, redeemed_minor, refunded_minor, again, frozen, order_id
)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, coalesce($8, false), $9, $10, $11, coalesce($12, 0), $13, $14, $15, false, false, $16
)
ON CONFLICT (market_id, goal_id) DO UPDATE SET
    store_id = coalesce(g.store_id, excluded.store_id),
    merchant_id = coalesce(g.merchant_id, excluded.merchant_id),
    person_id = CASE WHEN g.frozen THEN g.person_id ELSE coalesce(g.person_id, excluded.person_id) END,
    visit_id = CASE WHEN g.frozen THEN g.visit_id ELSE coalesce(g.visit_id, excluded.visit_id) END,
    in_shop = g.in_shop OR excluded.in_shop,
    began_at = coalesce(g.began_at, excluded.began_at),
    reached_at = coalesce(g.reached_at, excluded.reached_at),
    day = coalesce(g.day, excluded.day),
    amount_minor = greatest(g.amount_minor, excluded.amount_minor),
    used = g.used + excluded.used,
    redeemed_minor = g.redeemed_minor + excluded.redeemed_minor,
    refunded_minor = g.refunded_minor + excluded.refunded_minor
RETURNING g.goal_id, g.kind, g.store_id, g.merchant_id, g.person_id, g.visit_id, g.in_shop, g.began_at, g.reached_at,
    g.day, g.amount_minor, g.used, g.redeemed_minor, g.refunded_minor, g.again, g.frozen

-- name: insert_goal_step
-- What happened to a goal, once however often it is told.
INSERT INTO attribution.steps (market_id, step_id, goal_id, kind, amount_minor, at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING

-- name: hold_goals
-- Goals as they are, kept from changing meanwhile, in the order of their ids.
SELECT g.goal_id, g.kind, g.store_id, g.merchant_id, g.person_id, g.visit_id, g.in_shop, g.began_at, g.reached_at,
    g.day, g.amount_minor, g.used, g.redeemed_minor, g.refunded_minor, g.again, g.frozen
FROM attribution.goals AS g
WHERE g.market_id = $1 AND g.goal_id = ANY($2::uuid[])
ORDER BY g.goal_id
FOR UPDATE

-- name: bring_members
-- Who became a member with an order came by that order's visit.
UPDATE attribution.goals AS g SET visit_id = $3
WHERE g.market_id = $1 AND g.order_id = $2 AND NOT g.frozen
RETURNING g.goal_id

-- name: mark_again
-- The orders of somebody at a merchant that are not their first there and were not known as such.
UPDATE attribution.goals AS g SET again = true
WHERE g.market_id = $1 AND g.person_id = $2 AND g.merchant_id = $3 AND g.kind = 'order' AND NOT g.again
    AND EXISTS (
        SELECT FROM attribution.goals AS e
        WHERE e.market_id = $1 AND e.person_id = $2 AND e.merchant_id = $3 AND e.kind = 'order'
            AND (e.reached_at, e.goal_id) < (g.reached_at, g.goal_id)
    )
RETURNING g.goal_id

-- name: take_over_goals
-- What a guest reached, somebody who signed in has reached; those of them that were not frozen.
UPDATE attribution.goals AS g SET person_id = $3
WHERE g.market_id = $1 AND g.person_id = $2
RETURNING g.goal_id, g.kind, g.store_id, g.merchant_id, g.person_id, g.visit_id, g.in_shop, g.began_at, g.reached_at,
    g.day, g.amount_minor, g.used, g.redeemed_minor, g.refunded_minor, g.again, g.frozen

-- name: member_before
-- Whether somebody became a member of a merchant before a guest of theirs ($4) did: a person is a new member once.
SELECT EXISTS (
    SELECT FROM attribution.goals AS g
    WHERE g.market_id = $1 AND g.person_id = $2 AND g.merchant_id = $3 AND g.kind = 'member' AND g.goal_id <> $4
        AND g.reached_at IS NOT NULL
)

-- name: unreach_goal
-- It was none: it is credited no more.
UPDATE attribution.goals SET reached_at = NULL WHERE market_id = $1 AND goal_id = $2

-- name: write_coupon_use
-- hot: a coupon was used in an order that was paid: once however often it is told. It costs the channel of the code by which
-- it was claimed ($7), where that is the same merchant's, and else nobody's.
INSERT INTO attribution.coupons AS c (
    market_id, order_id, coupon_id, store_id, merchant_id, day, channel, link_id, campaign_id, visit_id,
    merchant_minor, platform_minor, used, undone
)
SELECT $1, $2, $3, $4, $5, $6, coalesce(t.channel, 'direct'), t.link_id, t.campaign_id, v.visit_id, $8, $9, true, false
FROM (SELECT $7::uuid AS visit_id) AS v
LEFT JOIN attribution.touches AS t
    ON t.market_id = $1 AND t.touch_id = v.visit_id AND t.fault = '' AND t.merchant_id = $5
ON CONFLICT (market_id, order_id, coupon_id) DO UPDATE SET
    store_id = excluded.store_id, merchant_id = excluded.merchant_id, day = excluded.day, channel = excluded.channel,
    link_id = excluded.link_id, campaign_id = excluded.campaign_id, visit_id = excluded.visit_id,
    merchant_minor = excluded.merchant_minor, platform_minor = excluded.platform_minor, used = true
WHERE NOT c.used

-- name: write_coupon_return
-- It came back to whoever used it: it cost nothing.
INSERT INTO attribution.coupons AS c (
    market_id, order_id, coupon_id, channel, merchant_minor, platform_minor, used, undone
)
VALUES ($1, $2, $3, 'direct', 0, 0, false, true)
ON CONFLICT (market_id, order_id, coupon_id) DO UPDATE SET undone = true

-- name: rules_of_merchant
-- What a merchant's and its market's settings say, and what was learned; one row.
SELECT
    coalesce((SELECT r.half_life_hours FROM attribution.rules AS r WHERE r.market_id = $1), $3) AS half_life_hours,
    coalesce((
        SELECT jsonb_object_agg(m.channel, m.days) FROM attribution.market_windows AS m WHERE m.market_id = $1
    ), '{}'::jsonb) || coalesce((
        SELECT jsonb_object_agg(w.channel, w.days) FROM attribution.windows AS w
        WHERE w.market_id = $1 AND w.merchant_id = $2
    ), '{}'::jsonb) AS windows,
    coalesce((
        SELECT jsonb_object_agg(l.channel, l.weight) FROM attribution.weights AS l
        WHERE l.market_id = $1 AND l.merchant_id = $2
    ), '{}'::jsonb) AS weights

-- name: credits_of_goal
-- Who is credited for a goal, by every model.
SELECT c.model, c.place, c.touch_id, c.touched_at, c.link_id, c.campaign_id, c.channel, c.way, c.kind, c.used,
    c.again, c.parts, c.paid_minor, c.redeemed_minor, c.refunded_minor
FROM attribution.credits AS c
WHERE c.market_id = $1 AND c.goal_id = $2
ORDER BY c.model, c.place

-- name: drop_credits
-- They are reckoned anew as a whole.
DELETE FROM attribution.credits WHERE market_id = $1 AND goal_id = $2

-- name: write_credits
-- The credits of one goal.
INSERT INTO attribution.credits (
    market_id, goal_id, store_id, merchant_id, day, model, place, touch_id, touched_at, link_id, campaign_id, channel,
    way, kind, used, again, parts, paid_minor, redeemed_minor, refunded_minor
)
SELECT $1, $2, $3, $4, $5, c.model, c.place, c.touch_id, c.touched_at, c.link_id, c.campaign_id, c.channel, c.way,
    c.kind, c.used, c.again, c.parts, c.paid_minor, c.redeemed_minor, c.refunded_minor
FROM unnest(
    $6::text[], $7::smallint[], $8::uuid[], $9::timestamptz[], $10::uuid[], $11::uuid[], $12::text[], $13::text[],
    $14::text[], $15::boolean[], $16::boolean[], $17::integer[], $18::bigint[], $19::bigint[], $20::bigint[]
) AS c (
    model, place, touch_id, touched_at, link_id, campaign_id, channel, way, kind, used, again, parts, paid_minor,
    redeemed_minor, refunded_minor
)

-- name: add_to_days
-- hot: what a goal's credits changed in the sums of its day; rows come in the order of their keys.
INSERT INTO attribution.days AS d (
    market_id, store_id, merchant_id, day, model, channel, way, orders, paid_minor, used, redeemed_minor,
    refunded_minor, again, members
)
SELECT $1, $2, $3, $4, c.model, c.channel, c.way, c.orders, c.paid_minor, c.used, c.redeemed_minor,
    c.refunded_minor, c.again, c.members
FROM unnest(
    $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[],
    $13::text[], $14::text[]
) AS c (orders, paid_minor, used, redeemed_minor, refunded_minor, again, members, model, channel, way)
ON CONFLICT (market_id, store_id, model, day, channel, way) DO UPDATE SET
    orders = d.orders + excluded.orders, paid_minor = d.paid_minor + excluded.paid_minor,
    used = d.used + excluded.used, redeemed_minor = d.redeemed_minor + excluded.redeemed_minor,
    refunded_minor = d.refunded_minor + excluded.refunded_minor, again = d.again + excluded.again,
    members = d.members + excluded.members

-- name: add_to_code_days
-- hot: the same by code.
INSERT INTO attribution.code_days AS d (
    market_id, store_id, merchant_id, day, model, link_id, campaign_id, channel, orders, paid_minor, used,
    redeemed_minor, refunded_minor, again, members
)
SELECT $1, $2, $3, $4, c.model, c.link_id, c.campaign_id, c.channel, c.orders, c.paid_minor, c.used,
    c.redeemed_minor, c.refunded_minor, c.again, c.members
FROM unnest(
    $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[],
    $13::uuid[], $14::uuid[], $15::text[]
) AS c (
    orders, paid_minor, used, redeemed_minor, refunded_minor, again, members, model, link_id, campaign_id, channel
)
ON CONFLICT (market_id, store_id, model, day, link_id) DO UPDATE SET
    orders = d.orders + excluded.orders, paid_minor = d.paid_minor + excluded.paid_minor,
    used = d.used + excluded.used, redeemed_minor = d.redeemed_minor + excluded.redeemed_minor,
    refunded_minor = d.refunded_minor + excluded.refunded_minor, again = d.again + excluded.again,
    members = d.members + excluded.members

-- name: insert_visited
-- The first step of a line that a link brought: the visit itself, if it was to this store and still counts.
INSERT INTO marketing.steps (market_id, step_id, order_id, store_id, link_id, kind, amount_minor, at)
SELECT $1, $2, $3, v.store_id, v.link_id, 'visited', 0, v.at
FROM marketing.visits AS v
WHERE v.market_id = $1 AND v.visit_id = $5 AND v.store_id = $4 AND v.at > $6 AND v.apart IS NULL
ON CONFLICT DO NOTHING

-- name: insert_step
-- One step, once, under the credit of the line's visit where that is known already.
INSERT INTO marketing.steps (market_id, step_id, order_id, store_id, link_id, kind, amount_minor, at)
SELECT $1, $2, $3, $4, (
    SELECT s.link_id FROM marketing.steps AS s
    WHERE s.market_id = $1 AND s.order_id = $3 AND s.kind = 'visited'
), $5, $6, $7
ON CONFLICT DO NOTHING

-- name: insert_elsewhere
-- A use of what another platform sold, once; its channel is where it was sold.
INSERT INTO marketing.steps (market_id, step_id, order_id, store_id, kind, amount_minor, at, channel)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING

-- name: channels_of_orders
-- The channel of the visit that each of these orders is credited to.
SELECT s.order_id, l.channel
FROM marketing.steps AS s
JOIN marketing.links AS l ON l.market_id = s.market_id AND l.link_id = s.link_id
WHERE s.market_id = $1 AND s.order_id = ANY($2::uuid[]) AND s.kind = 'visited' AND l.market_id = $1

-- name: line_of_order
-- The traceable line of one order; every step shows the link of the line's visit.
SELECT s.kind, s.at, s.amount_minor, l.link_id, l.channel, l.label
FROM marketing.steps AS s
LEFT JOIN marketing.steps AS first
    ON first.market_id = $1 AND first.order_id = s.order_id AND first.kind = 'visited'
LEFT JOIN marketing.links AS l ON l.market_id = $1 AND l.link_id = first.link_id
WHERE s.market_id = $1 AND s.order_id = $2

-- name: channel_lines
-- What came of each channel: the visits of a period, and everything that the orders placed in it led to until now, each
-- step at the store where it happened: what one store sold and another took counts as sold here and as used there. The
-- channel of orders that no link brought is null. What was undone or withdrawn is taken off. Steps are told a little
-- before or after one another, so those of the day before may belong to the period's orders. What was sold elsewhere has no
-- order: its uses count by when they were.
WITH came AS (
    SELECT l.channel,
        (count(*) FILTER (WHERE s.kind = 'ordered'))::integer AS orders,
        (count(*) FILTER (WHERE s.kind = 'paid'))::integer AS paid,
        coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'paid'), 0)::bigint AS paid_minor,
        (count(*) FILTER (WHERE s.kind = 'redeemed')
            - count(*) FILTER (WHERE s.kind = 'undone'))::integer AS redeemed,
        (coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'redeemed'), 0)
            - coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'undone'), 0))::bigint AS redeemed_minor,
        (count(*) FILTER (WHERE s.kind = 'reviewed')
            - count(*) FILTER (WHERE s.kind = 'withdrawn'))::integer AS reviews,
        coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'refunded'), 0)::bigint AS refunded_minor
    FROM marketing.steps AS s
    JOIN marketing.steps AS o ON o.market_id = s.market_id AND o.order_id = s.order_id AND o.kind = 'ordered'
    LEFT JOIN marketing.steps AS first
        ON first.market_id = $1 AND first.order_id = s.order_id AND first.kind = 'visited'
    LEFT JOIN marketing.links AS l ON l.market_id = $1 AND l.link_id = first.link_id
    WHERE s.market_id = $1 AND s.store_id = $2 AND s.at >= $3::timestamptz - interval '1 day' AND s.kind <> 'visited'
        AND o.market_id = $1 AND o.at >= $3 AND o.at < $4
    GROUP BY l.channel
),
seen AS (
    SELECT l.channel, count(*)::integer AS visits
    FROM marketing.visits AS v
    JOIN marketing.links AS l ON l.market_id = v.market_id AND l.link_id = v.link_id
    WHERE v.market_id = $1 AND v.store_id = $2 AND v.at >= $3 AND v.at < $4 AND v.apart IS NULL AND l.market_id = $1
    GROUP BY l.channel
),
elsewhere AS (
    SELECT s.channel,
        (count(*) FILTER (WHERE s.kind = 'redeemed')
            - count(*) FILTER (WHERE s.kind = 'undone'))::integer AS redeemed,
        (coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'redeemed'), 0)
            - coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'undone'), 0))::bigint AS redeemed_minor
    FROM marketing.steps AS s
    WHERE s.market_id = $1 AND s.store_id = $2 AND s.at >= $3 AND s.at < $4 AND s.channel IS NOT NULL
    GROUP BY s.channel
)
SELECT coalesce(came.channel, seen.channel) AS channel, coalesce(seen.visits, 0) AS visits,
    coalesce(came.orders, 0) AS orders, coalesce(came.paid, 0) AS paid, coalesce(came.paid_minor, 0) AS paid_minor,
    coalesce(came.redeemed, 0) AS redeemed, coalesce(came.redeemed_minor, 0) AS redeemed_minor,
    coalesce(came.reviews, 0) AS reviews, coalesce(came.refunded_minor, 0) AS refunded_minor
FROM came
FULL JOIN seen ON seen.channel = came.channel
UNION ALL
SELECT elsewhere.channel, 0, 0, 0, 0, elsewhere.redeemed, elsewhere.redeemed_minor, 0, 0 FROM elsewhere

-- name: day_lines
-- A store's days in the market's zone ($5): what was paid and what was used on each.
SELECT (s.at AT TIME ZONE $5)::date AS day,
    (count(*) FILTER (WHERE s.kind = 'paid'))::integer AS paid,
    coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'paid'), 0)::bigint AS paid_minor,
    (count(*) FILTER (WHERE s.kind = 'redeemed') - count(*) FILTER (WHERE s.kind = 'undone'))::integer AS redeemed
FROM marketing.steps AS s
WHERE s.market_id = $1 AND s.store_id = $2 AND s.at >= $3 AND s.at < $4
    AND s.kind IN ('paid', 'redeemed', 'undone')
GROUP BY 1
ORDER BY 1

-- name: steps_of_store
-- The rows behind a figure of a channel: a store's steps of its kinds ($5) that the orders of a period led to, the
-- latest first, after the last step of the page before ($8). Channel '' is all of them, 'direct' those that no link
-- brought. What was sold elsewhere counts by when it was used.
SELECT s.step_id, s.order_id, s.kind, s.at, s.amount_minor, coalesce(s.channel, l.channel) AS channel, l.label
FROM marketing.steps AS s
LEFT JOIN marketing.steps AS o ON o.market_id = s.market_id AND o.order_id = s.order_id AND o.kind = 'ordered'
LEFT JOIN marketing.steps AS first
    ON first.market_id = $1 AND first.order_id = o.order_id AND first.kind = 'visited'
LEFT JOIN marketing.links AS l ON l.market_id = $1 AND l.link_id = first.link_id
WHERE s.market_id = $1 AND s.store_id = $2 AND s.at >= $3::timestamptz - interval '1 day'
    AND s.kind = ANY($5::text[])
    AND ((o.market_id = $1 AND o.at >= $3 AND o.at < $4) OR (s.channel IS NOT NULL AND s.at >= $3 AND s.at < $4))
    AND ($6 = '' OR coalesce(s.channel, l.channel, 'direct') = $6)
    AND ($8::uuid IS NULL OR (s.at, s.step_id) < (
        SELECT last.at, last.step_id FROM marketing.steps AS last
        WHERE last.market_id = $1 AND last.step_id = $8
    ))
ORDER BY s.at DESC, s.step_id DESC
LIMIT $7

-- name: store_lines
-- What came of each of a merchant's stores ($2), in the same words as its own page of channels.
WITH came AS (
    SELECT s.store_id,
        (count(*) FILTER (WHERE s.kind = 'ordered'))::integer AS orders,
        (count(*) FILTER (WHERE s.kind = 'paid'))::integer AS paid,
        coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'paid'), 0)::bigint AS paid_minor,
        (count(*) FILTER (WHERE s.kind = 'redeemed')
            - count(*) FILTER (WHERE s.kind = 'undone'))::integer AS redeemed,
        (coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'redeemed'), 0)
            - coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'undone'), 0))::bigint AS redeemed_minor,
        (count(*) FILTER (WHERE s.kind = 'reviewed')
            - count(*) FILTER (WHERE s.kind = 'withdrawn'))::integer AS reviews,
        coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'refunded'), 0)::bigint AS refunded_minor
    FROM marketing.steps AS s
    JOIN marketing.steps AS o ON o.market_id = s.market_id AND o.order_id = s.order_id AND o.kind = 'ordered'
    WHERE s.market_id = $1 AND s.store_id = ANY($2::uuid[]) AND s.at >= $3::timestamptz - interval '1 day'
        AND s.kind <> 'visited' AND o.market_id = $1 AND o.at >= $3 AND o.at < $4
    GROUP BY s.store_id
),
elsewhere AS (
    SELECT s.store_id,
        (count(*) FILTER (WHERE s.kind = 'redeemed')
            - count(*) FILTER (WHERE s.kind = 'undone'))::integer AS redeemed,
        (coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'redeemed'), 0)
            - coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'undone'), 0))::bigint AS redeemed_minor
    FROM marketing.steps AS s
    WHERE s.market_id = $1 AND s.store_id = ANY($2::uuid[]) AND s.at >= $3 AND s.at < $4 AND s.channel IS NOT NULL
    GROUP BY s.store_id
),
seen AS (
    SELECT v.store_id, count(*)::integer AS visits
    FROM marketing.visits AS v
    WHERE v.market_id = $1 AND v.store_id = ANY($2::uuid[]) AND v.at >= $3 AND v.at < $4 AND v.apart IS NULL
    GROUP BY v.store_id
)
SELECT w.store_id, coalesce(seen.visits, 0) AS visits, coalesce(came.orders, 0) AS orders,
    coalesce(came.paid, 0) AS paid, coalesce(came.paid_minor, 0) AS paid_minor,
    coalesce(came.redeemed, 0) + coalesce(elsewhere.redeemed, 0) AS redeemed,
    coalesce(came.redeemed_minor, 0) + coalesce(elsewhere.redeemed_minor, 0) AS redeemed_minor,
    coalesce(came.reviews, 0) AS reviews, coalesce(came.refunded_minor, 0) AS refunded_minor
FROM unnest($2::uuid[]) AS w (store_id)
LEFT JOIN came ON came.store_id = w.store_id
LEFT JOIN elsewhere ON elsewhere.store_id = w.store_id
LEFT JOIN seen ON seen.store_id = w.store_id

-- name: steps_of_days
-- The rows behind a day: a store's steps of some kinds ($5) that happened from $3 until just before $4, the latest
-- first, after the last step of the page before ($7).
SELECT s.step_id, s.order_id, s.kind, s.at, s.amount_minor, coalesce(s.channel, l.channel) AS channel, l.label
FROM marketing.steps AS s
LEFT JOIN marketing.steps AS first
    ON first.market_id = $1 AND first.order_id = s.order_id AND first.kind = 'visited'
LEFT JOIN marketing.links AS l ON l.market_id = $1 AND l.link_id = first.link_id
WHERE s.market_id = $1 AND s.store_id = $2 AND s.at >= $3 AND s.at < $4 AND s.kind = ANY($5::text[])
    AND ($7::uuid IS NULL OR (s.at, s.step_id) < (
        SELECT last.at, last.step_id FROM marketing.steps AS last
        WHERE last.market_id = $1 AND last.step_id = $7
    ))
ORDER BY s.at DESC, s.step_id DESC
LIMIT $6

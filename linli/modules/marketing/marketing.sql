-- name: insert_link
-- A new link; no row when its random code is taken in this market, and the caller draws another.
INSERT INTO marketing.links (market_id, link_id, code, store_id, channel, label, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (market_id, code) DO NOTHING
RETURNING link_id, code, store_id, channel, label, made_at, ended_at

-- name: end_link
-- Ends a link of its own store; one that has ended keeps the moment at which it did.
UPDATE marketing.links SET ended_at = coalesce(ended_at, $4)
WHERE market_id = $1 AND store_id = $2 AND link_id = $3
RETURNING link_id, code, store_id, channel, label, made_at, ended_at

-- name: find_live_link
-- Where a scanned or typed code leads; a link that has ended leads nowhere.
SELECT link_id, code, store_id, channel, label, made_at, ended_at
FROM marketing.links
WHERE market_id = $1 AND code = $2 AND ended_at IS NULL

-- name: insert_visit
-- Someone followed a link; no word about who.
INSERT INTO marketing.visits (market_id, visit_id, link_id, store_id, at) VALUES ($1, $2, $3, $4, $5)

-- name: link_of_visit
-- Who brought this visitor, as long as that still counts ($3: visited after this).
SELECT l.link_id, l.code, l.store_id, l.channel, l.label, l.made_at, l.ended_at
FROM marketing.visits AS v
JOIN marketing.links AS l ON l.market_id = v.market_id AND l.link_id = v.link_id
WHERE v.market_id = $1 AND v.visit_id = $2 AND v.at > $3 AND l.market_id = $1

-- name: insert_visited
-- The first step of a line that a link brought: the visit itself, if it was to this store and still counts.
INSERT INTO marketing.steps (market_id, step_id, order_id, store_id, link_id, kind, amount_minor, at)
SELECT $1, $2, $3, v.store_id, v.link_id, 'visited', 0, v.at
FROM marketing.visits AS v
WHERE v.market_id = $1 AND v.visit_id = $5 AND v.store_id = $4 AND v.at > $6
ON CONFLICT DO NOTHING

-- name: insert_step
-- One step, once, under the credit of the line's visit where that is known already.
INSERT INTO marketing.steps (market_id, step_id, order_id, store_id, link_id, kind, amount_minor, at)
VALUES ($1, $2, $3, $4, (
    SELECT s.link_id FROM marketing.steps AS s
    WHERE s.market_id = $1 AND s.order_id = $3 AND s.kind = 'visited'
), $5, $6, $7)
ON CONFLICT DO NOTHING

-- name: links_of_store
-- A store's links and what came of each. Orders are found by the line's visit and the rest by the order, because
-- steps may be reported in any order, and one that came early does not know its link. What was undone or withdrawn is
-- taken off, in whatever order the two were told.
SELECT l.link_id, l.code, l.store_id, l.channel, l.label, l.made_at, l.ended_at,
    (
        SELECT count(*) FROM marketing.visits AS v WHERE v.market_id = $1 AND v.link_id = l.link_id
    )::integer AS visits,
    came.orders, came.paid_minor, came.redeemed, came.reviews
FROM marketing.links AS l
CROSS JOIN LATERAL (
    SELECT (count(*) FILTER (WHERE s.kind = 'ordered'))::integer AS orders,
        coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'paid'), 0)::bigint AS paid_minor,
        (count(*) FILTER (WHERE s.kind = 'redeemed')
            - count(*) FILTER (WHERE s.kind = 'undone'))::integer AS redeemed,
        (count(*) FILTER (WHERE s.kind = 'reviewed')
            - count(*) FILTER (WHERE s.kind = 'withdrawn'))::integer AS reviews
    FROM marketing.steps AS first
    JOIN marketing.steps AS s ON s.market_id = first.market_id AND s.order_id = first.order_id
    WHERE first.market_id = $1 AND first.link_id = l.link_id AND first.kind = 'visited' AND s.market_id = $1
) AS came
WHERE l.market_id = $1 AND l.store_id = $2
ORDER BY l.link_id DESC

-- name: line_of_order
-- The traceable line of one order; every step shows the link of the line's visit.
SELECT s.kind, s.at, s.amount_minor, l.link_id, l.channel, l.label
FROM marketing.steps AS s
LEFT JOIN marketing.steps AS first
    ON first.market_id = $1 AND first.order_id = s.order_id AND first.kind = 'visited'
LEFT JOIN marketing.links AS l ON l.market_id = $1 AND l.link_id = first.link_id
WHERE s.market_id = $1 AND s.order_id = $2

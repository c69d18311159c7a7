-- name: insert_visit
-- Someone followed a link; no word about who, only whether it stands apart ($6: staff, bot) and counts for nothing.
INSERT INTO marketing.visits (market_id, visit_id, link_id, store_id, at, apart) VALUES ($1, $2, $3, $4, $5, $6)

-- name: link_of_visit
-- Who brought this visitor, as long as that still counts ($3: visited after this).
SELECT l.link_id, l.code, l.store_id, l.channel, l.label, l.made_at, l.ended_at,
    l.place, l.landing, l.landing_ref, l.campaign_id, l.batch_id, l.number, l.clerk_id
FROM marketing.visits AS v
JOIN marketing.links AS l ON l.market_id = v.market_id AND l.link_id = v.link_id
WHERE v.market_id = $1 AND v.visit_id = $2 AND v.at > $3 AND v.apart IS NULL AND l.market_id = $1

-- name: visits_of_store
-- The visits of a period, the latest first, after the last one of the page before ($7); channel '' is all of them.
SELECT v.visit_id, v.at, l.channel, l.label
FROM marketing.visits AS v
JOIN marketing.links AS l ON l.market_id = v.market_id AND l.link_id = v.link_id
WHERE v.market_id = $1 AND v.store_id = $2 AND v.at >= $3 AND v.at < $4 AND v.apart IS NULL AND l.market_id = $1
    AND ($5 = '' OR l.channel = $5)
    AND ($7::uuid IS NULL OR (v.at, v.visit_id) < (
        SELECT last.at, last.visit_id FROM marketing.visits AS last
        WHERE last.market_id = $1 AND last.visit_id = $7
    ))
ORDER BY v.at DESC, v.visit_id DESC
LIMIT $6

-- name: forget_visits
-- Visits before a moment ($2: the first id of it), so many at most; each code keeps how many it had. How many went.
WITH old AS (
    DELETE FROM marketing.visits WHERE market_id = $1 AND visit_id IN (
        SELECT v.visit_id FROM marketing.visits AS v
        WHERE v.market_id = $1 AND v.visit_id < $2
        ORDER BY v.visit_id
        LIMIT $3
    )
    RETURNING link_id, apart
), counted AS (
    UPDATE marketing.links AS l SET old_visits = l.old_visits + o.visits
    FROM (SELECT old.link_id, count(*)::integer AS visits FROM old WHERE old.apart IS NULL GROUP BY old.link_id) AS o
    WHERE l.market_id = $1 AND l.link_id = o.link_id
)
SELECT count(*)::integer FROM old

-- name: add_person
-- Somebody who agreed is remembered in this market from now on.
INSERT INTO recommendations.people (market_id, person_id, since) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING

-- name: drop_person
-- Who agrees no more; whoever is about to note a visit waits for this and then notes nothing.
DELETE FROM recommendations.people WHERE market_id = $1 AND person_id = $2

-- name: forget_visits
-- Who declines is forgotten at once.
DELETE FROM recommendations.visits WHERE market_id = $1 AND person_id = $2

-- name: forget_dismissals
-- What was "not for me" is shown again.
DELETE FROM recommendations.dismissals WHERE market_id = $1 AND person_id = $2

-- name: insert_dismissal
-- "Not for me", of somebody who agreed; twice is once.
INSERT INTO recommendations.dismissals (market_id, person_id, store_id, dismissed_at)
SELECT p.market_id, p.person_id, $3, $4
FROM recommendations.people AS p
WHERE p.market_id = $1 AND p.person_id = $2
FOR SHARE
ON CONFLICT DO NOTHING

-- name: insert_visit
-- hot: that somebody was here, if they agreed; the lock keeps it from slipping past their taking that back.
INSERT INTO recommendations.visits (market_id, person_id, visit_id, store_id, kind, visited_at)
SELECT p.market_id, p.person_id, $3, $4, $5, $6
FROM recommendations.people AS p
WHERE p.market_id = $1 AND p.person_id = $2
FOR SHARE
ON CONFLICT DO NOTHING

-- name: drop_visit
-- What was undone never was.
DELETE FROM recommendations.visits WHERE market_id = $1 AND person_id = $2 AND visit_id = $3

-- name: count
-- One more ($4 = 1) or one less at this hour; no word about who.
INSERT INTO recommendations.counts AS c (market_id, store_id, slot, times) VALUES ($1, $2, $3, $4)
ON CONFLICT (market_id, store_id, slot) DO UPDATE SET times = c.times + excluded.times

-- name: note_use
-- hot: a use is counted once; no row where it was before, or was undone before it was heard of.
INSERT INTO recommendations.uses (market_id, visit_id, slot, undone, noted_at) VALUES ($1, $2, $3, false, $4)
ON CONFLICT DO NOTHING
RETURNING slot

-- name: undo_use
-- The hour to take it from; null where the use itself was not heard of yet, no row where it was undone before.
INSERT INTO recommendations.uses AS u (market_id, visit_id, slot, undone, noted_at) VALUES ($1, $2, NULL, true, $3)
ON CONFLICT (market_id, visit_id) DO UPDATE SET undone = true WHERE NOT u.undone
RETURNING u.slot

-- name: forget_uses
-- By now whatever is undone has been.
DELETE FROM recommendations.uses WHERE market_id = $1 AND noted_at <= $2

-- name: visits_of_person
-- hot: the newest of what somebody did who agreed.
SELECT v.store_id, v.kind, v.visited_at
FROM recommendations.people AS p
JOIN recommendations.visits AS v ON v.market_id = p.market_id AND v.person_id = p.person_id
WHERE p.market_id = $1 AND p.person_id = $2 AND v.market_id = $1
ORDER BY v.visited_at DESC
LIMIT $3

-- name: find_candidates
-- hot: the stores that could be the right ones, with what is known of each: the nearest, the own ($5), those usually
-- next after the last one ($4), the most popular, and those like what the person likes. What is not for them is left out.
-- Nobody's number is all noughts: a cluster takes an equality with null for one that no node has.
WITH near AS MATERIALIZED (
    SELECT n.store_id FROM recommendations.places AS n
    WHERE n.market_id = $1 ORDER BY n.spot <-> point($3::double precision, $2::double precision) LIMIT $7
), popular AS MATERIALIZED (
    SELECT b.store_id FROM recommendations.places AS b
    WHERE b.market_id = $1 AND b.visits > 0 ORDER BY b.visits DESC, b.store_id LIMIT 40
), alike AS MATERIALIZED (
    SELECT unnest(q.alike) AS store_id FROM recommendations.people AS q
    WHERE q.market_id = $1 AND q.person_id = coalesce($6::uuid, '00000000-0000-0000-0000-000000000000')
), next AS MATERIALIZED (
    SELECT t.to_id, t.millionths FROM recommendations.steps AS t
    WHERE t.market_id = $1 AND t.from_id = coalesce($4::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY t.millionths DESC LIMIT 40
)
SELECT p.store_id, p.lat, p.lon, p.visits, p.people, p.recent_thousandths, p.hours::real[] AS hours,
    p.likeness::real[] AS likeness, coalesce(s.millionths, 0) AS millionths
FROM recommendations.places AS p
LEFT JOIN next AS s ON s.to_id = p.store_id
WHERE p.market_id = $1
    AND p.store_id IN (
        SELECT near.store_id FROM near
        UNION SELECT popular.store_id FROM popular
        UNION SELECT alike.store_id FROM alike
        UNION SELECT next.to_id FROM next
        UNION SELECT own.store_id FROM unnest($5::uuid[]) AS own (store_id)
    )
    AND NOT EXISTS (
        SELECT FROM recommendations.dismissals AS d
        WHERE d.market_id = $1 AND d.store_id = p.store_id
            AND d.person_id = coalesce($6::uuid, '00000000-0000-0000-0000-000000000000')
    )

-- name: find_model
-- hot: the weights, one row by key.
SELECT trained_at, visits, weights FROM recommendations.models WHERE market_id = $1

-- name: visits_of_market
-- What is learned from: of those who agreed, since a moment, the newest first, a batch after the last one read.
SELECT v.visit_id, v.person_id, v.store_id, v.visited_at
FROM recommendations.visits AS v
WHERE v.market_id = $1 AND v.visited_at > $2 AND (v.visited_at, v.person_id, v.visit_id) < ($3, $4, $5)
ORDER BY v.visited_at DESC, v.person_id DESC, v.visit_id DESC
LIMIT $6

-- name: visits_since
-- How much is new since learning, up to as much as is asked about.
SELECT count(*) FROM (
    SELECT FROM recommendations.visits AS v WHERE v.market_id = $1 AND v.visited_at > $2 LIMIT $3
) AS fresh

-- name: forget_old
-- What was long ago is kept no longer than it was said.
DELETE FROM recommendations.visits WHERE market_id = $1 AND visited_at <= $2

-- name: counts_after
-- How often at which hour, of all stores where anything was, a batch after the last one read.
SELECT c.store_id, c.slot, c.times FROM recommendations.counts AS c
WHERE c.market_id = $1 AND (c.store_id, c.slot) > ($2, $3) AND c.times > 0
ORDER BY c.store_id, c.slot
LIMIT $4

-- name: find_spots
-- Where the stores are from which something is learned.
SELECT store_id, lat, lon FROM recommendations.places WHERE market_id = $1 AND store_id = ANY($2::uuid[])
ORDER BY store_id

-- name: place_stores
-- Where stores are; only those that are new or have moved are written.
INSERT INTO recommendations.places AS p (
    market_id, store_id, lat, lon, spot, visits, people, recent_thousandths
)
SELECT $1, s.store_id, s.lat, s.lon, point(s.x, s.lat), 0, 0, 0
FROM unnest($2::uuid[], $3::double precision[], $4::double precision[], $5::double precision[])
    AS s (store_id, lat, lon, x)
ON CONFLICT (market_id, store_id) DO UPDATE SET lat = excluded.lat, lon = excluded.lon, spot = excluded.spot
WHERE p.lat <> excluded.lat OR p.lon <> excluded.lon

-- name: drop_places
-- What closed for good is recommended no more.
DELETE FROM recommendations.places WHERE market_id = $1 AND store_id = ANY($2::uuid[])

-- name: write_learned
-- What was learned of the stores where anything was.
UPDATE recommendations.places AS p SET
    visits = s.visits, people = s.people, recent_thousandths = s.recent, hours = s.hours::vector,
    likeness = s.likeness::vector
FROM unnest($2::uuid[], $3::integer[], $4::integer[], $5::integer[], $6::text[], $7::text[])
    AS s (store_id, visits, people, recent, hours, likeness)
WHERE p.market_id = $1 AND p.store_id = s.store_id

-- name: drop_steps
-- Steps are learned anew as a whole.
DELETE FROM recommendations.steps WHERE market_id = $1

-- name: write_steps
-- The steps that were learned.
INSERT INTO recommendations.steps (market_id, from_id, to_id, millionths)
SELECT $1, s.from_id, s.to_id, s.millionths
FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) AS s (from_id, to_id, millionths)

-- name: write_alike
-- What each person may like who goes where they go, of those who still agree.
UPDATE recommendations.people AS p SET alike = string_to_array(btrim(s.alike, '{}'), ',')::uuid[]
FROM unnest($2::uuid[], $3::text[]) AS s (person_id, alike)
WHERE p.market_id = $1 AND p.person_id = s.person_id

-- name: write_model
-- The newest weights.
INSERT INTO recommendations.models (market_id, trained_at, visits, weights) VALUES ($1, $2, $3, $4)
ON CONFLICT (market_id) DO UPDATE SET
    trained_at = excluded.trained_at, visits = excluded.visits, weights = excluded.weights

-- name: open_levels
-- The store begins to count these; those that it counts already are left alone, and not locked: whoever moves goods locks
-- pools before levels. In order, so that two cannot deadlock.
INSERT INTO stock.levels (market_id, level_id, store_id, variant_id, day, opened_at)
SELECT $1, n.level_id, $2, n.variant_id, $5, $6
FROM unnest($3::uuid[], $4::uuid[]) AS n (level_id, variant_id)
ORDER BY n.level_id
ON CONFLICT DO NOTHING

-- name: stopped_levels
-- Which of these rest.
SELECT level_id FROM stock.levels WHERE market_id = $1 AND level_id = ANY($2::uuid[]) AND stopped_at IS NOT NULL

-- name: resume_levels
-- They are counted again; whoever comes here has locked their pools.
UPDATE stock.levels SET stopped_at = NULL
WHERE market_id = $1 AND level_id = ANY($2::uuid[]) AND stopped_at IS NOT NULL

-- name: stop_levels
-- The store counts these no longer; whoever comes here has locked their pools and found nothing promised.
UPDATE stock.levels SET stopped_at = $3, low = false
WHERE market_id = $1 AND level_id = ANY($2::uuid[]) AND stopped_at IS NULL

-- name: find_levels
-- hot: what a store has of some variants, by key.
SELECT level_id, store_id, variant_id, day, on_hand, handed, low_from, low, counted_at, closed_at IS NOT NULL AS closed
FROM stock.levels
WHERE market_id = $1 AND level_id = ANY($2::uuid[]) AND stopped_at IS NULL

-- name: levels_of_store
-- A page of what a store counts, all of it or what is low.
SELECT level_id, store_id, variant_id, day, on_hand, handed, low_from, low, counted_at
FROM stock.levels
WHERE market_id = $1 AND store_id = $2 AND day IS NULL AND level_id < $3 AND (low OR NOT $4::boolean)
    AND stopped_at IS NULL
ORDER BY level_id DESC
LIMIT $5

-- name: totals_of_store
-- What the desk says above the list.
SELECT count(*)::int AS tracked, (count(*) FILTER (WHERE low))::int AS low
FROM stock.levels
WHERE market_id = $1 AND store_id = $2 AND day IS NULL AND stopped_at IS NULL

-- name: write_movements
-- hot: the levels change and say why, line by line, in one statement. Whoever comes here has locked the levels' pools.
WITH change AS MATERIALIZED (
    SELECT c.movement_id, c.level_id, c.delta, c.handed
    FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[]) AS c (movement_id, level_id, delta, handed)
), changed AS (
    UPDATE stock.levels AS l
    SET on_hand = l.on_hand + c.delta, handed = l.handed + c.handed,
        counted_at = CASE WHEN $7 = 'counted' THEN $12 ELSE l.counted_at END
    FROM change AS c
    WHERE l.market_id = $1 AND l.level_id = c.level_id
    RETURNING l.level_id, l.variant_id, l.on_hand, c.movement_id, c.delta
), written AS (
    INSERT INTO stock.movements (market_id, movement_id, slip_id, level_id, kind, delta, on_hand, person_id, order_id,
        transfer_id, note, at)
    SELECT $1, n.movement_id, $2, n.level_id, $7, n.delta, n.on_hand, $8, $9, $10, $11, $12 FROM changed AS n
)
SELECT variant_id, delta, on_hand FROM changed ORDER BY movement_id

-- name: write_slip
-- One act of one person.
INSERT INTO stock.slips (market_id, slip_id, store_id, kind, made_at) VALUES ($1, $2, $3, $4, $5)

-- name: undo_slip
-- A slip is undone once, within its time ($5) and only where that makes sense ($6).
UPDATE stock.slips SET undone_at = $4
WHERE market_id = $1 AND slip_id = $2 AND store_id = $3 AND undone_at IS NULL AND made_at >= $5
    AND kind = ANY($6::text[])

-- name: slip_undone
-- Why a slip was not undone: it was already, or (false) its time is over.
SELECT undone_at IS NOT NULL AS undone FROM stock.slips WHERE market_id = $1 AND slip_id = $2 AND store_id = $3

-- name: lines_of_slip
-- What is to be taken back.
SELECT l.variant_id, l.day, m.level_id, m.delta
FROM stock.movements AS m
JOIN stock.levels AS l ON l.market_id = m.market_id AND l.level_id = m.level_id
WHERE m.market_id = $1 AND m.slip_id = $2 AND l.market_id = $1

-- name: movements_of_level
-- The history of one level, the newest first, a page at a time.
SELECT m.movement_id, m.slip_id, m.kind, m.delta, m.on_hand, m.person_id, m.order_id, m.transfer_id, m.note, m.at,
    s.undone_at IS NOT NULL AS undone
FROM stock.movements AS m
JOIN stock.slips AS s ON s.market_id = m.market_id AND s.slip_id = m.slip_id
WHERE m.market_id = $1 AND m.level_id = $2 AND m.movement_id < $3 AND s.market_id = $1
ORDER BY m.movement_id DESC
LIMIT $4

-- name: set_low_from
-- From how few on somebody wants to be told.
UPDATE stock.levels SET low_from = $3 WHERE market_id = $1 AND level_id = ANY($2::uuid[])

-- name: note_low
-- hot: which levels have become low, or are no longer, by what is left of them now; those that have are told. Locked in
-- order, so that two that tell about the same do not wait in a circle.
WITH given AS MATERIALIZED (
    SELECT g.level_id, g.units FROM unnest($2::uuid[], $3::bigint[]) AS g (level_id, units)
), locked AS MATERIALIZED (
    SELECT l.level_id, g.units, l.low_from FROM stock.levels AS l
    JOIN given AS g ON g.level_id = l.level_id
    WHERE l.market_id = $1 AND l.low <> (g.units <= l.low_from) AND l.stopped_at IS NULL
    ORDER BY l.level_id
    FOR UPDATE OF l
)
UPDATE stock.levels AS l SET low = k.units <= k.low_from
FROM locked AS k
WHERE l.market_id = $1 AND l.level_id = k.level_id AND l.low <> (k.units <= k.low_from)
RETURNING l.store_id, l.variant_id, l.day, k.units AS left, l.low_from, l.low

-- name: levels_of_variants
-- Which of these stores count which of these variants.
SELECT level_id, store_id, variant_id, day, on_hand, handed, low_from, low, counted_at
FROM stock.levels
WHERE market_id = $1 AND variant_id = ANY($2::uuid[]) AND store_id = ANY($3::uuid[]) AND day IS NULL
    AND stopped_at IS NULL

-- name: open_days
-- The store has something of a variant on these days; those it has already are left alone, and not locked. In order, so
-- that two cannot deadlock.
INSERT INTO stock.levels (market_id, level_id, store_id, variant_id, day, opened_at)
SELECT $1, n.level_id, $2, $3, n.day, $6
FROM unnest($4::uuid[], $5::date[]) AS n (level_id, day)
ORDER BY n.level_id
ON CONFLICT DO NOTHING

-- name: close_days
-- Nothing more is sold on these days ($3), or it is again (nothing); whoever comes here has locked their pools.
UPDATE stock.levels SET closed_at = $3 WHERE market_id = $1 AND level_id = ANY($2::uuid[])

-- name: set_days
-- What there is on some days changes, a row for each; whoever comes here has locked their pools.
WITH change AS MATERIALIZED (
    SELECT c.movement_id, c.level_id, c.delta
    FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS c (movement_id, level_id, delta)
), changed AS (
    UPDATE stock.levels AS l SET on_hand = l.on_hand + c.delta
    FROM change AS c
    WHERE l.market_id = $1 AND l.level_id = c.level_id
    RETURNING l.level_id, l.on_hand, c.movement_id, c.delta
)
INSERT INTO stock.movements (market_id, movement_id, slip_id, level_id, kind, delta, on_hand, person_id, note, at)
SELECT $1, n.movement_id, $2, n.level_id, 'set_for_day', n.delta, n.on_hand, $6, $7, $8 FROM changed AS n

-- name: days_of_variants
-- What a store has of some variants on the days from one to before another.
SELECT level_id, store_id, variant_id, day, on_hand, handed, low_from, low, counted_at, closed_at IS NOT NULL AS closed
FROM stock.levels
WHERE market_id = $1 AND store_id = $2 AND variant_id = ANY($3::uuid[]) AND day >= $4 AND day < $5
ORDER BY day, variant_id

-- name: write_day
-- For which day an order's units are; it never changes.
INSERT INTO stock.booked (market_id, order_id, day) VALUES ($1, $2, $3)

-- name: find_day
-- hot: for which day an order's units are.
SELECT day FROM stock.booked WHERE market_id = $1 AND order_id = $2

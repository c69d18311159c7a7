-- name: create_pool
-- A pool opens once; one that exists is left alone.
INSERT INTO reservations.pools (market_id, pool_id, kind, total) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING

-- name: resize_pool
-- More or less of it from now on, never less than is held and taken.
UPDATE reservations.pools SET total = $3
WHERE market_id = $1 AND pool_id = $2 AND held + taken <= $3

-- name: create_pools
-- Many empty pools of one kind; those that exist are left alone.
INSERT INTO reservations.pools (market_id, pool_id, kind, total)
SELECT $1, n.pool_id, $3, 0 FROM unnest($2::uuid[]) AS n (pool_id)
ORDER BY n.pool_id
ON CONFLICT DO NOTHING

-- name: lock_pools
-- hot: whoever decides by what several pools say locks them first, in the order that everybody keeps.
SELECT p.pool_id, p.kind, p.total, p.held, p.taken FROM reservations.pools AS p
WHERE p.market_id = $1 AND p.pool_id = ANY($2::uuid[])
ORDER BY p.kind <> 'per_person', p.pool_id
FOR UPDATE OF p

-- name: add_to_pools
-- hot: more or less of each, in the order that everybody keeps. Less only as long as nothing that is promised goes ($4:
-- even then, because somebody has counted); then what is short is written down.
WITH locked AS MATERIALIZED (
    SELECT p.pool_id FROM reservations.pools AS p
    WHERE p.market_id = $1 AND p.pool_id = ANY($2::uuid[])
    ORDER BY p.kind <> 'per_person', p.pool_id
    FOR UPDATE OF p
)
UPDATE reservations.pools AS p
SET total = p.total + c.delta, short = greatest(0, p.held + p.taken - p.total - c.delta)
FROM unnest($2::uuid[], $3::bigint[]) AS c (pool_id, delta)
WHERE p.market_id = $1 AND p.pool_id = c.pool_id AND (SELECT count(*) FROM locked) > 0
    AND (c.delta >= 0 OR $4::boolean OR p.held + p.taken <= p.total + c.delta)
RETURNING p.pool_id

-- name: take_arrived
-- What arrives for an owner is theirs at once: the pool grows, and as much of it is taken. An owner who has some already
-- has more; what they hold unpaid is not touched, and then nothing is written.
WITH arrived AS (
    INSERT INTO reservations.holds AS h (market_id, owner_id, pool_id, quantity, state, held_at)
    SELECT $1, $2, c.pool_id, c.quantity, 'confirmed', $5
    FROM unnest($3::uuid[], $4::bigint[]) AS c (pool_id, quantity)
    ORDER BY c.pool_id
    ON CONFLICT (market_id, owner_id, pool_id) DO UPDATE
        SET quantity = h.quantity + excluded.quantity, state = 'confirmed'
        WHERE h.state <> 'held'
    RETURNING h.pool_id
)
UPDATE reservations.pools AS p SET total = p.total + c.quantity, taken = p.taken + c.quantity
FROM unnest($3::uuid[], $4::bigint[]) AS c (pool_id, quantity)
WHERE p.market_id = $1 AND p.pool_id = c.pool_id AND p.pool_id IN (SELECT a.pool_id FROM arrived AS a)

-- name: hold_claims
-- hot: the one statement that makes overselling impossible. Pools are changed one after the other in the order that
-- everybody keeps (per-person ones first, then by id), each only if enough is left. A per-person pool opens at that
-- person's first use and follows its limit from then on, never below what they have. Holds are written only where every
-- claim was met; otherwise the caller refuses, which takes all of it back. A second hold of the same owner and pool is a
-- bug and fails on its key.
WITH claim AS MATERIALIZED (
    SELECT c.pool_id, c.quantity, c.personal
    FROM unnest($3::uuid[], $4::bigint[], $5::bigint[]) AS c (pool_id, quantity, personal)
), met AS (
    INSERT INTO reservations.pools AS p (market_id, pool_id, kind, total, held)
    SELECT $1, c.pool_id, 'per_person', greatest(c.personal, c.quantity), c.quantity
    FROM claim AS c
    WHERE EXISTS (SELECT FROM reservations.pools AS o WHERE o.market_id = $1 AND o.pool_id = c.pool_id)
        OR c.quantity <= c.personal
    ORDER BY c.personal IS NULL, c.pool_id
    ON CONFLICT (market_id, pool_id) DO UPDATE SET
        held = p.held + excluded.held,
        total = (
            SELECT CASE WHEN c.personal IS NULL THEN p.total ELSE greatest(c.personal, p.held + p.taken) END
            FROM unnest($3::uuid[], $5::bigint[]) AS c (pool_id, personal) WHERE c.pool_id = p.pool_id
        )
    WHERE (
        SELECT coalesce(c.personal, p.total) - p.held - p.taken >= excluded.held
        FROM unnest($3::uuid[], $5::bigint[]) AS c (pool_id, personal) WHERE c.pool_id = p.pool_id
    )
    RETURNING pool_id
), unmet AS MATERIALIZED (
    SELECT c.pool_id, c.personal FROM claim AS c
    WHERE NOT EXISTS (SELECT FROM met AS m WHERE m.pool_id = c.pool_id)
), held AS (
    INSERT INTO reservations.holds (market_id, owner_id, pool_id, quantity, state, held_at, expires_at)
    SELECT $1, $2, c.pool_id, c.quantity, 'held', $6, $7
    FROM claim AS c WHERE NOT EXISTS (SELECT FROM unmet)
)
SELECT pool_id FROM unmet ORDER BY personal IS NULL, pool_id

-- name: hold_each
-- hot: many owners' holds of one pool ($2), each beside the pool of a person that follows the limit $6: all of them or
-- none. Who calls has locked the pools and knows what is left, so nothing less than all is a change since.
WITH wish AS MATERIALIZED (
    SELECT w.owner_id, w.personal_id, w.quantity
    FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS w (owner_id, personal_id, quantity)
), met AS (
    INSERT INTO reservations.pools AS p (market_id, pool_id, kind, total, held)
    SELECT $1, w.personal_id, 'per_person', $6::bigint, w.quantity
    FROM wish AS w WHERE w.quantity <= $6
    ORDER BY w.personal_id
    ON CONFLICT (market_id, pool_id) DO UPDATE SET held = p.held + excluded.held, total = excluded.total
    WHERE p.held + p.taken + excluded.held <= excluded.total
    RETURNING pool_id
), shared AS (
    UPDATE reservations.pools AS p SET held = p.held + (SELECT sum(w.quantity) FROM wish AS w)
    WHERE p.market_id = $1 AND p.pool_id = $2
        AND p.held + p.taken + (SELECT sum(w.quantity) FROM wish AS w) <= p.total
        AND (SELECT count(*) FROM met) = (SELECT count(*) FROM wish)
    RETURNING p.pool_id
), held AS (
    INSERT INTO reservations.holds (market_id, owner_id, pool_id, quantity, state, held_at, expires_at)
    SELECT $1, w.owner_id, x.pool_id, w.quantity, 'held', $7, $8
    FROM wish AS w
    CROSS JOIN LATERAL (VALUES (w.personal_id), ($2)) AS x (pool_id)
    WHERE EXISTS (SELECT FROM shared)
)
SELECT count(*) FROM shared

-- name: hand_on
-- hot: what one owner holds is another's from now on, and no longer ends by itself.
UPDATE reservations.holds AS h SET owner_id = $3, expires_at = NULL
WHERE h.market_id = $1 AND h.owner_id = $2 AND h.state = 'held' AND h.expires_at > $4

-- name: find_pool
-- One pool by key; after a no it tells how much there was.
SELECT pool_id, kind, total, held, taken FROM reservations.pools WHERE market_id = $1 AND pool_id = $2

-- name: find_pools
-- hot: what several pools have, without a lock.
SELECT pool_id, kind, total, held, taken FROM reservations.pools
WHERE market_id = $1 AND pool_id = ANY($2::uuid[])

-- name: finish_holds
-- hot: confirms or returns what an owner still holds, once; with a moment only what has expired by then. Pools are locked
-- in the order that everybody keeps.
WITH finished AS (
    UPDATE reservations.holds AS h
    SET state = $3, returned = CASE WHEN $3 = 'returned' THEN h.quantity ELSE h.returned END
    WHERE h.market_id = $1 AND h.owner_id = $2 AND h.state = 'held'
        AND ($4::timestamptz IS NULL OR h.expires_at <= $4)
    RETURNING h.pool_id, h.quantity
), locked AS MATERIALIZED (
    SELECT p.pool_id FROM reservations.pools AS p
    WHERE p.market_id = $1 AND p.pool_id IN (SELECT pool_id FROM finished)
    ORDER BY p.kind <> 'per_person', p.pool_id
    FOR UPDATE OF p
)
UPDATE reservations.pools AS p
SET held = p.held - f.quantity, taken = p.taken + CASE WHEN $3 = 'confirmed' THEN f.quantity ELSE 0 END
FROM finished AS f
WHERE p.market_id = $1 AND p.pool_id = f.pool_id AND (SELECT count(*) FROM locked) > 0

-- name: return_units
-- hot: after a refund, some or all of what was taken for good comes back: of the pools that are named, or of all that the
-- owner has so much of.
WITH came_back AS (
    UPDATE reservations.holds AS h
    SET returned = h.returned + $3,
        state = CASE WHEN h.returned + $3 = h.quantity THEN 'returned' ELSE h.state END
    WHERE h.market_id = $1 AND h.owner_id = $2 AND h.state = 'confirmed' AND h.quantity - h.returned >= $3
        AND ($4::uuid[] IS NULL OR h.pool_id = ANY($4))
    RETURNING h.pool_id
), locked AS MATERIALIZED (
    SELECT p.pool_id FROM reservations.pools AS p
    WHERE p.market_id = $1 AND p.pool_id IN (SELECT pool_id FROM came_back)
    ORDER BY p.kind <> 'per_person', p.pool_id
    FOR UPDATE OF p
)
UPDATE reservations.pools AS p SET taken = p.taken - $3
FROM came_back AS b
WHERE p.market_id = $1 AND p.pool_id = b.pool_id AND (SELECT count(*) FROM locked) > 0

-- name: hold_again
-- A late payment asks for what its order held before: all of it or nothing.
WITH claim AS MATERIALIZED (
    SELECT h.pool_id, h.quantity FROM reservations.holds AS h
    WHERE h.market_id = $1 AND h.owner_id = $2 AND h.state = 'returned'
    FOR UPDATE OF h
), locked AS MATERIALIZED (
    SELECT p.pool_id, p.total - p.held - p.taken >= c.quantity AS fits
    FROM claim AS c
    JOIN reservations.pools AS p ON p.market_id = $1 AND p.pool_id = c.pool_id
    ORDER BY p.kind <> 'per_person', p.pool_id
    FOR UPDATE OF p
), again AS (
    UPDATE reservations.holds AS h SET state = 'held', returned = 0, expires_at = NULL
    FROM claim AS c
    WHERE h.market_id = $1 AND h.owner_id = $2 AND h.pool_id = c.pool_id AND (SELECT bool_and(fits) FROM locked)
)
UPDATE reservations.pools AS p SET held = p.held + c.quantity
FROM claim AS c
WHERE p.market_id = $1 AND p.pool_id = c.pool_id AND (SELECT bool_and(fits) FROM locked)

-- name: owners_expired
-- Whose holds have been abandoned, oldest first.
SELECT owner_id FROM reservations.holds
WHERE market_id = $1 AND state = 'held' AND expires_at <= $2
GROUP BY owner_id
ORDER BY min(expires_at), owner_id
LIMIT $3

-- name: holds_of_owner
-- What one owner holds or held.
SELECT pool_id, quantity, returned, state, held_at, expires_at
FROM reservations.holds WHERE market_id = $1 AND owner_id = $2
ORDER BY pool_id

-- name: units_left
-- hot: what deal pages show.
SELECT pool_id, greatest(0, total - held - taken) AS units
FROM reservations.pools
WHERE market_id = $1 AND pool_id = ANY($2::uuid[])

-- name: pool_drift
-- The audit's question: do a pool's counts equal the sum of its holds?
WITH summed AS (
    SELECT pool_id, sum(quantity) FILTER (WHERE state = 'held') AS held,
        sum(quantity - returned) FILTER (WHERE state = 'confirmed') AS taken
    FROM reservations.holds WHERE market_id = $1
    GROUP BY pool_id
), pool AS (
    SELECT pool_id, held, taken FROM reservations.pools WHERE market_id = $1
)
SELECT p.pool_id
FROM pool AS p
LEFT JOIN summed AS s ON s.pool_id = p.pool_id
WHERE p.held <> coalesce(s.held, 0) OR p.taken <> coalesce(s.taken, 0)

-- name: holds_overdue
-- The audit's question: is anything held that the timetable should have returned by this moment?
SELECT owner_id FROM reservations.holds WHERE market_id = $1 AND state = 'held' AND expires_at <= $2

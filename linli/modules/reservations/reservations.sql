-- name: create_pool
-- hot: a pool opens once; a per-person pool opens at that person's first order.
INSERT INTO reservations.pools (market_id, pool_id, kind, total) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING

-- name: open_personal_pool
-- hot: a person's pool opens at their first order, and follows its deal's limit from then on; never below what they have.
INSERT INTO reservations.pools AS p (market_id, pool_id, kind, total) VALUES ($1, $2, 'per_person', $3)
ON CONFLICT (market_id, pool_id) DO UPDATE SET total = greatest(excluded.total, p.held + p.taken)
WHERE p.total <> greatest(excluded.total, p.held + p.taken)

-- name: resize_pool
-- More or less of it from now on, never less than is held and taken.
UPDATE reservations.pools SET total = $3
WHERE market_id = $1 AND pool_id = $2 AND held + taken <= $3

-- name: take_from_pool
-- hot: the one conditional update that makes overselling impossible; no row means too little is left.
UPDATE reservations.pools SET held = held + $3
WHERE market_id = $1 AND pool_id = $2 AND total - held - taken >= $3

-- name: find_pool
-- After a no: how much there was, to say so.
SELECT pool_id, total, held, taken FROM reservations.pools WHERE market_id = $1 AND pool_id = $2

-- name: insert_hold
-- hot: who holds it; a second hold of the same owner and pool is a bug and fails on its key.
INSERT INTO reservations.holds (market_id, owner_id, pool_id, quantity, state, held_at)
VALUES ($1, $2, $3, $4, 'held', $5)

-- name: finish_holds
-- hot: confirm or return what is still held, once; returns what was changed.
UPDATE reservations.holds AS h SET state = $3
FROM reservations.pools AS p
WHERE h.market_id = $1 AND h.owner_id = $2 AND h.state = 'held'
    AND p.market_id = $1 AND p.pool_id = h.pool_id
RETURNING h.pool_id, h.quantity, CASE WHEN p.kind = 'per_person' THEN p.total END AS personal_limit

-- name: return_units
-- hot: after a refund, some or all of what was taken for good comes back.
UPDATE reservations.holds AS h SET
    quantity = CASE WHEN h.quantity > $3 THEN h.quantity - $3 ELSE h.quantity END,
    state = CASE WHEN h.quantity > $3 THEN h.state ELSE 'returned' END
FROM reservations.pools AS p
WHERE h.market_id = $1 AND h.owner_id = $2 AND h.state = 'confirmed' AND h.quantity >= $3
    AND p.market_id = $1 AND p.pool_id = h.pool_id
RETURNING h.pool_id, $3::integer AS quantity, CASE WHEN p.kind = 'per_person' THEN p.total END AS personal_limit

-- name: returned_claims
-- A late payment asks for what its order held before.
SELECT h.pool_id, h.quantity, CASE WHEN p.kind = 'per_person' THEN p.total END AS personal_limit
FROM reservations.holds AS h
JOIN reservations.pools AS p ON p.market_id = h.market_id AND p.pool_id = h.pool_id
WHERE h.market_id = $1 AND p.market_id = $1 AND h.owner_id = $2 AND h.state = 'returned'
FOR UPDATE OF h

-- name: hold_again
-- A late payment whose goods were still free.
UPDATE reservations.holds SET state = 'held'
WHERE market_id = $1 AND owner_id = $2 AND state = 'returned'

-- name: held_to_taken
-- hot: payment makes a hold permanent.
UPDATE reservations.pools SET held = held - $3, taken = taken + $3
WHERE market_id = $1 AND pool_id = $2

-- name: unhold
-- hot: an abandoned hold is free for others again.
UPDATE reservations.pools SET held = held - $3 WHERE market_id = $1 AND pool_id = $2

-- name: untake
-- hot: a refunded unit is free for others again.
UPDATE reservations.pools SET taken = taken - $3 WHERE market_id = $1 AND pool_id = $2

-- name: units_left
-- hot: what deal pages show.
SELECT pool_id, total - held - taken AS units
FROM reservations.pools
WHERE market_id = $1 AND pool_id = ANY($2::uuid[])

-- name: pool_drift
-- The audit's question: do a pool's counts equal the sum of its holds?
SELECT p.pool_id
FROM reservations.pools AS p
LEFT JOIN reservations.holds AS h
    ON h.market_id = p.market_id AND h.pool_id = p.pool_id AND h.market_id = $1
WHERE p.market_id = $1
GROUP BY p.pool_id, p.held, p.taken
HAVING p.held <> coalesce(sum(h.quantity) FILTER (WHERE h.state = 'held'), 0)
    OR p.taken <> coalesce(sum(h.quantity) FILTER (WHERE h.state = 'confirmed'), 0)

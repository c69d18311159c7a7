-- name: add_line
-- Some more of a variant, up to what an order can have of it, and a new line only where the cart has room for it.
INSERT INTO carts.lines AS l (market_id, person_id, store_id, mode, variant_id, picks, quantity, added_at)
SELECT $1, $2, $3, $4, $5, $6, least($7, 99), $8
WHERE (
    SELECT count(*) FROM carts.lines AS o
    WHERE o.market_id = $1 AND o.person_id = $2 AND o.store_id = $3 AND o.mode = $4
        AND (o.variant_id, o.picks) <> ($5, $6)
) < $9
ON CONFLICT (market_id, person_id, store_id, mode, variant_id, picks)
DO UPDATE SET quantity = least(l.quantity + excluded.quantity, 99)

-- name: set_quantity
-- So many of what lies there.
UPDATE carts.lines SET quantity = $7
WHERE market_id = $1 AND person_id = $2 AND store_id = $3 AND mode = $4 AND variant_id = $5 AND picks = $6

-- name: drop_line
-- Out of the cart.
DELETE FROM carts.lines
WHERE market_id = $1 AND person_id = $2 AND store_id = $3 AND mode = $4 AND variant_id = $5 AND picks = $6

-- name: empty_cart
-- It was bought, or is not wanted any more.
DELETE FROM carts.lines WHERE market_id = $1 AND person_id = $2 AND store_id = $3 AND mode = $4

-- name: find_cart
-- What lies in a person's cart of a store, in the order in which it was put there.
SELECT store_id, variant_id, picks, quantity, added_at FROM carts.lines
WHERE market_id = $1 AND person_id = $2 AND store_id = $3 AND mode = $4
ORDER BY added_at, variant_id, picks

-- name: count_units
-- A person's carts of a mode, the last used first.
SELECT store_id, sum(quantity)::integer AS units, max(added_at) AS added_at FROM carts.lines
WHERE market_id = $1 AND person_id = $2 AND mode = $3
GROUP BY store_id
ORDER BY max(added_at) DESC
LIMIT 50

-- name: forget_carts
-- What nobody has touched for long; the timetable throws it away.
DELETE FROM carts.lines WHERE market_id = $1 AND added_at < $2

-- name: keep_place
-- Where a person uses what is sold by area; the last word holds.
INSERT INTO carts.places AS p (market_id, person_id, address, lat, lon, kept_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (market_id, person_id)
DO UPDATE SET address = excluded.address, lat = excluded.lat, lon = excluded.lon, kept_at = excluded.kept_at

-- name: find_place
-- Where a person uses what is sold by area.
SELECT address, lat, lon FROM carts.places WHERE market_id = $1 AND person_id = $2

-- name: forget_places
-- Where nobody has bought by area for long; the timetable throws it away.
DELETE FROM carts.places WHERE market_id = $1 AND kept_at < $2

-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'cart_lines' AS kind, jsonb_build_object(
    'store_id', t.store_id, 'mode', t.mode, 'variant_id', t.variant_id, 'quantity', t.quantity,
    'added_at', t.added_at
) AS said
FROM carts.lines AS t
WHERE t.market_id = $1 AND t.person_id = $2
UNION ALL
SELECT 'places_of_use' AS kind, jsonb_build_object(
    'address', t.address, 'lat', t.lat, 'lon', t.lon, 'kept_at', t.kept_at
) AS said
FROM carts.places AS t
WHERE t.market_id = $1 AND t.person_id = $2

-- name: drop_carts
-- Nothing is about to be bought by somebody who is erased.
DELETE FROM carts.lines WHERE market_id = $1 AND person_id = $2

-- name: drop_places
-- Nor is it known where they would use it.
DELETE FROM carts.places WHERE market_id = $1 AND person_id = $2

-- name: about_orders
-- Where what somebody bought is used, for their own eyes.
SELECT 'places_used' AS kind, jsonb_build_object(
    'order_id', t.order_id, 'address', t.address, 'lat', t.lat, 'lon', t.lon
) AS said
FROM chains.uses AS t
WHERE t.market_id = $1 AND t.order_id = ANY($2::uuid[])

-- name: blank_uses
-- Where it was used is forgotten, who sold it is not.
UPDATE chains.uses SET address = $3, lat = 0, lon = 0
WHERE market_id = $1 AND order_id = ANY($2::uuid[])

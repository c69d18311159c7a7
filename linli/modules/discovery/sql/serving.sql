-- name: find_service_area
-- Where a store brings things to, as its desk draws it.
SELECT store_id, area::text AS corners, lat, lon, meters
FROM discovery.service_areas
WHERE market_id = $1 AND store_id = $2

-- name: write_service_area
-- The last one to draw it has said where.
INSERT INTO discovery.service_areas (market_id, store_id, area, drawn_at, lat, lon, meters)
VALUES ($1, $2, $3::text::polygon, $4, $5, $6, $7)
ON CONFLICT (market_id, store_id) DO UPDATE
SET area = EXCLUDED.area, drawn_at = EXCLUDED.drawn_at, lat = EXCLUDED.lat, lon = EXCLUDED.lon, meters = EXCLUDED.meters

-- name: drop_service_area
-- Nothing is said any more of where the store delivers.
DELETE FROM discovery.service_areas WHERE market_id = $1 AND store_id = $2

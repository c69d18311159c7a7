-- name: market_merchants
-- The operator's list of merchants by name, after a cursor; a text finds a part of the name.
SELECT merchant_id, name, state, verified_at, demo
FROM merchants.merchants
WHERE market_id = $1 AND (name, merchant_id) > ($2::text, $3::uuid)
    AND ($4::text IS NULL OR state = $4)
    AND ($5::text IS NULL OR strpos(lower(name), $5) > 0)
ORDER BY name, merchant_id
LIMIT $6

-- name: market_stores
-- The operator's list of stores by name, after a cursor; a text finds a part of either name or of the address.
SELECT market_id, store_id, slug, merchant_id, name, name_en, trade, tagline_zh, tagline_en, about_zh, about_en,
       address, address_en, lat, lon, hours, phone, website, price_level, things, source, listed_at,
       closed_at, attributes, names, brand, branch, kinds
FROM merchants.stores
WHERE market_id = $1 AND (name, store_id) > ($2::text, $3::uuid)
    AND ($4::text IS NULL OR trade = $4)
    AND ($5::boolean IS NULL OR (merchant_id IS NOT NULL) = $5)
    AND ($6::uuid IS NULL OR merchant_id = $6)
    AND ($7::text IS NULL OR strpos(lower(name || ' ' || name_en || ' ' || address), $7) > 0)
ORDER BY name, store_id
LIMIT $8

-- name: count_stores_of
-- How many stores each of these merchants runs, beside a list of merchants.
SELECT merchant_id, count(*)::integer AS stores
FROM merchants.stores
WHERE market_id = $1 AND merchant_id = ANY($2::uuid[])
GROUP BY merchant_id

-- name: listing
-- A part of the stores that are not closed for good in the order of ids, for sitemaps.
SELECT s.store_id AS id, s.slug AS name FROM merchants.stores AS s
WHERE s.market_id = $1 AND s.store_id > $2 AND s.closed_at IS NULL
ORDER BY s.store_id
LIMIT $3

-- name: listing_starts
-- The last store of each such part of $2 stores but the last.
SELECT numbered.id FROM (
    SELECT s.store_id AS id, row_number() OVER (ORDER BY s.store_id) AS place, count(*) OVER () AS every
    FROM merchants.stores AS s WHERE s.market_id = $1 AND s.closed_at IS NULL
) AS numbered
WHERE numbered.place % $2::bigint = 0 AND numbered.place < numbered.every
ORDER BY numbered.id

-- name: take_listings
-- What a source says now goes in where a store still has what that source said before, field by field.
UPDATE merchants.stores AS t SET
    name = CASE WHEN t.name = n.was_name THEN n.name ELSE t.name END,
    name_en = CASE WHEN t.name_en = n.was_name_en THEN n.name_en ELSE t.name_en END,
    names = CASE WHEN t.names = n.was_names THEN n.names ELSE t.names END,
    brand = CASE WHEN t.brand = n.was_brand THEN n.brand ELSE t.brand END,
    branch = CASE WHEN t.branch = n.was_branch THEN n.branch ELSE t.branch END,
    trade = CASE WHEN t.trade = n.was_trade THEN n.trade ELSE t.trade END,
    address = CASE WHEN t.address = n.was_address THEN n.address ELSE t.address END,
    address_en = CASE WHEN t.address_en = n.was_address_en THEN n.address_en ELSE t.address_en END,
    hours = CASE WHEN t.hours = n.was_hours THEN n.hours ELSE t.hours END,
    phone = CASE WHEN t.phone = n.was_phone THEN n.phone ELSE t.phone END,
    website = CASE WHEN t.website = n.was_website THEN n.website ELSE t.website END,
    attributes = CASE WHEN t.attributes = n.was_attributes THEN n.attributes ELSE t.attributes END,
    kinds = CASE WHEN t.kinds = n.was_kinds THEN n.kinds ELSE t.kinds END,
    lat = CASE WHEN t.lat = n.was_lat AND t.lon = n.was_lon THEN n.lat ELSE t.lat END,
    lon = CASE WHEN t.lat = n.was_lat AND t.lon = n.was_lon THEN n.lon ELSE t.lon END
FROM jsonb_to_recordset($2::jsonb) AS n (
    store_id uuid,
    name text, was_name text, name_en text, was_name_en text, names text[], was_names text[],
    brand text, was_brand text, branch text, was_branch text, trade text, was_trade text,
    address text, was_address text, address_en text, was_address_en text, hours text, was_hours
    text, phone text, was_phone text, website text, was_website text, attributes text[],
    was_attributes text[], kinds text[], was_kinds text[],
    lat float8, was_lat float8, lon float8, was_lon float8
)
WHERE t.market_id = $1 AND t.store_id = n.store_id
RETURNING t.market_id, t.store_id, t.slug, t.merchant_id, t.name, t.name_en, t.trade, t.tagline_zh,
    t.tagline_en, t.about_zh, t.about_en, t.address, t.address_en, t.lat, t.lon, t.hours,
    t.phone, t.website, t.price_level, t.things, t.source, t.listed_at, t.closed_at,
    t.attributes, t.names, t.brand, t.branch, t.kinds

-- name: close_listings
-- Places that are there no more, as long as nobody runs them.
UPDATE merchants.stores SET closed_at = $3
WHERE market_id = $1 AND store_id = ANY($2::uuid[]) AND merchant_id IS NULL AND closed_at IS NULL
RETURNING store_id

-- name: reopen_listings
-- Places that are there again.
UPDATE merchants.stores SET closed_at = NULL
WHERE market_id = $1 AND store_id = ANY($2::uuid[]) AND merchant_id IS NULL AND closed_at IS NOT NULL
RETURNING store_id

-- name: stores_near
-- What stands around any of these points, for a batch of places that may be there already.
SELECT market_id, store_id, slug, merchant_id, name, name_en, trade, tagline_zh, tagline_en, about_zh,
       about_en, address, address_en, lat, lon, hours, phone, website, price_level, things, source,
       listed_at, closed_at, attributes, names, brand, branch, kinds
FROM merchants.stores
WHERE market_id = $1 AND store_id IN (
    SELECT s.store_id
    FROM unnest($2::float8[], $3::float8[]) AS p (lat, lon)
    JOIN merchants.stores AS s
      ON s.market_id = $1 AND s.lat BETWEEN p.lat - $4::float8 AND p.lat + $4::float8
     AND s.lon BETWEEN p.lon - $5::float8 AND p.lon + $5::float8
    WHERE s.closed_at IS NULL
)

-- name: find_store_by_slug
-- hot: the store page, from the name in its URL.
SELECT market_id, store_id, slug, merchant_id, name, name_en, trade, tagline_zh, tagline_en, about_zh, about_en,
       address, address_en, lat, lon, hours, phone, website, price_level, things, source, listed_at,
       closed_at, attributes, names, brand, branch, kinds
FROM merchants.stores
WHERE market_id = $1 AND slug = $2

-- name: find_store_as_run
-- hot: the same with whoever runs it, who is null where nobody does.
SELECT s.market_id, s.store_id, s.slug, s.merchant_id, s.name, s.name_en, s.trade, s.tagline_zh, s.tagline_en,
       s.about_zh, s.about_en, s.address, s.address_en, s.lat, s.lon, s.hours, s.phone, s.website, s.price_level,
       s.things, s.source, s.listed_at, s.closed_at, s.attributes, s.names, s.brand, s.branch,
       to_jsonb(m) AS merchant
FROM merchants.stores AS s
LEFT JOIN (
    SELECT o.merchant_id, o.name, o.state, o.verified_at, o.verified_until, o.demo
    FROM merchants.merchants AS o
    WHERE o.market_id = $1
) AS m ON m.merchant_id = s.merchant_id
WHERE s.market_id = $1 AND s.slug = $2

-- name: find_store
-- hot: the store of a deal, an order or a voucher.
SELECT market_id, store_id, slug, merchant_id, name, name_en, trade, tagline_zh, tagline_en, about_zh, about_en,
       address, address_en, lat, lon, hours, phone, website, price_level, things, source, listed_at,
       closed_at, attributes, names, brand, branch, kinds
FROM merchants.stores
WHERE market_id = $1 AND store_id = $2

-- name: find_stores
-- The stores beside a list of deals or orders, in one go.
SELECT market_id, store_id, slug, merchant_id, name, name_en, trade, tagline_zh, tagline_en, about_zh, about_en,
       address, address_en, lat, lon, hours, phone, website, price_level, things, source, listed_at,
       closed_at, attributes, names, brand, branch, kinds
FROM merchants.stores
WHERE market_id = $1 AND store_id = ANY($2::uuid[])

-- name: stores_of_merchant
-- A chain's own stores: where a deal is sold, where a member of staff works.
SELECT market_id, store_id, slug, merchant_id, name, name_en, trade, tagline_zh, tagline_en, about_zh, about_en,
       address, address_en, lat, lon, hours, phone, website, price_level, things, source, listed_at,
       closed_at, attributes, names, brand, branch, kinds
FROM merchants.stores
WHERE market_id = $1 AND merchant_id = $2
ORDER BY name, store_id

-- name: change_profile
-- What the store's own people say of it.
UPDATE merchants.stores SET name = $3, name_en = $4, tagline_zh = $5, tagline_en = $6, about_zh = $7,
    about_en = $8, address = $9, address_en = $10, phone = $11, website = $12, price_level = $13,
    attributes = $14
WHERE market_id = $1 AND store_id = $2

-- name: change_hours
-- When the store is open, from now on.
UPDATE merchants.stores SET hours = $3 WHERE market_id = $1 AND store_id = $2

-- name: all_stores
-- The whole market in batches, to fill what is derived from it.
SELECT market_id, store_id, slug, merchant_id, name, name_en, trade, tagline_zh, tagline_en, about_zh, about_en,
       address, address_en, lat, lon, hours, phone, website, price_level, things, source, listed_at,
       closed_at, attributes, names, brand, branch, kinds
FROM merchants.stores
WHERE market_id = $1 AND store_id > $2
ORDER BY store_id
LIMIT $3

-- name: write_store
-- One new store; its id and its slug must both be free.
INSERT INTO merchants.stores (market_id, store_id, slug, merchant_id, name, name_en, trade, tagline_zh,
    tagline_en, about_zh, about_en, address, address_en, lat, lon, hours, phone, website, price_level, source,
    brand, branch, things, listed_at, attributes, names, kinds)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
        $23, $24, $25, $26, $27)
ON CONFLICT DO NOTHING

-- name: write_listings
-- A batch of unclaimed stores; passes over what a merchant runs and slugs that other stores have.
INSERT INTO merchants.stores AS t (market_id, store_id, slug, name, name_en, trade, tagline_zh, tagline_en,
    about_zh, about_en, address, address_en, lat, lon, hours, phone, website, price_level, source, brand, branch,
    things, listed_at, attributes, names, kinds)
SELECT $1, n.store_id, n.slug, n.name, n.name_en, n.trade, n.tagline_zh, n.tagline_en, n.about_zh, n.about_en,
       n.address, n.address_en, n.lat, n.lon, n.hours, n.phone, n.website, n.price_level, n.source,
       n.brand, n.branch, string_to_array(n.things, ','), n.listed_at, string_to_array(n.attributes, ','),
       string_to_array(n.names, E'\n'), string_to_array(n.kinds, ',')
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::float8[], $14::float8[], $15::text[], $16::text[],
            $17::text[], $18::integer[], $19::text[], $20::text[], $21::text[], $22::text[],
            $23::timestamptz[], $24::text[], $25::text[], $26::text[])
     AS n (store_id, slug, name, name_en, trade, tagline_zh, tagline_en, about_zh, about_en, address,
           address_en, lat, lon, hours, phone, website, price_level, source, brand, branch, things, listed_at,
           attributes, names, kinds)
WHERE NOT EXISTS (
    SELECT FROM merchants.stores AS o
    WHERE o.market_id = $1 AND o.slug = n.slug AND o.store_id <> n.store_id
)
ON CONFLICT (market_id, store_id) DO UPDATE SET
    slug = excluded.slug, name = excluded.name, name_en = excluded.name_en, trade = excluded.trade,
    tagline_zh = excluded.tagline_zh, tagline_en = excluded.tagline_en, about_zh = excluded.about_zh,
    about_en = excluded.about_en, address = excluded.address, address_en = excluded.address_en,
    lat = excluded.lat, lon = excluded.lon, hours = excluded.hours, phone = excluded.phone,
    website = excluded.website, price_level = excluded.price_level, source = excluded.source,
    things = excluded.things, brand = excluded.brand, branch = excluded.branch,
    attributes = excluded.attributes, names = excluded.names, kinds = excluded.kinds
WHERE t.merchant_id IS NULL
RETURNING store_id

-- name: find_merchant
-- hot: whether whoever runs a store may sell.
SELECT merchant_id, name, state, verified_at, verified_until, demo
FROM merchants.merchants
WHERE market_id = $1 AND merchant_id = $2

-- name: find_merchants
-- The merchants beside a list of stores, in one go; one that is called as a store of it is has that store's other name.
SELECT m.merchant_id, m.name, m.state, m.verified_at, m.verified_until, m.demo,
    coalesce((
        SELECT min(s.name_en) FROM merchants.stores AS s
        WHERE s.market_id = $1 AND s.merchant_id = m.merchant_id AND s.name = m.name
    ), '') AS name_en
FROM merchants.merchants AS m
WHERE m.market_id = $1 AND m.merchant_id = ANY($2::uuid[])

-- name: write_merchant
-- A merchant; one that is there already keeps its state, which only moves change.
INSERT INTO merchants.merchants (market_id, merchant_id, name, state, verified_at, demo)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (market_id, merchant_id) DO NOTHING

-- name: move_merchant
-- To another state, from one that allows it; the moment of verification stays known, a suspension after it too.
UPDATE merchants.merchants
SET state = $3, verified_at = CASE WHEN $3 = 'verified' AND state <> 'suspended' THEN $5 ELSE verified_at END
WHERE market_id = $1 AND merchant_id = $2 AND state = ANY($4::text[])
RETURNING merchant_id, name, state, verified_at, verified_until, demo

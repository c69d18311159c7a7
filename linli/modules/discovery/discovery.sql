-- name: write_places
-- What search knows of these stores, anew; the rating stays, because reviews bring it separately.
INSERT INTO discovery.places AS p (
    market_id, store_id, slug, name, name_en, trade, tagline_zh, tagline_en, address, address_en, lat, lon, hours,
    price_level, things, claimed, verified, demo, offer_title, offer_title_en, offer_price_minor, offer_list_price_minor,
    currency, deal_count, rating_count, rating_tenths, words, cover_id, listed
)
SELECT $1, s.store_id, s.slug, s.name, s.name_en, s.trade, s.tagline_zh, s.tagline_en, s.address, s.address_en, s.lat,
    s.lon, s.hours, s.price_level, string_to_array(s.things, ' '), s.claimed, s.verified, s.demo, s.offer_title,
    s.offer_title_en, s.offer_price_minor, s.offer_list_price_minor, s.currency, s.deal_count, 0, 0, s.words, s.cover_id, s.listed
FROM unnest(
    $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::double precision[], $12::double precision[], $13::text[], $14::integer[], $15::text[], $16::boolean[],
    $17::boolean[], $18::boolean[], $19::text[], $20::text[], $21::bigint[], $22::bigint[], $23::text[],
    $24::integer[], $25::text[], $26::uuid[], $27::boolean[]
) AS s (
    store_id, slug, name, name_en, trade, tagline_zh, tagline_en, address, address_en, lat, lon, hours, price_level,
    things, claimed, verified, demo, offer_title, offer_title_en, offer_price_minor, offer_list_price_minor, currency,
    deal_count, words, cover_id, listed
)
ON CONFLICT (market_id, store_id) DO UPDATE SET
    slug = excluded.slug, name = excluded.name, name_en = excluded.name_en, trade = excluded.trade,
    tagline_zh = excluded.tagline_zh, tagline_en = excluded.tagline_en, address = excluded.address,
    address_en = excluded.address_en, lat = excluded.lat, lon = excluded.lon, hours = excluded.hours, price_level = excluded.price_level,
    things = excluded.things, claimed = excluded.claimed, verified = excluded.verified, demo = excluded.demo,
    offer_title = excluded.offer_title, offer_title_en = excluded.offer_title_en,
    offer_price_minor = excluded.offer_price_minor, offer_list_price_minor = excluded.offer_list_price_minor,
    currency = excluded.currency, deal_count = excluded.deal_count, words = excluded.words,
    cover_id = excluded.cover_id, listed = excluded.listed

-- name: drop_places
-- What closed for good is found no more.
DELETE FROM discovery.places WHERE market_id = $1 AND store_id = ANY($2::uuid[])

-- name: set_rating
-- The stars on a card, told by the community whenever they change.
UPDATE discovery.places SET rating_count = $3, rating_tenths = $4
WHERE market_id = $1 AND store_id = $2

-- name: find_places
-- The home page and search: every pattern must match, what stands in its own mall only is left out, nearest first by great-circle distance, and one list for
-- everyone. What helps a visitor less is placed as if it were farther away: a listing that no merchant has claimed
-- by 400 m, a store without a deal by 200 m, and, where words were asked for, one whose names (the first line of its
-- words) do not have them all, because its trade, address or deals did, by 1,000 m. $9 to $12 are the south, west,
-- north and east of an area outside which nothing is wanted.
SELECT p.market_id, p.store_id, p.slug, p.name, p.name_en, p.trade, p.tagline_zh, p.tagline_en, p.address, p.address_en, p.lat,
    p.lon, p.hours, p.price_level, p.things, p.claimed, p.verified, p.demo, p.offer_title, p.offer_title_en,
    p.offer_price_minor, p.offer_list_price_minor, p.currency, p.deal_count, p.rating_count, p.rating_tenths,
    p.cover_id, away.meters AS distance_m
FROM discovery.places AS p
CROSS JOIN LATERAL (
    SELECT (2 * 6371008.8 * asin(least(1, sqrt(
        power(sin(radians(p.lat - $2::double precision) / 2), 2)
        + cos(radians($2::double precision)) * cos(radians(p.lat))
        * power(sin(radians(p.lon - $3::double precision) / 2), 2)
    ))))::integer AS meters
) AS away
WHERE p.market_id = $1 AND p.listed
    AND ($4::text IS NULL OR p.trade = $4)
    AND (NOT $5::boolean OR p.deal_count > 0)
    AND p.words LIKE ALL ($6::text[])
    AND ($9::double precision IS NULL OR p.lat BETWEEN $9 AND $11 AND p.lon BETWEEN $10 AND $12)
ORDER BY away.meters
    + CASE WHEN p.claimed THEN 0 ELSE 400 END
    + CASE WHEN p.deal_count > 0 THEN 0 ELSE 200 END
    + CASE WHEN split_part(p.words, chr(10), 1) LIKE ALL ($6::text[]) THEN 0 ELSE 1000 END,
    p.store_id
LIMIT $7 OFFSET $8

-- name: find_candidates
-- Of the same places in the same order as little as it takes to see which are open.
SELECT p.store_id, p.lat, p.lon, p.hours
FROM discovery.places AS p
WHERE p.market_id = $1 AND p.listed
    AND ($4::text IS NULL OR p.trade = $4)
    AND (NOT $5::boolean OR p.deal_count > 0)
    AND p.words LIKE ALL ($6::text[])
    AND ($8::double precision IS NULL OR p.lat BETWEEN $8 AND $10 AND p.lon BETWEEN $9 AND $11)
ORDER BY (2 * 6371008.8 * asin(least(1, sqrt(
        power(sin(radians(p.lat - $2::double precision) / 2), 2)
        + cos(radians($2::double precision)) * cos(radians(p.lat))
        * power(sin(radians(p.lon - $3::double precision) / 2), 2)
    ))))::integer
    + CASE WHEN p.claimed THEN 0 ELSE 400 END
    + CASE WHEN p.deal_count > 0 THEN 0 ELSE 200 END
    + CASE WHEN split_part(p.words, chr(10), 1) LIKE ALL ($6::text[]) THEN 0 ELSE 1000 END,
    p.store_id
LIMIT $7

-- name: find_places_of_stores
-- The places of some stores at their distances: those found open, the card that a tapped pin shows, or the stores of a
-- mall, which may be in no other list.
SELECT p.market_id, p.store_id, p.slug, p.name, p.name_en, p.trade, p.tagline_zh, p.tagline_en, p.address, p.address_en, p.lat,
    p.lon, p.hours, p.price_level, p.things, p.claimed, p.verified, p.demo, p.offer_title, p.offer_title_en,
    p.offer_price_minor, p.offer_list_price_minor, p.currency, p.deal_count, p.rating_count, p.rating_tenths,
    p.cover_id, (2 * 6371008.8 * asin(least(1, sqrt(
        power(sin(radians(p.lat - $2::double precision) / 2), 2)
        + cos(radians($2::double precision)) * cos(radians(p.lat))
        * power(sin(radians(p.lon - $3::double precision) / 2), 2)
    ))))::integer AS distance_m
FROM discovery.places AS p
WHERE p.market_id = $1 AND p.store_id = ANY($4::uuid[])

-- name: find_pins
-- The same places as `find_places` would list, as little as a pin on a map needs: those with a deal first, then
-- claimed ones, each nearest first on a flat earth, which is near enough to choose by.
SELECT p.slug, p.name, p.name_en, p.trade, p.lat, p.lon, p.hours, p.claimed, p.deal_count, p.offer_price_minor,
    p.currency
FROM discovery.places AS p
WHERE p.market_id = $1 AND p.listed
    AND ($4::text IS NULL OR p.trade = $4)
    AND (NOT $5::boolean OR p.deal_count > 0)
    AND p.words LIKE ALL ($6::text[])
    AND ($7::double precision IS NULL OR p.lat BETWEEN $7 AND $9 AND p.lon BETWEEN $8 AND $10)
ORDER BY p.deal_count = 0, NOT p.claimed,
    power(p.lat - $2::double precision, 2)
    + power((p.lon - $3::double precision) * cos(radians($2::double precision)), 2),
    p.store_id
LIMIT $11

-- name: trade_counts
-- How many places each trade has, for the row of trades.
SELECT trade, count(*)::integer AS places FROM discovery.places WHERE market_id = $1 AND listed GROUP BY trade

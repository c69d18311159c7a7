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


-- name: trade_counts
-- How many places each trade has, for the row of trades: kept with the words, not counted anew.
SELECT substr(term, 7) AS trade, stores AS places FROM discovery.vocabulary
WHERE market_id = $1 AND term > 'trade:' AND term < 'trade;' AND stores > 0

-- name: find_compared
-- What only a comparison shows of stores; whether they bring things to the spot, where they say so.
SELECT p.store_id, p.quality_tenths, p.place_tenths, p.service_tenths, p.attributes, p.bookable, p.kept, p.refunded,
    a.area @> point($3::double precision, $2::double precision) AS delivers
FROM discovery.places AS p
LEFT JOIN discovery.service_areas AS a ON a.market_id = p.market_id AND a.store_id = p.store_id
WHERE p.market_id = $1 AND p.store_id = ANY($4::uuid[])

-- name: write_places
-- What search knows of these stores, anew; ratings and records stay, because others bring them separately.
INSERT INTO discovery.places AS p (
    market_id, store_id, slug, name, name_en, trade, tagline_zh, tagline_en, address, address_en, lat, lon, hours,
    price_level, things, claimed, verified, demo, offer_title, offer_title_en, offer_price_minor, offer_list_price_minor,
    currency, deal_count, rating_count, rating_tenths, cover_id, listed, position, names, own, open_week,
    attributes, bookable, delivers
)
SELECT $1, s.store_id, s.slug, s.name, s.name_en, s.trade, s.tagline_zh, s.tagline_en, s.address, s.address_en, s.lat,
    s.lon, s.hours, s.price_level, string_to_array(s.things, ' '), s.claimed, s.verified, s.demo, s.offer_title,
    s.offer_title_en, s.offer_price_minor, s.offer_list_price_minor, s.currency, s.deal_count, 0, 0, s.cover_id, s.listed,
    point(s.x, s.y), s.names::integer[], s.own::integer[], s.open_week, string_to_array(s.attributes, ' '),
    s.bookable, a.store_id IS NOT NULL
FROM unnest(
    $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::double precision[], $12::double precision[], $13::text[], $14::integer[], $15::text[], $16::boolean[],
    $17::boolean[], $18::boolean[], $19::text[], $20::text[], $21::bigint[], $22::bigint[], $23::text[],
    $24::integer[], $25::uuid[], $26::boolean[], $27::double precision[], $28::double precision[],
    $29::text[], $30::text[], $31::bytea[], $32::text[], $33::boolean[]
) AS s (
    store_id, slug, name, name_en, trade, tagline_zh, tagline_en, address, address_en, lat, lon, hours, price_level,
    things, claimed, verified, demo, offer_title, offer_title_en, offer_price_minor, offer_list_price_minor, currency,
    deal_count, cover_id, listed, x, y, names, own, open_week, attributes, bookable
)
LEFT JOIN discovery.service_areas AS a ON a.market_id = $1 AND a.store_id = s.store_id
ORDER BY s.store_id
ON CONFLICT (market_id, store_id) DO UPDATE SET
    slug = excluded.slug, name = excluded.name, name_en = excluded.name_en, trade = excluded.trade,
    tagline_zh = excluded.tagline_zh, tagline_en = excluded.tagline_en, address = excluded.address,
    address_en = excluded.address_en, lat = excluded.lat, lon = excluded.lon, hours = excluded.hours, price_level = excluded.price_level,
    things = excluded.things, claimed = excluded.claimed, verified = excluded.verified, demo = excluded.demo,
    offer_title = excluded.offer_title, offer_title_en = excluded.offer_title_en,
    offer_price_minor = excluded.offer_price_minor, offer_list_price_minor = excluded.offer_list_price_minor,
    currency = excluded.currency, deal_count = excluded.deal_count,
    cover_id = excluded.cover_id, listed = excluded.listed, position = excluded.position, names = excluded.names,
    own = excluded.own, open_week = excluded.open_week, attributes = excluded.attributes,
    bookable = excluded.bookable, delivers = excluded.delivers

-- name: ask_for_renewal
-- All places of a market are to be written anew, from the first one on.
INSERT INTO discovery.refreshes AS r (market_id, after, written, asked_at) VALUES ($1, NULL, 0, $2)
ON CONFLICT (market_id) DO UPDATE SET after = NULL, asked_at = excluded.asked_at

-- name: hold_renewal
-- How far it is; a second one who writes waits here for the first.
SELECT after, written FROM discovery.refreshes WHERE market_id = $1 FOR UPDATE

-- name: advance_renewal
-- So far it is now.
UPDATE discovery.refreshes SET after = $2, written = written + $3 WHERE market_id = $1

-- name: end_renewal
-- All are written.
DELETE FROM discovery.refreshes WHERE market_id = $1

-- name: hold_places
-- Who writes the things of a store waits for whoever does so already: each counts what the other left.
SELECT store_id FROM discovery.places WHERE market_id = $1 AND store_id = ANY($2::uuid[]) ORDER BY store_id FOR UPDATE

-- name: drop_things
-- What these stores sell no more, all of it or all of these articles but what is written next.
DELETE FROM discovery.things
WHERE market_id = $1 AND store_id = ANY($2::uuid[]) AND ($3::uuid[] IS NULL OR thing_id = ANY($3::uuid[]))
    AND (store_id, thing_id) NOT IN (SELECT * FROM unnest($4::uuid[], $5::uuid[]) AS k (store_id, thing_id))

-- name: stores_of_things
-- Where articles are found now: also stores that sell them no more.
SELECT DISTINCT store_id FROM discovery.things WHERE market_id = $1 AND thing_id = ANY($2::uuid[])

-- name: write_things
-- What listed stores sell, with the words of its title and of its store.
INSERT INTO discovery.things AS t (
    market_id, store_id, thing_id, kind, title, title_en, price_minor, currency, position, own, terms
)
SELECT $1, s.store_id, s.thing_id, s.kind, s.title, s.title_en, s.price_minor, s.currency, p.position,
    s.own::integer[], uniq(sort(s.own::integer[] || p.own))
FROM unnest(
    $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[]
) AS s (store_id, thing_id, kind, title, title_en, price_minor, currency, own)
JOIN discovery.places AS p ON p.market_id = $1 AND p.store_id = s.store_id
WHERE p.listed
ON CONFLICT (market_id, store_id, thing_id) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, title_en = excluded.title_en, price_minor = excluded.price_minor,
    currency = excluded.currency, position = excluded.position, own = excluded.own, terms = excluded.terms

-- name: price_things
-- What articles cost from now on, where that is another amount; their words are the same.
UPDATE discovery.things AS t SET price_minor = s.price_minor
FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS s (store_id, thing_id, price_minor)
WHERE t.market_id = $1 AND t.store_id = s.store_id AND t.thing_id = s.thing_id AND t.price_minor <> s.price_minor

-- name: find_had
-- What filters ask for of these stores, to be written as words of theirs.
SELECT store_id::text, trade, listed, claimed, verified, deal_count, bookable, delivers, price_level, rating_tenths,
    attributes, position[0] AS x, position[1] AS y
FROM discovery.places WHERE market_id = $1 AND store_id = ANY($2::uuid[]) ORDER BY store_id

-- name: gather_terms
-- A place's own words, what it has, and the words of its things together; nothing for what is not listed.
-- Answers with the words it had before, so that each word's count can follow.
UPDATE discovery.places AS p SET terms = CASE WHEN p.listed THEN subarray(uniq(sort(
    p.own || string_to_array(btrim(s.had, '{}'), ',')::integer[] || coalesce((
        SELECT array_agg(DISTINCT one.code) FROM discovery.things AS t CROSS JOIN LATERAL unnest(t.own) AS one (code)
        WHERE t.market_id = $1 AND t.store_id = p.store_id
    ), '{}')
)), 1, $4::integer) ELSE '{}' END
FROM unnest($2::uuid[], $3::text[]) AS s (store_id, had)
WHERE p.market_id = $1 AND p.store_id = s.store_id
RETURNING old.terms AS before, new.terms AS after

-- name: drop_places
-- What closed for good is found no more; answers with its words, so that each word's count can follow.
DELETE FROM discovery.places WHERE market_id = $1 AND store_id = ANY($2::uuid[])
RETURNING terms AS before, ARRAY[]::integer[] AS after

-- name: set_rating
-- The stars on a card and by aspect, told by the community whenever they change.
UPDATE discovery.places SET rating_count = $3, rating_tenths = $4, quality_tenths = $5, place_tenths = $6,
    service_tenths = $7
WHERE market_id = $1 AND store_id = $2

-- name: set_record
-- quiet: how a store kept its promises lately, told whenever one of its orders ends: answers that were kept need not
-- be thrown away for it, they grow old soon enough.
UPDATE discovery.places SET kept = $3, refunded = $4
WHERE market_id = $1 AND store_id = $2 AND (kept, refunded) IS DISTINCT FROM ($3::integer, $4::integer)

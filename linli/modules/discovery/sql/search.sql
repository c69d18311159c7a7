-- What a question costs, with the market that its slug names; a test counts them. Rows: at most 200 candidates and 24
-- stores. Pages of 8 KB: docs/performance.md.
-- budget: nearby: 4 statements
-- budget: words: 7 statements
-- budget: suggestions: 5 statements

-- name: walk_places
-- hot: everything nearby, and words that many places have: along the nearest, at most $14 of them, until there
-- are $13 that have what is asked for. The planner takes any box for a small one and would rather sort all of it;
-- a limit that it cannot know makes it walk.
SELECT
    n.store_id, n.trade, n.lat, n.lon, n.hours, n.price_level, n.claimed, n.verified, n.deal_count, n.offer_title,
    n.rating_count, n.rating_tenths, n.kept, n.refunded, n.attributes, n.bookable,
    n.delivers AND EXISTS (
        SELECT 1 FROM discovery.service_areas AS d
        WHERE d.market_id = $1 AND d.store_id = n.store_id AND d.area @> point($3, $2)
    ) AS delivers,
    n.store_id IN (
        SELECT b.store_id FROM discovery.sponsored AS b
        WHERE b.market_id = $1 AND b.ended_at IS NULL AND b.ends_at > $17 AND b.starts_at <= $17
    ) AS paid,
    (2 * 6371008.8 * asin(least(1, sqrt(
        power(sin(radians(n.lat - $2::double precision) / 2), 2)
        + cos(radians($2::double precision)) * cos(radians(n.lat))
        * power(sin(radians(n.lon - $3::double precision) / 2), 2)
    ))))::integer AS distance_m,
    CASE WHEN $9::integer[] IS NOT NULL THEN n.name END AS name,
    CASE WHEN $9::integer[] IS NOT NULL THEN n.name_en END AS name_en,
    n.names & $9::integer[] AS in_name, n.own & $9::integer[] AS in_own, n.terms & $9::integer[] AS in_all
FROM (
    SELECT
        p.store_id, p.name, p.name_en, p.trade, p.lat, p.lon, p.hours, p.price_level, p.claimed, p.verified,
        p.deal_count, p.offer_title, p.rating_count, p.rating_tenths, p.kept, p.refunded, p.attributes,
        p.bookable, p.delivers,
        p.names, p.own, p.terms, p.open_week, p.position <-> point($4, $5) AS away
    FROM discovery.places AS p
    WHERE p.market_id = $1 AND p.listed AND p.position <@ box(point($6, $7), point($15, $16))
    ORDER BY p.position <-> point($4, $5)
    LIMIT (SELECT $14::bigint)
) AS n
WHERE ($10::text IS NULL OR n.terms @@ (SELECT $10::text::query_int))
    AND CASE WHEN $11::integer IS NULL THEN true
        WHEN length(n.open_week) = 84 THEN get_bit(n.open_week, $11) = 1 ELSE false END
    AND (NOT $12::boolean OR EXISTS (
        SELECT 1 FROM discovery.service_areas AS a
        WHERE a.market_id = $1 AND a.store_id = n.store_id AND a.area @> point($3, $2)
    ))
    AND ($8::text IS NULL OR n.trade = $8)
ORDER BY n.away
LIMIT $13

-- name: walk_trade
-- hot: the same among the places of one trade, which have an order of nearness of their own.
SELECT
    n.store_id, n.trade, n.lat, n.lon, n.hours, n.price_level, n.claimed, n.verified, n.deal_count, n.offer_title,
    n.rating_count, n.rating_tenths, n.kept, n.refunded, n.attributes, n.bookable,
    n.delivers AND EXISTS (
        SELECT 1 FROM discovery.service_areas AS d
        WHERE d.market_id = $1 AND d.store_id = n.store_id AND d.area @> point($3, $2)
    ) AS delivers,
    n.store_id IN (
        SELECT b.store_id FROM discovery.sponsored AS b
        WHERE b.market_id = $1 AND b.ended_at IS NULL AND b.ends_at > $17 AND b.starts_at <= $17
    ) AS paid,
    (2 * 6371008.8 * asin(least(1, sqrt(
        power(sin(radians(n.lat - $2::double precision) / 2), 2)
        + cos(radians($2::double precision)) * cos(radians(n.lat))
        * power(sin(radians(n.lon - $3::double precision) / 2), 2)
    ))))::integer AS distance_m,
    CASE WHEN $9::integer[] IS NOT NULL THEN n.name END AS name,
    CASE WHEN $9::integer[] IS NOT NULL THEN n.name_en END AS name_en,
    n.names & $9::integer[] AS in_name, n.own & $9::integer[] AS in_own, n.terms & $9::integer[] AS in_all
FROM (
    SELECT
        p.store_id, p.name, p.name_en, p.trade, p.lat, p.lon, p.hours, p.price_level, p.claimed, p.verified,
        p.deal_count, p.offer_title, p.rating_count, p.rating_tenths, p.kept, p.refunded, p.attributes,
        p.bookable, p.delivers,
        p.names, p.own, p.terms, p.open_week, p.position <-> point($4, $5) AS away
    FROM discovery.places AS p
    WHERE p.market_id = $1 AND p.listed AND p.trade = $8::text AND p.position <@ box(point($6, $7), point($15, $16))
    ORDER BY p.position <-> point($4, $5)
    LIMIT (SELECT $14::bigint)
) AS n
WHERE ($10::text IS NULL OR n.terms @@ (SELECT $10::text::query_int))
    AND CASE WHEN $11::integer IS NULL THEN true
        WHEN length(n.open_week) = 84 THEN get_bit(n.open_week, $11) = 1 ELSE false END
    AND (NOT $12::boolean OR EXISTS (
        SELECT 1 FROM discovery.service_areas AS a
        WHERE a.market_id = $1 AND a.store_id = n.store_id AND a.area @> point($3, $2)
    ))
ORDER BY n.away
LIMIT $13

-- name: pick_places
-- hot: what few places have, or what many have in some squares around: all of these, then the nearest of them; one
-- whose name has all the words counts as if it were at a quarter of its distance. Each key ($18 to $20, any of it) is
-- asked of the index by itself, so that it passes over what the rarest does not have, instead of reading every list
-- from end to end.
SELECT
    n.store_id, n.trade, n.lat, n.lon, n.hours, n.price_level, n.claimed, n.verified, n.deal_count, n.offer_title,
    n.rating_count, n.rating_tenths, n.kept, n.refunded, n.attributes, n.bookable,
    n.delivers AND EXISTS (
        SELECT 1 FROM discovery.service_areas AS d
        WHERE d.market_id = $1 AND d.store_id = n.store_id AND d.area @> point($3, $2)
    ) AS delivers,
    n.store_id IN (
        SELECT b.store_id FROM discovery.sponsored AS b
        WHERE b.market_id = $1 AND b.ended_at IS NULL AND b.ends_at > $21 AND b.starts_at <= $21
    ) AS paid,
    (2 * 6371008.8 * asin(least(1, sqrt(
        power(sin(radians(n.lat - $2::double precision) / 2), 2)
        + cos(radians($2::double precision)) * cos(radians(n.lat))
        * power(sin(radians(n.lon - $3::double precision) / 2), 2)
    ))))::integer AS distance_m,
    CASE WHEN $9::integer[] IS NOT NULL THEN n.name END AS name,
    CASE WHEN $9::integer[] IS NOT NULL THEN n.name_en END AS name_en,
    n.names & $9::integer[] AS in_name, n.own & $9::integer[] AS in_own, n.terms & $9::integer[] AS in_all
FROM (
    SELECT f.*, (f.position <-> point($4, $5))
        * CASE WHEN $17::text IS NOT NULL AND f.names @@ (SELECT $17::text::query_int) THEN 0.25 ELSE 1 END AS away
    FROM (
        SELECT
            p.store_id, p.name, p.name_en, p.trade, p.lat, p.lon, p.hours, p.price_level, p.claimed, p.verified,
            p.deal_count, p.offer_title, p.rating_count, p.rating_tenths, p.kept, p.refunded, p.attributes,
            p.bookable, p.delivers, p.names, p.own, p.terms, p.open_week, p.position
        FROM discovery.places AS p
        WHERE p.terms && (SELECT $18::integer[]) AND p.terms && (SELECT $19::integer[])
            AND p.terms && (SELECT $20::integer[]) AND p.listed AND p.market_id = $1
        LIMIT (SELECT $14::bigint)
    ) AS f
    WHERE f.position <@ box(point($6, $7), point($15, $16))
        AND f.terms @@ (SELECT $10::text::query_int)
        AND ($8::text IS NULL OR f.trade = $8)
        AND CASE WHEN $11::integer IS NULL THEN true
            WHEN length(f.open_week) = 84 THEN get_bit(f.open_week, $11) = 1 ELSE false END
        AND (NOT $12::boolean OR EXISTS (
            SELECT 1 FROM discovery.service_areas AS a
            WHERE a.market_id = $1 AND a.store_id = f.store_id AND a.area @> point($3, $2)
        ))
    ORDER BY away
    LIMIT $13
) AS n
ORDER BY n.away

-- name: find_pins
-- What a map shows of these stores.
SELECT store_id, slug, name, name_en, trade, lat, lon, hours, claimed, deal_count, offer_price_minor, currency
FROM discovery.places WHERE market_id = $1 AND store_id = ANY($2::uuid[])

-- name: find_things_of_stores
-- What of these stores' things matches any of the words, the best matching first, at most three of each.
SELECT one.store_id, one.thing_id, one.kind, one.title, one.title_en, one.price_minor, one.currency, one.in_own
FROM unnest($2::uuid[]) AS s (store_id)
CROSS JOIN LATERAL (
    SELECT t.store_id, t.thing_id, t.kind, t.title, t.title_en, t.price_minor, t.currency, t.own & $4::integer[] AS in_own
    FROM discovery.things AS t
    WHERE t.market_id = $1 AND t.store_id = s.store_id AND t.own @@ (SELECT $3::text::query_int)
    ORDER BY cardinality(t.own & $4::integer[]) DESC, t.kind <> 'deal', t.thing_id
    LIMIT 3
) AS one

-- name: find_offers
-- What stores have on offer, to be seen side by side.
SELECT one.store_id, one.thing_id, one.kind, one.title, one.title_en, one.price_minor, one.currency
FROM unnest($2::uuid[]) AS s (store_id)
CROSS JOIN LATERAL (
    SELECT t.store_id, t.thing_id, t.kind, t.title, t.title_en, t.price_minor, t.currency
    FROM discovery.things AS t
    WHERE t.market_id = $1 AND t.store_id = s.store_id AND t.kind = 'deal'
    ORDER BY t.thing_id DESC
    LIMIT 3
) AS one

-- name: walk_things
-- hot: things nearby, and words that many have: along the nearest, at most $10 of them, until there are $9.
SELECT n.store_id, n.thing_id, n.kind, n.title, n.title_en, n.price_minor, n.currency, n.own & $6::integer[] AS in_own
FROM (
    SELECT t.store_id, t.thing_id, t.kind, t.title, t.title_en, t.price_minor, t.currency, t.own, t.terms,
        t.position <-> point($2, $3) AS away
    FROM discovery.things AS t
    WHERE t.market_id = $1 AND t.position <@ box(point($4, $5), point($11, $12))
    ORDER BY t.position <-> point($2, $3)
    LIMIT (SELECT $10::bigint)
) AS n
WHERE ($7::text IS NULL OR n.terms @@ (SELECT $7::text::query_int))
    AND ($8::text IS NULL OR n.own @@ (SELECT $8::text::query_int))
    AND ($13::text[] IS NULL OR n.kind = ANY($13))
ORDER BY n.away
LIMIT $9

-- name: pick_things
-- hot: words that few things have: all of these, then the nearest of them.
WITH found AS MATERIALIZED (
    SELECT t.store_id, t.thing_id, t.kind, t.title, t.title_en, t.price_minor, t.currency, t.own,
        t.position <-> point($2, $3) AS away, t.position
    FROM discovery.things AS t
    WHERE t.terms @@ (SELECT $7::text::query_int) AND t.market_id = $1
    LIMIT $10
)
SELECT n.store_id, n.thing_id, n.kind, n.title, n.title_en, n.price_minor, n.currency, n.own & $6::integer[] AS in_own
FROM found AS n
WHERE n.position <@ box(point($4, $5), point($11, $12))
    AND ($8::text IS NULL OR n.own @@ (SELECT $8::text::query_int))
    AND ($13::text[] IS NULL OR n.kind = ANY($13))
ORDER BY n.away
LIMIT $9

-- name: suggest
-- hot: below the search box: the nearest stores whose names have what was typed, and the nearest things that are called
-- so. Two keys ($8, $9) are asked of the index as those of `pick_places`, the rest of what it finds. Things are looked
-- for in the nearest stores only, first in those that have the words from nothing but their things.
WITH near AS MATERIALIZED (
    SELECT p.store_id, p.slug, p.name, p.name_en, p.trade, p.address, p.address_en, p.lat, p.lon,
        p.names @@ (SELECT $6::text::query_int) AS named, p.names & $7::integer[] AS codes,
        p.own @@ (SELECT $6::text::query_int) AS owned, p.position <-> point($4, $5) AS away
    FROM (
        SELECT f.store_id, f.slug, f.name, f.name_en, f.trade, f.address, f.address_en, f.lat, f.lon, f.names, f.own,
            f.terms, f.position
        FROM discovery.places AS f
        WHERE f.terms && (SELECT $8::integer[]) AND f.terms && (SELECT $9::integer[]) AND f.listed AND f.market_id = $1
        LIMIT (SELECT $10::bigint)
    ) AS p
    WHERE p.terms @@ (SELECT $6::text::query_int)
), stores AS (
    SELECT 'store' AS kind, n.name AS title, n.name_en AS title_en, n.codes, n.slug, n.name, n.name_en, n.trade,
        n.address, n.address_en, n.lat, n.lon, n.away
    FROM near AS n WHERE n.named ORDER BY n.away LIMIT 24
), sellers AS (
    SELECT n.* FROM near AS n ORDER BY n.owned, n.away LIMIT 24
), things AS (
    SELECT 'thing' AS kind, t.title, t.title_en, t.own & $7::integer[] AS codes, s.slug, s.name, s.name_en, s.trade,
        s.address, s.address_en, s.lat, s.lon, s.away
    FROM sellers AS s
    JOIN discovery.things AS t ON t.market_id = $1 AND t.store_id = s.store_id
    WHERE t.own @@ (SELECT $6::text::query_int)
    ORDER BY s.away LIMIT 12
)
SELECT f.kind, f.title, f.title_en, f.codes, f.slug, f.name, f.name_en, f.trade, f.address, f.address_en,
    (2 * 6371008.8 * asin(least(1, sqrt(
        power(sin(radians(f.lat - $2::double precision) / 2), 2)
        + cos(radians($2::double precision)) * cos(radians(f.lat))
        * power(sin(radians(f.lon - $3::double precision) / 2), 2)
    ))))::integer AS distance_m
FROM (SELECT * FROM stores UNION ALL SELECT * FROM things) AS f
ORDER BY f.away

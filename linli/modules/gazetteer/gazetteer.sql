-- name: find_by_name
-- hot: the places that any of these names is one of, the most important first.
SELECT n.folded, p.source, p.key, p.kind, p.name, p.name_en, p.lat, p.lon, p.reach_m, p.importance
FROM gazetteer.names AS n
JOIN gazetteer.places AS p ON p.market_id = $1 AND p.source = n.source AND p.key = n.key
WHERE n.market_id = $1 AND n.folded = ANY($2::text[])
ORDER BY p.importance DESC, p.reach_m DESC, p.source, p.key
LIMIT 200

-- name: find_by_beginning
-- hot: the places a name of which begins so, out of at most 400 names.
SELECT p.source, p.key, p.kind, p.name, p.name_en, p.lat, p.lon, p.reach_m, p.importance, b.folded
FROM (
    SELECT c.source, c.key, min(c.folded) AS folded
    FROM (
        SELECT n.source, n.key, n.folded
        FROM gazetteer.names AS n
        WHERE n.market_id = $1 AND n.folded >= $2 AND n.folded < $3
        ORDER BY n.folded
        LIMIT 400
    ) AS c
    GROUP BY c.source, c.key
) AS b
JOIN gazetteer.places AS p ON p.market_id = $1 AND p.source = b.source AND p.key = b.key
ORDER BY b.folded = $2 DESC, p.importance DESC, length(b.folded), p.source, p.key
LIMIT $4

-- name: count_places
-- The operator's page of sources.
SELECT source, count(*) AS places FROM gazetteer.places WHERE market_id = $1 GROUP BY source

-- name: drop_names
-- Before a source's table is written anew.
DELETE FROM gazetteer.names WHERE market_id = $1 AND source = $2

-- name: drop_places
-- Before a source's table is written anew.
DELETE FROM gazetteer.places WHERE market_id = $1 AND source = $2

-- name: write_places
-- A source's whole table.
INSERT INTO gazetteer.places (market_id, source, key, kind, name, name_en, names, lat, lon, reach_m, importance)
SELECT $1, $2, n.key, n.kind, n.name, n.name_en, string_to_array(n.names, E'\n'), n.lat, n.lon,
       n.reach_m, n.importance
FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::integer[],
            $10::integer[], $11::text[])
     AS n (key, kind, name, name_en, lat, lon, reach_m, importance, names)

-- name: write_names
-- What its places answer to.
INSERT INTO gazetteer.names (market_id, source, folded, key, importance)
SELECT $1, $2, n.folded, n.key, n.importance
FROM unnest($3::text[], $4::text[], $5::integer[]) AS n (folded, key, importance)

-- name: unknown_terms
-- Which of these words no place of the market had before, or only as a part of others: only these need their sounds.
SELECT t.term FROM unnest($2::text[], $3::boolean[]) AS t (term, real)
WHERE NOT EXISTS (
    SELECT 1 FROM discovery.vocabulary AS v
    WHERE v.market_id = $1 AND v.term = t.term AND (v.initials <> '' OR NOT t.real)
)

-- name: add_terms
-- New words of the market, counted when the places that have them are written.
INSERT INTO discovery.vocabulary (market_id, term, code, stores, sounds, initials)
SELECT $1, t.term, t.code, 0, string_to_array(t.sounds, ' '), t.initials
FROM unnest($2::text[], $3::integer[], $4::text[], $5::text[]) AS t (term, code, sounds, initials)
ORDER BY t.term
ON CONFLICT (market_id, term) DO UPDATE SET
    initials = CASE WHEN excluded.initials = '' THEN discovery.vocabulary.initials ELSE excluded.initials END

-- name: add_sounds
-- How they sound, for whoever types letters.
INSERT INTO discovery.sounds (market_id, sound, term, initials)
SELECT $1, t.sound, t.term, t.initials
FROM unnest($2::text[], $3::text[], $4::boolean[]) AS t (sound, term, initials)
ORDER BY t.sound, t.term
ON CONFLICT (market_id, sound, term) DO NOTHING

-- name: count_terms
-- So many more or fewer places have each of these words; locked in one order, so that nobody waits for each other.
WITH held AS (
    SELECT v.market_id, v.term, c.change
    FROM discovery.vocabulary AS v
    JOIN unnest($2::integer[], $3::integer[]) AS c (code, change) ON c.code = v.code
    WHERE v.market_id = $1
    ORDER BY v.term
    FOR UPDATE OF v
)
UPDATE discovery.vocabulary AS v SET stores = greatest(0, v.stores + held.change)
FROM held WHERE v.market_id = held.market_id AND v.term = held.term AND v.market_id = $1

-- name: known_terms
-- hot: which parts of what was typed are words here: before it is cut. (Its array stands in a SELECT of its own, as in
-- what follows: a planner that sees how long it is plans every search anew, which takes longer than the search.)
SELECT term, initials FROM discovery.vocabulary
WHERE market_id = $1 AND term = ANY((SELECT $2::text[])::text[]) AND stores > 0

-- name: read_ground
-- hot: what every search reads of its market first: the weights that were chosen last, if they are not the usual ones;
-- the market's own synonyms as one text, by which they are known again; and how many places have each of these terms.
SELECT
    (
        SELECT CASE WHEN w.usual THEN NULL
            ELSE ARRAY[w.text, w.near, w.open, w.rated, w.record, w.offer, w.verified, w.half_m] END
        FROM discovery.weights AS w WHERE w.market_id = $1 ORDER BY w.version DESC LIMIT 1
    ) AS weights,
    (
        SELECT coalesce(json_agg(json_build_array(s.words, s.trade) ORDER BY s.synonym_id)::text, '')
        FROM discovery.synonyms AS s WHERE s.market_id = $1 AND s.ended_at IS NULL
    ) AS synonyms,
    ARRAY(
        SELECT coalesce(v.stores, 0) FROM unnest((SELECT $2::text[])) WITH ORDINALITY AS t (term, at)
        LEFT JOIN discovery.vocabulary AS v ON v.market_id = $1 AND v.term = t.term
        ORDER BY t.at
    ) AS stores

-- name: count_of_terms
-- hot: how many places have each of these: filters, and what all places have.
SELECT term, stores FROM discovery.vocabulary WHERE market_id = $1 AND term = ANY((SELECT $2::text[])::text[])

-- name: find_terms
-- hot: what words may mean here: terms that are equal to one of $2, that begin with one of $4 (up to $5), that sound
-- like one of $7, whose sound or initials begin with or are one of $9 (up to $10); the arrays beside them say which
-- word it was asked for.
SELECT v.term, v.sounds, v.initials, v.stores, a.word
FROM unnest((SELECT $2::text[]), (SELECT $3::integer[])) AS a (term, word)
JOIN discovery.vocabulary AS v ON v.market_id = $1 AND v.term = a.term
WHERE v.stores > 0
UNION
SELECT b.term, b.sounds, b.initials, b.stores, a.word
FROM unnest((SELECT $4::text[]), (SELECT $5::text[]), (SELECT $6::integer[])) AS a (low, high, word)
CROSS JOIN LATERAL (
    SELECT c.term, c.sounds, c.initials, c.stores
    FROM (
        SELECT v.term, v.sounds, v.initials, v.stores FROM discovery.vocabulary AS v
        WHERE v.market_id = $1 AND v.term >= a.low AND v.term < a.high AND v.stores > 0
        ORDER BY v.term LIMIT 400
    ) AS c
    ORDER BY c.stores DESC LIMIT 40
) AS b
UNION
SELECT v.term, v.sounds, v.initials, v.stores, a.word
FROM unnest((SELECT $7::text[]), (SELECT $8::integer[])) AS a (sound, word)
JOIN discovery.sounds AS s ON s.market_id = $1 AND s.sound = a.sound
JOIN discovery.vocabulary AS v ON v.market_id = $1 AND v.term = s.term
WHERE v.stores > 0
UNION
SELECT b.term, b.sounds, b.initials, b.stores, a.word
FROM unnest((SELECT $9::text[]), (SELECT $10::text[]), (SELECT $11::integer[])) AS a (low, high, word)
CROSS JOIN LATERAL (
    SELECT v.term, v.sounds, v.initials, v.stores
    FROM (
        SELECT s.term FROM discovery.sounds AS s
        WHERE s.market_id = $1 AND s.sound >= a.low AND s.sound < a.high AND NOT s.initials
        ORDER BY s.sound, s.term LIMIT 100
    ) AS c
    JOIN discovery.vocabulary AS v ON v.market_id = $1 AND v.term = c.term
    WHERE v.stores > 0
    ORDER BY v.stores DESC LIMIT 40
) AS b

-- name: find_alike
-- Words that are spelled nearly so, where the words as typed mean nothing here: by their letters, or Chinese with
-- one character wrong, missing or superfluous.
SELECT b.term, b.sounds, b.initials, b.stores, a.word
FROM unnest((SELECT $2::text[]), (SELECT $3::integer[])) AS a (similar_to, word)
CROSS JOIN LATERAL (
    SELECT v.term, v.sounds, v.initials, v.stores
    FROM discovery.vocabulary AS v
    WHERE v.market_id = $1 AND v.stores > 0
    ORDER BY (v.term || '') <-> a.similar_to LIMIT 60
) AS b
UNION
SELECT b.term, b.sounds, b.initials, b.stores, a.word
FROM unnest((SELECT $4::text[]), (SELECT $5::integer[])) AS a (pattern, word)
CROSS JOIN LATERAL (
    SELECT v.term, v.sounds, v.initials, v.stores
    FROM discovery.vocabulary AS v
    WHERE v.market_id = $1 AND v.term LIKE a.pattern AND v.stores > 0
    LIMIT 20
) AS b

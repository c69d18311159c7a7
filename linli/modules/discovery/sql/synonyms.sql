-- name: synonyms_in_force
-- What the operators' page lists, the newest first.
SELECT synonym_id, words, trade, added_at, changed_at, ended_at
FROM discovery.synonyms WHERE market_id = $1 AND ended_at IS NULL ORDER BY synonym_id DESC

-- name: synonyms_ended
-- What was in force once, the last ended first.
SELECT synonym_id, words, trade, added_at, changed_at, ended_at
FROM discovery.synonyms WHERE market_id = $1 AND ended_at IS NOT NULL ORDER BY ended_at DESC, synonym_id LIMIT $2

-- name: add_synonyms
-- A group of words that mean the same, from now on.
INSERT INTO discovery.synonyms (market_id, synonym_id, words, trade, added_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $5)

-- name: change_synonyms
-- Other words for a group that is in force.
UPDATE discovery.synonyms SET words = $3, trade = $4, changed_at = $5
WHERE market_id = $1 AND synonym_id = $2 AND ended_at IS NULL

-- name: end_synonyms
-- Means nothing any more; ended once.
UPDATE discovery.synonyms SET ended_at = $3, changed_at = $3
WHERE market_id = $1 AND synonym_id = $2 AND ended_at IS NULL
RETURNING words

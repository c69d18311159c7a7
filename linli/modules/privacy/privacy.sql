-- name: ask_export
-- One export a person; a second click while it is being made begins no other one, unless it was forgotten for an hour.
INSERT INTO privacy.exports AS e (person_id, export_id, language, asked_at, done, steps)
VALUES ($1, $2, $3, $4, 0, $5)
ON CONFLICT (person_id) DO UPDATE SET
    export_id = excluded.export_id, language = excluded.language, asked_at = excluded.asked_at, done = 0,
    steps = excluded.steps, made_at = NULL, bytes = NULL, body = NULL
WHERE e.made_at IS NOT NULL OR excluded.asked_at - e.asked_at > interval '1 hour'

-- name: find_export
-- How far it is.
SELECT export_id, asked_at, done, steps, made_at, bytes FROM privacy.exports WHERE person_id = $1

-- name: find_file
-- The file, for its owner.
SELECT body FROM privacy.exports WHERE person_id = $1 AND export_id = $2 AND made_at IS NOT NULL

-- name: wanted_export
-- What a job is about to make: the language, where nobody has made it or asked anew since.
SELECT language FROM privacy.exports WHERE person_id = $1 AND export_id = $2 AND made_at IS NULL

-- name: note_progress
-- So many steps are done.
UPDATE privacy.exports SET done = $3 WHERE person_id = $1 AND export_id = $2 AND made_at IS NULL

-- name: keep_export
-- It is made; whoever asked anew meanwhile waits for theirs.
UPDATE privacy.exports SET done = steps, made_at = $3, bytes = $4, body = $5
WHERE person_id = $1 AND export_id = $2 AND made_at IS NULL

-- name: drop_export
-- Who is erased has nothing more to take away.
DELETE FROM privacy.exports WHERE person_id = $1

-- name: forget_exports
-- Files that lay there long enough to be taken, a batch.
DELETE FROM privacy.exports WHERE person_id IN (
    SELECT e.person_id FROM privacy.exports AS e WHERE e.asked_at < $1 LIMIT $2
)

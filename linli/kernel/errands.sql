-- name: announcements
-- The outbox as the operator sees it, newest first, before a cursor; state is waiting or handed.
SELECT announcement_id, event, announced_at, handed_at
FROM kernel.outbox
WHERE market_id = $1 AND announcement_id < $2
    AND ($3::text IS NULL OR event = $3)
    AND ($4::boolean IS NULL OR (handed_at IS NOT NULL) = $4)
ORDER BY announcement_id DESC
LIMIT $5

-- name: waiting_announcements
-- Only what waits, along the index of what waits.
SELECT announcement_id, event, announced_at, handed_at
FROM kernel.outbox
WHERE market_id = $1 AND handed_at IS NULL AND announcement_id < $2 AND ($3::text IS NULL OR event = $3)
ORDER BY announcement_id DESC
LIMIT $4

-- name: deliveries_of
-- Which reactions to these announcements have happened.
SELECT announcement_id, reaction, delivered_at
FROM kernel.deliveries
WHERE market_id = $1 AND announcement_id = ANY($2::uuid[])
ORDER BY announcement_id, delivered_at

-- name: hand_again
-- An announcement goes back to waiting; what has happened already is recognized by its delivery mark.
UPDATE kernel.outbox SET handed_at = NULL
WHERE market_id = $1 AND announcement_id = ANY($2::uuid[]) AND handed_at IS NOT NULL
RETURNING announcement_id

-- name: note_failure
-- An errand failed, maybe once more; a wish to run it again is used up by running it.
INSERT INTO kernel.failures AS f (
    market_id, announcement_id, reaction, event, tries, error, failed_at, given_up_at
)
VALUES ($1, $2, $3, $4, 1, $5, $6, $7)
ON CONFLICT (market_id, announcement_id, reaction) DO UPDATE SET
    tries = f.tries + 1, error = excluded.error, failed_at = excluded.failed_at,
    given_up_at = excluded.given_up_at, solved_at = NULL

-- name: solve_failure
-- The errand went through after all.
UPDATE kernel.failures SET solved_at = $4, again_at = NULL, given_up_at = NULL
WHERE market_id = $1 AND announcement_id = $2 AND reaction = $3 AND solved_at IS NULL

-- name: failures
-- Errands that failed, newest announcement first, before a cursor; open is what nobody has solved.
SELECT announcement_id, reaction, event, tries, error, failed_at, given_up_at, again_at, solved_at
FROM kernel.failures
WHERE market_id = $1 AND (announcement_id, reaction) < ($2::uuid, $3::text)
    AND ($4::boolean IS NULL OR (solved_at IS NULL) = $4)
    AND ($5::text IS NULL OR reaction = $5)
ORDER BY announcement_id DESC, reaction DESC
LIMIT $6

-- name: count_failures
-- What waits for a person, counted along the index of what is open, and no further than a badge can show.
SELECT count(*)::integer AS failures
FROM (SELECT 1 FROM kernel.failures WHERE market_id = $1 AND solved_at IS NULL LIMIT 1000) AS open

-- name: ask_again
-- An operator wants these errands run again; the relay takes them from here.
UPDATE kernel.failures AS f SET again_at = $4
FROM unnest($2::uuid[], $3::text[]) AS w (announcement_id, reaction)
WHERE f.market_id = $1 AND f.announcement_id = w.announcement_id AND f.reaction = w.reaction
    AND f.solved_at IS NULL
RETURNING f.announcement_id, f.reaction

-- name: take_asked_again
-- The relay's batch of errands that somebody wants run again; a second relay gets none of them.
UPDATE kernel.failures SET again_at = NULL
WHERE market_id = $1 AND again_at IS NOT NULL
RETURNING announcement_id, reaction

-- name: note_run
-- How a job of the timetable went in a market; the last time it did something is kept beside the last run.
INSERT INTO kernel.job_runs AS r (
    market_id, job, ran_at, took_ms, done, worked_at, failed_at, failures_in_row, error
)
VALUES (
    $1, $2, $3::timestamptz, $4, $5::integer, CASE WHEN $5::integer > 0 THEN $3::timestamptz END,
    CASE WHEN $6::text <> '' THEN $3::timestamptz END,
    CASE WHEN $6::text <> '' THEN 1 ELSE 0 END, $6::text
)
ON CONFLICT (market_id, job) DO UPDATE SET
    ran_at = excluded.ran_at, took_ms = excluded.took_ms, done = excluded.done,
    worked_at = coalesce(excluded.worked_at, r.worked_at),
    failed_at = coalesce(excluded.failed_at, r.failed_at),
    failures_in_row = CASE WHEN excluded.error <> '' THEN r.failures_in_row + 1 ELSE 0 END,
    error = CASE WHEN excluded.error <> '' THEN excluded.error ELSE r.error END

-- name: job_runs
-- The timetable as it went in this market.
SELECT job, ran_at, took_ms, done, worked_at, failed_at, failures_in_row, error
FROM kernel.job_runs WHERE market_id = $1
ORDER BY job

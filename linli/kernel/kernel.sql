-- name: put_in_outbox
-- An event that someone reacts to after commit; the relay hands it to the worker.
INSERT INTO kernel.outbox (market_id, announcement_id, event, payload, announced_at, request_id)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: take_from_outbox
-- The relay's batch of one market, oldest first; a second relay skips what the first one holds.
SELECT market_id, announcement_id, event, payload, announced_at, request_id
FROM kernel.outbox
WHERE market_id = $1 AND handed_at IS NULL
ORDER BY announcement_id
LIMIT $2
FOR UPDATE SKIP LOCKED

-- name: mark_handed
-- What the relay has turned into jobs, in the transaction that made the jobs.
UPDATE kernel.outbox SET handed_at = $3
WHERE market_id = $1 AND announcement_id = ANY($2::uuid[])

-- name: find_announcement
-- A job's event by its key.
SELECT market_id, announcement_id, event, payload, announced_at, request_id
FROM kernel.outbox
WHERE market_id = $1 AND announcement_id = $2

-- name: mark_delivered
-- Makes a later reaction happen once however often its job runs: no row means it already has.
INSERT INTO kernel.deliveries (market_id, announcement_id, reaction, delivered_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING

-- name: write_audit_row
-- Who did what to what, when and why; never changed afterwards.
INSERT INTO kernel.audit_trail (market_id, audit_id, at, actor, action, subject, why, facts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: claim_idempotency_key
-- The first caller with a key gets a row; a second one waits here for the first to commit, then gets none.
INSERT INTO kernel.idempotency_keys (market_id, scope, key, request_print, created_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING

-- name: find_idempotency_key
-- What the first caller asked and was answered.
SELECT request_print, response FROM kernel.idempotency_keys
WHERE market_id = $1 AND scope = $2 AND key = $3

-- name: remember_response
-- The answer that every repeat of this key gets.
UPDATE kernel.idempotency_keys SET response = $4
WHERE market_id = $1 AND scope = $2 AND key = $3

-- name: count_tries
-- One more try under several limits ($2: how many each allows, $3: within how long), or none of them where one is full:
-- then the full ones come back, as if it had been counted there. They are taken in the order of their subjects: two who
-- count the same never wait for each other crosswise. A window that has run out starts anew.
WITH wanted AS (
    SELECT w.subject_print, w.most, w.within
    FROM unnest($1::bytea[], $2::integer[], $3::interval[]) AS w (subject_print, most, within)
),
full_ones AS (
    SELECT t.subject_print, t.window_start, t.tries + 1 AS tries
    FROM kernel.tries AS t
    JOIN wanted AS w ON w.subject_print = t.subject_print
    WHERE t.window_start > $4::timestamptz - w.within AND t.tries >= w.most
),
counted AS (
    INSERT INTO kernel.tries AS t (subject_print, window_start, tries)
    SELECT w.subject_print, $4::timestamptz, 1 FROM wanted AS w
    WHERE NOT EXISTS (SELECT FROM full_ones)
    ORDER BY w.subject_print
    ON CONFLICT (subject_print) DO UPDATE SET (tries, window_start) = (
        SELECT CASE WHEN t.window_start > $4 - l.within THEN t.tries + 1 ELSE 1 END,
            CASE WHEN t.window_start > $4 - l.within THEN t.window_start ELSE $4 END
        FROM unnest($1::bytea[], $3::interval[]) AS l (subject_print, within)
        WHERE l.subject_print = t.subject_print
    )
    RETURNING t.subject_print, t.window_start, t.tries
)
SELECT subject_print, window_start, tries, true AS counted FROM counted
UNION ALL
SELECT subject_print, window_start, tries, false AS counted FROM full_ones

-- name: give_back_try
-- A try that turned out well is no failure. The last one of a window takes the window with it.
UPDATE kernel.tries SET
    tries = greatest(tries - 1, 1),
    window_start = CASE WHEN tries > 1 THEN window_start ELSE '-infinity' END
WHERE subject_print = $1 AND window_start > $2::timestamptz - $3::interval

-- name: give_back_tries
-- The same tries turned out well: each is taken out of the window ($2) in which it was counted, and of no later one. The
-- last one of a window takes the window with it.
WITH held AS MATERIALIZED (
    SELECT t.subject_print FROM kernel.tries AS t
    JOIN unnest($1::bytea[], $2::timestamptz[]) AS c (subject_print, window_start)
        ON c.subject_print = t.subject_print AND c.window_start = t.window_start
    ORDER BY t.subject_print
    FOR UPDATE OF t
)
UPDATE kernel.tries AS t SET
    tries = greatest(t.tries - 1, 1),
    window_start = CASE WHEN t.tries > 1 THEN t.window_start ELSE '-infinity' END
FROM held
WHERE t.subject_print = held.subject_print

-- name: full_limits
-- Which of these limits ($2: how many each allows, $3: within how long) have been reached, and since when, without
-- counting this question.
SELECT t.subject_print, t.window_start, t.tries + 1 AS tries
FROM kernel.tries AS t
JOIN unnest($1::bytea[], $2::integer[], $3::interval[]) AS w (subject_print, most, within)
    ON w.subject_print = t.subject_print
WHERE t.window_start > $4::timestamptz - w.within AND t.tries >= w.most

-- name: outbox_waiting
-- The operator's view of the relay: how much it has not handed on yet, and since when.
SELECT count(*)::integer AS announcements, min(announced_at) AS oldest
FROM kernel.outbox WHERE market_id = $1 AND handed_at IS NULL

-- name: applied_migrations
-- Which migrations this database has had: what serves it must know no newer one.
SELECT name FROM kernel.migrations

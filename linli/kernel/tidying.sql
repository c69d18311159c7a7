-- name: forget_announcements
-- What was handed on long ago, with the marks of what came of it, a batch; not while an errand of it still fails.
WITH gone AS (
    DELETE FROM kernel.outbox AS o WHERE o.market_id = $1 AND o.announcement_id IN (
        SELECT old.announcement_id FROM kernel.outbox AS old
        WHERE old.market_id = $1 AND old.announcement_id < $2 AND old.handed_at IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM kernel.failures AS f
                WHERE f.market_id = $1 AND f.announcement_id = old.announcement_id AND f.solved_at IS NULL
            )
        ORDER BY old.announcement_id
        LIMIT $3
    )
    RETURNING o.announcement_id
), marks AS (
    DELETE FROM kernel.deliveries AS d
    WHERE d.market_id = $1 AND d.announcement_id IN (SELECT gone.announcement_id FROM gone)
), failed AS (
    DELETE FROM kernel.failures AS f
    WHERE f.market_id = $1 AND f.announcement_id IN (SELECT gone.announcement_id FROM gone)
)
SELECT count(*) FROM gone

-- name: forget_keys
-- Nobody repeats a call after so long, a batch.
DELETE FROM kernel.idempotency_keys AS k WHERE k.market_id = $1 AND (k.scope, k.key) IN (
    SELECT old.scope, old.key FROM kernel.idempotency_keys AS old
    WHERE old.market_id = $1 AND old.created_at < $2
    LIMIT $3
)

-- name: forget_tries
-- Tries of windows that are over since long, a batch.
DELETE FROM kernel.tries WHERE subject_print IN (
    SELECT t.subject_print FROM kernel.tries AS t WHERE t.window_start < $1 LIMIT $2
)

-- name: trail_newest
-- The operator's audit trail, newest first, before a cursor; every part of the wish may be left open.
SELECT audit_id, at, actor, action, subject, why, facts
FROM kernel.audit_trail
WHERE market_id = $1 AND audit_id < $2
    AND ($3::text IS NULL OR actor = $3) AND ($4::text IS NULL OR action = $4)
    AND ($5::text IS NULL OR subject = $5)
    AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
ORDER BY audit_id DESC
LIMIT $8

-- name: trail_oldest
-- The same from the beginning, after a cursor.
SELECT audit_id, at, actor, action, subject, why, facts
FROM kernel.audit_trail
WHERE market_id = $1 AND audit_id > $2
    AND ($3::text IS NULL OR actor = $3) AND ($4::text IS NULL OR action = $4)
    AND ($5::text IS NULL OR subject = $5)
    AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
ORDER BY audit_id
LIMIT $8

-- name: trail_actions
-- What stands to choose in the audit trail's filter: each action once, jumped to along its index.
WITH RECURSIVE found AS (
    (SELECT action FROM kernel.audit_trail WHERE market_id = $1 ORDER BY action LIMIT 1)
    UNION ALL
    SELECT (
        SELECT t.action FROM kernel.audit_trail AS t
        WHERE t.market_id = $1 AND t.action > found.action
        ORDER BY t.action LIMIT 1
    )
    FROM found WHERE found.action IS NOT NULL
)
SELECT action FROM found WHERE action IS NOT NULL

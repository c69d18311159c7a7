-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'work' AS kind, jsonb_build_object(
    'store_id', t.store_id, 'merchant_id', t.merchant_id, 'role', t.role, 'name', t.name
) AS said
FROM merchants.staff AS t
WHERE t.market_id = $1 AND t.person_id = $2
UNION ALL
SELECT 'head_office' AS kind, jsonb_build_object(
    'merchant_id', t.merchant_id, 'role', t.role, 'name', t.name
) AS said
FROM merchants.head_office AS t
WHERE t.market_id = $1 AND t.person_id = $2
UNION ALL
SELECT 'applications' AS kind, jsonb_build_object(
    'kind', t.kind, 'state', t.state, 'title', t.title, 'form', t.form, 'started_at', t.started_at,
    'submitted_at', t.submitted_at, 'decided_at', t.decided_at, 'reason', t.reason
) AS said
FROM merchants.applications AS t
WHERE t.market_id = $1 AND t.person_id = $2

-- name: blank_applications
-- What somebody wrote who is erased, but for what a merchant was verified on.
UPDATE merchants.applications SET form = '{}', submitted = NULL, title = $3
WHERE market_id = $1 AND person_id = $2 AND state <> 'approved'

-- name: blank_answers
-- The same of what they answered.
UPDATE merchants.questions AS q SET answer = '', body = ''
FROM merchants.applications AS a
WHERE q.market_id = $1 AND a.market_id = $1 AND a.application_id = q.application_id
    AND a.person_id = $2 AND a.state <> 'approved'

-- name: blank_invitations
-- The name and number by which a shop had invited them.
UPDATE merchants.invitations SET name = $3, phone_print = NULL, phone_tail = ''
WHERE market_id = $1 AND accepted_by = $2

-- name: what_holds_them
-- Why somebody cannot be erased yet: where they work, and what they asked for.
SELECT
    (SELECT count(*) FROM merchants.staff AS s WHERE s.market_id = $1 AND s.person_id = $2)
        + (SELECT count(*) FROM merchants.head_office AS h WHERE h.market_id = $1 AND h.person_id = $2) AS roles,
    (
        SELECT count(*) FROM merchants.applications AS a
        WHERE a.market_id = $1 AND a.person_id = $2 AND a.state IN ('submitted', 'asked')
    ) AS applications

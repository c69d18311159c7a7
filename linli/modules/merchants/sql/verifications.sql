-- name: write_verification
-- What was checked and until when it holds; never changed afterwards.
INSERT INTO merchants.verifications (market_id, verification_id, merchant_id, legal_name, license_number,
    license_until, checks, verified_at, valid_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: renew_merchant
-- The merchant's own dates follow its newest verification; one that had lapsed may sell again, a suspended one not.
UPDATE merchants.merchants
SET state = CASE WHEN state IN ('applied', 'lapsed') THEN 'verified' ELSE state END, verified_at = $3,
    verified_until = $4, reminded_at = NULL
WHERE market_id = $1 AND merchant_id = $2

-- name: latest_verification
-- hot: what stands behind a badge.
SELECT verification_id, merchant_id, legal_name, license_number, license_until, checks, verified_at, valid_until
FROM merchants.verifications
WHERE market_id = $1 AND merchant_id = $2
ORDER BY verified_at DESC, verification_id DESC
LIMIT 1

-- name: lapse_merchants
-- Verifications whose time is over, each merchant once.
UPDATE merchants.merchants SET state = 'lapsed', reminded_at = $2
WHERE market_id = $1 AND state = 'verified' AND verified_until <= $2
RETURNING merchant_id, name, state, verified_at, verified_until, demo

-- name: remind_merchants
-- Whose verification runs out within the first or the second notice, and who was not told since.
UPDATE merchants.merchants SET reminded_at = $2
WHERE market_id = $1 AND state = 'verified' AND verified_until > $2 AND (
    (verified_until - $2::timestamptz <= $3::interval AND (reminded_at IS NULL OR verified_until - reminded_at > $3::interval))
    OR (verified_until - $2::timestamptz <= $4::interval AND verified_until - reminded_at > $4::interval)
)
RETURNING merchant_id, name, state, verified_at, verified_until, demo

-- name: rechecks_due
-- For the operator's queue: who runs out soon or has run out, and whether a renewal is under way.
SELECT m.merchant_id, m.name, m.state, m.verified_until, (
    SELECT a.application_id FROM merchants.applications AS a
    WHERE a.market_id = $1 AND a.kind = 'renewal' AND a.subject_id = m.merchant_id
        AND a.state IN ('draft', 'submitted', 'asked', 'refused')
    ORDER BY a.application_id DESC
    LIMIT 1
) AS application_id
FROM merchants.merchants AS m
WHERE m.market_id = $1 AND m.state IN ('verified', 'lapsed') AND m.verified_until <= $2
    AND ($3::uuid IS NULL OR (m.verified_until, m.merchant_id) > (
        SELECT l.verified_until, l.merchant_id FROM merchants.merchants AS l
        WHERE l.market_id = $1 AND l.merchant_id = $3
    ))
ORDER BY m.verified_until, m.merchant_id
LIMIT $4

-- name: count_rechecks_due
-- The number on the queue's tab.
SELECT count(*)::integer FROM merchants.merchants
WHERE market_id = $1 AND state IN ('verified', 'lapsed') AND verified_until <= $2

-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'profile' AS kind, jsonb_build_object(
    'nickname', t.nickname, 'phone', t.phone, 'language', t.language, 'joined_at', t.joined_at
) AS said
FROM identity.people AS t
WHERE t.person_id = $1
UNION ALL
SELECT 'sessions' AS kind, jsonb_build_object(
    'browser', t.browser, 'system', t.system, 'created_at', t.created_at, 'seen_at', t.seen_at,
    'ended_at', t.ended_at
) AS said
FROM identity.sessions AS t
WHERE t.person_id = $1
UNION ALL
SELECT 'passkeys' AS kind, jsonb_build_object(
    'name', t.name, 'synced', t.synced, 'created_at', t.created_at, 'used_at', t.used_at
) AS said
FROM identity.passkeys AS t
WHERE t.person_id = $1
UNION ALL
SELECT 'tokens' AS kind, jsonb_build_object(
    'name', t.name, 'scopes', t.scopes, 'created_at', t.created_at, 'expires_at', t.expires_at,
    'used_at', t.used_at, 'ended_at', t.ended_at
) AS said
FROM identity.tokens AS t
WHERE t.person_id = $1

-- name: about_member
-- What somebody is in one market, for their own eyes.
SELECT 'cities' AS kind, jsonb_build_object(
    'joined_at', t.joined_at
) AS said
FROM identity.members AS t
WHERE t.market_id = $1 AND t.person_id = $2
UNION ALL
SELECT 'operator_roles' AS kind, jsonb_build_object(
    'role', t.role, 'appointed_at', t.appointed_at
) AS said
FROM identity.operators AS t
WHERE t.market_id = $1 AND t.person_id = $2

-- name: blank_person
-- Who is erased keeps a number and nothing else; once.
UPDATE identity.people SET
    nickname = $3, phone = NULL, phone_tail = '', password_hash = NULL, epoch = epoch + 1, erased_at = $2
WHERE person_id = $1 AND erased_at IS NULL

-- name: drop_sessions
-- Nobody is signed in as somebody who is erased.
DELETE FROM identity.sessions WHERE person_id = $1

-- name: drop_tokens
-- Their programs end with them.
DELETE FROM identity.tokens WHERE person_id = $1 RETURNING token_print

-- name: drop_api_tokens
-- The same tokens where programs are recognized.
DELETE FROM identity.api_tokens WHERE token_print = ANY($1::bytea[])

-- name: drop_passkeys
-- Their keys open nothing.
DELETE FROM identity.passkeys WHERE person_id = $1 RETURNING credential_id

-- name: release_credentials
-- The same devices may make keys for somebody else.
DELETE FROM identity.passkey_owners WHERE credential_print = ANY($1::bytea[])

-- name: release_phone
-- The number is free for whoever signs in with it next.
DELETE FROM identity.phones WHERE phone_print = $1

-- name: drop_codes
-- A code that was on its way opens nothing.
DELETE FROM identity.sign_in_codes WHERE phone_print = ANY($1::bytea[])

-- name: drop_member
-- Nobody finds them in a market by name.
DELETE FROM identity.members WHERE market_id = $1 AND person_id = $2

-- name: forget_sessions
-- Those that ended or ran out long ago, a batch.
DELETE FROM identity.sessions WHERE (person_id, session_id) IN (
    SELECT s.person_id, s.session_id FROM identity.sessions AS s
    WHERE least(s.ended_at, s.expires_at) < $1 LIMIT $2
)

-- name: forget_tokens
-- Those that ended or ran out long ago, a batch.
DELETE FROM identity.tokens WHERE (person_id, token_id) IN (
    SELECT t.person_id, t.token_id FROM identity.tokens AS t
    WHERE least(t.ended_at, t.expires_at) < $1 LIMIT $2
)

-- name: forget_api_tokens
-- The same where programs are recognized.
DELETE FROM identity.api_tokens WHERE token_print IN (
    SELECT t.token_print FROM identity.api_tokens AS t
    WHERE least(t.ended_at, t.expires_at) < $1 LIMIT $2
)

-- name: forget_codes
-- Codes that nobody typed in time, a batch.
DELETE FROM identity.sign_in_codes WHERE phone_print IN (
    SELECT c.phone_print FROM identity.sign_in_codes AS c WHERE c.expires_at < $1 LIMIT $2
)

-- name: write_session
-- A sign-in; of the cookie's secret only the print. It belongs to the epoch in which its person proved who they
-- are, else to the present one.
INSERT INTO identity.sessions (
    person_id, session_id, token_print, created_at, seen_at, proven_at, expires_at, epoch, browser, system
)
SELECT person_id, $2, $3, $4, $4, $4, $5, coalesce($6, epoch), $7, $8
FROM identity.people
WHERE person_id = $1

-- name: find_session
-- hot: who is asking, on every page of someone signed in.
SELECT p.person_id, p.nickname, p.phone_tail, p.language, p.joined_at, s.session_id, s.seen_at, s.proven_at
FROM identity.sessions AS s
JOIN identity.people AS p ON p.person_id = s.person_id AND p.epoch = s.epoch
WHERE s.person_id = $1 AND s.session_id = $2 AND s.token_print = $3
  AND s.ended_at IS NULL AND s.expires_at > $4

-- name: list_sessions
-- What the owner sees: every session that still signs in, the one used last first.
SELECT s.session_id, s.browser, s.system, s.created_at, s.seen_at
FROM identity.sessions AS s
JOIN identity.people AS p ON p.person_id = s.person_id AND p.epoch = s.epoch
WHERE s.person_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2
ORDER BY s.seen_at DESC, s.session_id DESC
LIMIT $3

-- name: see_session
-- At most once in a quarter of an hour, and never back.
UPDATE identity.sessions SET seen_at = $3 WHERE person_id = $1 AND session_id = $2 AND seen_at < $3

-- name: prove_session
-- Its person has just shown again who they are.
UPDATE identity.sessions SET proven_at = $3 WHERE person_id = $1 AND session_id = $2 AND ended_at IS NULL

-- name: end_session
-- Signing out; only with the secret.
UPDATE identity.sessions SET ended_at = $4
WHERE person_id = $1 AND session_id = $2 AND token_print = $3 AND ended_at IS NULL

-- name: end_listed_session
-- Its owner ends a session that they see in the list.
UPDATE identity.sessions SET ended_at = $3 WHERE person_id = $1 AND session_id = $2 AND ended_at IS NULL

-- name: end_other_sessions
-- Every session but the one from which this is asked.
UPDATE identity.sessions SET ended_at = $3 WHERE person_id = $1 AND session_id <> $2 AND ended_at IS NULL

-- name: write_token
-- A bearer token by its print.
INSERT INTO identity.api_tokens (token_print, person_id, token_id, scopes, created_at, expires_at, epoch)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: list_token
-- The same token where its owner finds it.
INSERT INTO identity.tokens (person_id, token_id, token_print, name, scopes, created_at, expires_at, epoch)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: find_tokens
-- hot: where the rows of tokens are, which a process asks once.
SELECT person_id, token_id, token_print
FROM identity.api_tokens
WHERE token_print = ANY($1::bytea[]) AND ended_at IS NULL AND expires_at > $2

-- name: find_token_people
-- hot: who is asking, on every call of a program: the people behind tokens, unless those or everything of theirs was
-- ended since they were issued. Calls that come together ask together.
SELECT p.person_id, p.nickname, p.phone_tail, p.language, p.joined_at, t.token_id, t.token_print, t.scopes, t.used_at
FROM identity.tokens AS t
JOIN identity.people AS p ON p.person_id = t.person_id AND p.epoch = t.epoch
WHERE t.person_id = ANY($1::uuid[]) AND t.token_id = ANY($2::uuid[]) AND t.ended_at IS NULL AND t.expires_at > $3

-- name: list_tokens
-- What the owner sees: every token that still opens something, the newest first.
SELECT t.token_id, t.name, t.scopes, t.created_at, t.expires_at, t.used_at
FROM identity.tokens AS t
JOIN identity.people AS p ON p.person_id = t.person_id AND p.epoch = t.epoch
WHERE t.person_id = $1 AND t.ended_at IS NULL AND t.expires_at > $2
ORDER BY t.token_id DESC
LIMIT $3

-- name: use_token
-- At most once in a quarter of an hour, and never back.
UPDATE identity.tokens SET used_at = $3
WHERE person_id = $1 AND token_id = $2 AND (used_at IS NULL OR used_at < $3)

-- name: end_token
-- A token that its holder gave up.
UPDATE identity.api_tokens SET ended_at = $2 WHERE token_print = $1 AND ended_at IS NULL
RETURNING person_id, token_id

-- name: end_listed_token
-- The same token in its owner's list, or one that the owner ended there.
UPDATE identity.tokens SET ended_at = $3 WHERE person_id = $1 AND token_id = $2 AND ended_at IS NULL
RETURNING token_print

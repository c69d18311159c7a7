-- name: write_challenge
-- What a device is asked to sign, by a print.
INSERT INTO identity.challenges (challenge_print, expires_at) VALUES ($1, $2)

-- name: spend_challenge
-- A challenge is answered once; of two answers at once, one finds it.
DELETE FROM identity.challenges WHERE challenge_print = $1 AND expires_at > $2

-- name: forget_challenges
-- Those that nobody answered in time.
DELETE FROM identity.challenges WHERE expires_at <= $1

-- name: write_passkey
-- A key that a device has just made.
INSERT INTO identity.passkeys (
    person_id, passkey_id, credential_id, public_key, sign_count, synced, name, created_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: claim_credential
-- A credential belongs to whoever showed it first.
INSERT INTO identity.passkey_owners (credential_print, person_id, passkey_id)
VALUES ($1, $2, $3)
ON CONFLICT (credential_print) DO NOTHING

-- name: find_credential_owner
-- From the print of a credential to its person.
SELECT person_id, passkey_id FROM identity.passkey_owners WHERE credential_print = $1

-- name: find_passkey
-- What a signature is verified with.
SELECT public_key, sign_count FROM identity.passkeys WHERE person_id = $1 AND passkey_id = $2

-- name: list_passkeys
-- What the owner sees: the newest first.
SELECT passkey_id, name, synced, created_at, used_at, credential_id
FROM identity.passkeys
WHERE person_id = $1
ORDER BY passkey_id DESC

-- name: use_passkey
-- A sign-in; the device's counter has gone up, or the device does not count. Of two copies that count alike, one
-- comes through.
UPDATE identity.passkeys SET sign_count = $3, used_at = $4
WHERE person_id = $1 AND passkey_id = $2 AND (sign_count < $3 OR (sign_count = 0 AND $3 = 0))

-- name: rename_passkey
-- The name by which its owner knows it.
UPDATE identity.passkeys SET name = $3 WHERE person_id = $1 AND passkey_id = $2

-- name: remove_passkey
-- Its owner gives it up.
DELETE FROM identity.passkeys WHERE person_id = $1 AND passkey_id = $2
RETURNING credential_id

-- name: release_credential
-- The way to it goes with it; the same device may make another one.
DELETE FROM identity.passkey_owners WHERE credential_print = $1

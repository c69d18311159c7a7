-- name: find_person
-- One person by key.
SELECT person_id, nickname, phone_tail, language, joined_at
FROM identity.people
WHERE person_id = $1

-- name: find_person_of_epoch
-- Somebody who acts where they showed who they are, unless everything of theirs was ended since.
SELECT person_id, nickname, phone_tail, language, joined_at
FROM identity.people
WHERE person_id = $1 AND epoch = $2

-- name: find_people
-- The names beside a list of orders or reviews, in one go.
SELECT person_id, nickname, phone_tail, language, joined_at
FROM identity.people
WHERE person_id = ANY($1::uuid[])

-- name: find_phone
-- The number to text; read nowhere else.
SELECT phone FROM identity.people WHERE person_id = $1

-- name: hold_person
-- What one person must not do twice at once waits here for its turn, until the transaction ends.
SELECT person_id FROM identity.people WHERE person_id = $1 FOR NO KEY UPDATE

-- name: find_phone_owner
-- From the print of a phone to its person.
SELECT person_id FROM identity.phones WHERE phone_print = $1

-- name: claim_phone
-- A phone belongs to whoever comes first; a second one at the same moment waits and then finds the first.
INSERT INTO identity.phones (phone_print, person_id)
VALUES ($1, $2)
ON CONFLICT (phone_print) DO NOTHING

-- name: write_person
-- A new member.
INSERT INTO identity.people (person_id, nickname, phone, phone_tail, language, joined_at)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: set_nickname
-- The name a person chose.
UPDATE identity.people SET nickname = $2 WHERE person_id = $1

-- name: find_standing
-- What a given password is verified against, and the epoch in which sessions and tokens begin.
SELECT password_hash, epoch FROM identity.people WHERE person_id = $1

-- name: set_first_password_hash
-- A password for whoever has none; nothing was begun with another one, so nothing ends.
UPDATE identity.people SET password_hash = $2 WHERE person_id = $1 AND password_hash IS NULL

-- name: set_password_hash
-- A new password's print, after a code; with the next epoch every session and token ends.
UPDATE identity.people SET password_hash = $2, epoch = epoch + 1
WHERE person_id = $1
RETURNING epoch

-- name: replace_password_hash
-- The same after the old password, if that is still the one that was verified: of two changes at once, one wins.
UPDATE identity.people SET password_hash = $2, epoch = epoch + 1
WHERE person_id = $1 AND password_hash = $3
RETURNING epoch

-- name: begin_epoch
-- Signs a person out everywhere: what began in an earlier epoch is worth nothing.
UPDATE identity.people SET epoch = epoch + 1 WHERE person_id = $1

-- name: write_sign_in_code
-- The one code of a phone for a purpose; a new one replaces the old with all its tries.
INSERT INTO identity.sign_in_codes (phone_print, code_print, tries_left, expires_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (phone_print) DO UPDATE SET
    code_print = excluded.code_print, tries_left = excluded.tries_left, expires_at = excluded.expires_at

-- name: spend_try
-- Takes a try before looking, so that tries at the same moment cannot share one.
UPDATE identity.sign_in_codes SET tries_left = tries_left - 1
WHERE phone_print = $1 AND tries_left > 0 AND expires_at > $2
RETURNING code_print, tries_left

-- name: use_up_code
-- A right code works once.
DELETE FROM identity.sign_in_codes WHERE phone_print = $1

-- name: find_operator_role
-- What a person does for a market.
SELECT role FROM identity.operators WHERE market_id = $1 AND person_id = $2

-- name: write_operator
-- An appointment; a person has one role in a market.
INSERT INTO identity.operators (market_id, person_id, role, appointed_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (market_id, person_id) DO UPDATE SET role = excluded.role

-- name: write_guest
-- Somebody who pays without a phone; the same act again finds them.
INSERT INTO identity.people (person_id, nickname, phone, phone_tail, language, joined_at)
VALUES ($1, $2, NULL, '', $3, $4)
ON CONFLICT (person_id) DO NOTHING

-- name: find_guest
-- The guest of an act, unless they have signed in since.
SELECT person_id, nickname, phone_tail, language, joined_at
FROM identity.people
WHERE person_id = $1 AND phone IS NULL AND adopted_at IS NULL

-- name: end_guest
-- A guest is somebody else from now on, once; with the next epoch every session of the guest ends.
UPDATE identity.people SET adopted_at = $2, epoch = epoch + 1
WHERE person_id = $1 AND phone IS NULL AND adopted_at IS NULL

-- name: write_member
-- Somebody belongs to a market from the first time on; the name by which they are found is kept up to date.
INSERT INTO identity.members AS m (market_id, person_id, nickname_key, joined_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (market_id, person_id) DO UPDATE SET nickname_key = excluded.nickname_key
WHERE m.nickname_key <> excluded.nickname_key

-- name: rename_member
-- Someone who renamed themselves is found by the new name.
UPDATE identity.members SET nickname_key = $3 WHERE market_id = $1 AND person_id = $2

-- name: find_member
-- Whether a person belongs to a market, and since when.
SELECT person_id, joined_at FROM identity.members WHERE market_id = $1 AND person_id = $2

-- name: market_members
-- The people of a market whose name begins so, by name, after a cursor; $4 is behind every such name.
SELECT person_id, nickname_key, joined_at
FROM identity.members
WHERE market_id = $1 AND (nickname_key, person_id) > ($2::text, $3::uuid)
    AND nickname_key >= $4 AND nickname_key < $5
ORDER BY nickname_key, person_id
LIMIT $6

-- name: market_operators
-- Who runs a market, by role and then by how long.
SELECT person_id, role, appointed_at FROM identity.operators
WHERE market_id = $1
ORDER BY array_position(ARRAY['director', 'reviewer', 'finance', 'support'], role), appointed_at, person_id

-- name: lock_directors
-- Before a director goes: whoever changes the directors next waits here and then sees who is left.
SELECT person_id FROM identity.operators
WHERE market_id = $1 AND role = 'director'
ORDER BY person_id
FOR UPDATE

-- name: remove_operator
-- A dismissal; the audit trail keeps who it was and why.
DELETE FROM identity.operators WHERE market_id = $1 AND person_id = $2
RETURNING role

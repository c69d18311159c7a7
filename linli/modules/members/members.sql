-- name: join_merchant
-- Somebody becomes a member, or one again who had left; no row: they are one.
INSERT INTO members.members AS m (market_id, merchant_id, person_id, member_id, store_id, how, order_id, joined_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (market_id, merchant_id, person_id) DO UPDATE SET
    member_id = excluded.member_id, store_id = excluded.store_id, how = excluded.how, order_id = excluded.order_id,
    joined_at = excluded.joined_at, left_at = NULL
WHERE m.left_at IS NOT NULL
RETURNING m.member_id, m.merchant_id, m.person_id, m.store_id, m.how, m.order_id, m.joined_at

-- name: leave_merchant
-- A member no more; a second time changes nothing.
UPDATE members.members SET left_at = $4
WHERE market_id = $1 AND merchant_id = $2 AND person_id = $3 AND left_at IS NULL

-- name: find_member
-- Whether somebody is a member, and since when.
SELECT member_id, merchant_id, person_id, store_id, how, order_id, joined_at
FROM members.members
WHERE market_id = $1 AND merchant_id = $2 AND person_id = $3 AND left_at IS NULL

-- name: hold_member
-- Whether somebody is a member; who signs in at the same moment, and is another from then on, waits.
SELECT person_id FROM members.members
WHERE market_id = $1 AND merchant_id = $2 AND person_id = $3 AND left_at IS NULL
FOR SHARE

-- name: memberships
-- What one person is a member of, for their own page.
SELECT member_id, merchant_id, person_id, store_id, how, order_id, joined_at
FROM members.members
WHERE market_id = $1 AND person_id = $2 AND left_at IS NULL
ORDER BY member_id DESC LIMIT $3

-- name: members_of_merchant
-- A merchant's members, the newest first, before a cursor.
SELECT member_id, merchant_id, person_id, store_id, how, order_id, joined_at
FROM members.members
WHERE market_id = $1 AND merchant_id = $2 AND member_id < $3 AND left_at IS NULL
ORDER BY member_id DESC LIMIT $4

-- name: members_among
-- Which of some people a merchant may know by name.
SELECT person_id FROM members.members
WHERE market_id = $1 AND merchant_id = $2 AND person_id = ANY($3::uuid[]) AND left_at IS NULL

-- name: count_members
-- How many members a merchant has.
SELECT count(*)::integer FROM members.members WHERE market_id = $1 AND merchant_id = $2 AND left_at IS NULL

-- name: take_over_members
-- What a guest was a member of, somebody who signed in is from now on, unless they were already.
INSERT INTO members.members (market_id, merchant_id, person_id, member_id, store_id, how, order_id, joined_at)
SELECT g.market_id, g.merchant_id, $3, g.member_id, g.store_id, g.how, g.order_id, g.joined_at
FROM members.members AS g
WHERE g.market_id = $1 AND g.person_id = $2 AND g.left_at IS NULL
ON CONFLICT (market_id, merchant_id, person_id) DO NOTHING
RETURNING merchant_id, store_id

-- name: forget_members
-- Nothing is left of somebody's memberships.
DELETE FROM members.members WHERE market_id = $1 AND person_id = $2

-- name: forget_codes
-- Nor of the codes that they showed.
DELETE FROM members.codes WHERE market_id = $1 AND person_id = $2

-- name: show_code
-- hot: another code on a phone; the person's old ones go with it, so that the table stays as large as its people.
WITH gone AS (
    DELETE FROM members.codes WHERE market_id = $1 AND person_id = $3 AND expires_at < $5
)
INSERT INTO members.codes (market_id, code_print, person_id, expires_at) VALUES ($1, $2, $3, $4)

-- name: take_code
-- hot: a counter reads a code: from then on it is that store's alone, until $5. Reading it there again changes nothing.
UPDATE members.codes SET
    store_id = $3, taken_at = coalesce(taken_at, $4),
    expires_at = CASE WHEN store_id IS NULL THEN $5 ELSE expires_at END
WHERE market_id = $1 AND code_print = $2 AND used_at IS NULL AND expires_at > $4
    AND (store_id IS NULL OR store_id = $3)
RETURNING person_id

-- name: use_code
-- hot: money follows, once; only at the counter that read it.
UPDATE members.codes SET used_at = $4
WHERE market_id = $1 AND code_print = $2 AND used_at IS NULL AND expires_at > $4 AND store_id = $3
RETURNING person_id

-- name: find_code
-- Why a code is not good.
SELECT store_id, used_at FROM members.codes WHERE market_id = $1 AND code_print = $2

-- name: find_staff_roles
-- Where a person works: the choice of stores after signing in. Whoever is of the head office works in every store of
-- the merchant; of two roles in one store the higher one counts.
SELECT DISTINCT ON (t.name, t.store_id) $2::uuid AS person_id, t.store_id, t.merchant_id, w.role, w.name,
       t.name AS store_name, t.name_en AS store_name_en, t.slug AS store_slug, w.whole
FROM (
    SELECT s.store_id, s.role, s.name, false AS whole
    FROM merchants.staff AS s
    WHERE s.market_id = $1 AND s.person_id = $2
    UNION ALL
    SELECT o.store_id, h.role, h.name, true AS whole
    FROM merchants.head_office AS h
    JOIN merchants.stores AS o ON o.market_id = h.market_id AND o.merchant_id = h.merchant_id
    WHERE h.market_id = $1 AND h.person_id = $2
) AS w
JOIN merchants.stores AS t ON t.market_id = $1 AND t.store_id = w.store_id
ORDER BY t.name, t.store_id, array_position(ARRAY['owner', 'manager', 'clerk'], w.role), w.whole DESC

-- name: find_highest_role
-- hot: before every page of the counter and the desk: whether this person works anywhere here, and as what.
SELECT w.role
FROM (
    SELECT s.role FROM merchants.staff AS s WHERE s.market_id = $1 AND s.person_id = $2
    UNION ALL
    SELECT h.role FROM merchants.head_office AS h WHERE h.market_id = $1 AND h.person_id = $2
) AS w
ORDER BY array_position(ARRAY['owner', 'manager', 'clerk'], w.role)
LIMIT 1

-- name: find_staff_member
-- hot: whether a person may act for a store, before every step at the counter; of two roles the higher one counts.
SELECT $2::uuid AS person_id, t.store_id, t.merchant_id, w.role, w.name, t.name AS store_name,
       t.name_en AS store_name_en, t.slug AS store_slug, w.whole
FROM merchants.stores AS t
CROSS JOIN LATERAL (
    SELECT s.role, s.name, false AS whole
    FROM merchants.staff AS s
    WHERE s.market_id = $1 AND s.person_id = $2 AND s.store_id = $3
    UNION ALL
    SELECT h.role, h.name, true AS whole
    FROM merchants.head_office AS h
    WHERE h.market_id = $1 AND h.person_id = $2 AND h.merchant_id = t.merchant_id
) AS w
WHERE t.market_id = $1 AND t.store_id = $3
ORDER BY array_position(ARRAY['owner', 'manager', 'clerk'], w.role), w.whole DESC
LIMIT 1

-- name: find_staffed_store
-- hot: the three in one, before every step at a counter: the store that a URL names, what a person is there, and the
-- highest that they are anywhere in the market.
SELECT t.market_id, t.store_id, t.slug, t.merchant_id, t.name, t.name_en, t.trade, t.tagline_zh, t.tagline_en,
       t.about_zh, t.about_en, t.address, t.address_en, t.lat, t.lon, t.hours, t.phone, t.website, t.price_level,
       t.things, t.source, t.listed_at, t.closed_at, t.attributes, t.names, t.brand, t.branch, t.kinds,
       w.role, w.name AS staff_name, coalesce(w.whole, false) AS whole, a.role AS highest
FROM merchants.stores AS t
LEFT JOIN LATERAL (
    SELECT u.role, u.name, u.whole
    FROM (
        SELECT s.role, s.name, false AS whole
        FROM merchants.staff AS s
        WHERE s.market_id = $1 AND s.person_id = $3 AND s.store_id = t.store_id
        UNION ALL
        SELECT h.role, h.name, true AS whole
        FROM merchants.head_office AS h
        WHERE h.market_id = $1 AND h.person_id = $3 AND h.merchant_id = t.merchant_id
    ) AS u
    ORDER BY array_position(ARRAY['owner', 'manager', 'clerk'], u.role), u.whole DESC
    LIMIT 1
) AS w ON true
LEFT JOIN LATERAL (
    SELECT v.role
    FROM (
        SELECT s.role FROM merchants.staff AS s WHERE s.market_id = $1 AND s.person_id = $3
        UNION ALL
        SELECT h.role FROM merchants.head_office AS h WHERE h.market_id = $1 AND h.person_id = $3
    ) AS v
    ORDER BY array_position(ARRAY['owner', 'manager', 'clerk'], v.role)
    LIMIT 1
) AS a ON true
WHERE t.market_id = $1 AND t.slug = $2

-- name: works_for_merchant
-- Whether a person works for a merchant, in its head office or in any store.
SELECT EXISTS (
    SELECT FROM merchants.head_office AS h
    WHERE h.market_id = $1 AND h.merchant_id = $3 AND h.person_id = $2
) OR EXISTS (
    SELECT FROM merchants.staff AS s
    WHERE s.market_id = $1 AND s.merchant_id = $3 AND s.person_id = $2
)

-- name: find_place
-- What one person is in exactly this place (no store: the head office), not in others.
SELECT p.person_id, p.store_id, p.role, p.name, t.name AS store_name, t.name_en AS store_name_en
FROM (
    SELECT s.person_id, s.store_id, s.role, s.name
    FROM merchants.staff AS s
    WHERE s.market_id = $1 AND s.merchant_id = $2 AND s.person_id = $3 AND s.store_id = $4
    UNION ALL
    SELECT h.person_id, NULL::uuid, h.role, h.name
    FROM merchants.head_office AS h
    WHERE h.market_id = $1 AND h.merchant_id = $2 AND h.person_id = $3 AND $4::uuid IS NULL
) AS p
LEFT JOIN merchants.stores AS t ON t.market_id = $1 AND t.store_id = p.store_id

-- name: find_places
-- Everybody who works for a merchant: the head office first, then store by store.
SELECT p.person_id, p.store_id, p.role, p.name, t.name AS store_name, t.name_en AS store_name_en
FROM (
    SELECT h.person_id, NULL::uuid AS store_id, h.role, h.name
    FROM merchants.head_office AS h
    WHERE h.market_id = $1 AND h.merchant_id = $2
    UNION ALL
    SELECT s.person_id, s.store_id, s.role, s.name
    FROM merchants.staff AS s
    WHERE s.market_id = $1 AND s.merchant_id = $2
) AS p
LEFT JOIN merchants.stores AS t ON t.market_id = $1 AND t.store_id = p.store_id
ORDER BY p.store_id IS NOT NULL, t.name, t.store_id,
    array_position(ARRAY['owner', 'manager', 'clerk'], p.role), p.name, p.person_id

-- name: write_staff
-- A person's place in a store, under the merchant that runs it.
INSERT INTO merchants.staff AS s (market_id, person_id, store_id, merchant_id, role, name)
SELECT t.market_id, $2, t.store_id, t.merchant_id, $4, $5
FROM merchants.stores AS t
WHERE t.market_id = $1 AND t.store_id = $3 AND t.merchant_id IS NOT NULL
ON CONFLICT (market_id, person_id, store_id) DO UPDATE SET
    merchant_id = excluded.merchant_id, role = excluded.role, name = excluded.name

-- name: write_head_office
-- A person's place above all stores of a merchant.
INSERT INTO merchants.head_office AS h (market_id, person_id, merchant_id, role, name)
SELECT m.market_id, $2, m.merchant_id, $4, $5
FROM merchants.merchants AS m
WHERE m.market_id = $1 AND m.merchant_id = $3
ON CONFLICT (market_id, person_id, merchant_id) DO UPDATE SET role = excluded.role, name = excluded.name

-- name: lock_owners
-- Before an owner goes or becomes less: two who leave at once wait for each other here, in one order.
SELECT person_id FROM merchants.head_office
WHERE market_id = $1 AND merchant_id = $2 AND role = 'owner'
ORDER BY person_id
FOR UPDATE

-- name: remove_staff
-- Out of one store; the next request of this person finds nothing there.
DELETE FROM merchants.staff
WHERE market_id = $1 AND merchant_id = $2 AND person_id = $3 AND store_id = $4

-- name: remove_head_office
-- Out of the head office, and so out of every store.
DELETE FROM merchants.head_office
WHERE market_id = $1 AND merchant_id = $2 AND person_id = $3

-- name: write_invitation
-- Somebody is asked to join.
INSERT INTO merchants.invitations (market_id, invitation_id, merchant_id, store_id, role, name, phone_print,
    phone_tail, invited_by, invited_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: find_invitation
-- One invitation, whatever became of it.
SELECT i.invitation_id, i.merchant_id, i.store_id, i.role, i.name, i.phone_tail, i.invited_by, i.invited_at,
       i.expires_at, i.accepted_at, i.withdrawn_at, i.phone_print, m.name AS merchant_name,
       t.name AS store_name, t.name_en AS store_name_en
FROM merchants.invitations AS i
JOIN merchants.merchants AS m ON m.market_id = i.market_id AND m.merchant_id = i.merchant_id
LEFT JOIN merchants.stores AS t ON t.market_id = i.market_id AND t.store_id = i.store_id
WHERE i.market_id = $1 AND i.invitation_id = $2

-- name: open_invitations
-- What a merchant waits for, the newest first; one that is over is not shown any more.
SELECT i.invitation_id, i.merchant_id, i.store_id, i.role, i.name, i.phone_tail, i.invited_by, i.invited_at,
       i.expires_at, i.accepted_at, i.withdrawn_at, i.phone_print, m.name AS merchant_name,
       t.name AS store_name, t.name_en AS store_name_en
FROM merchants.invitations AS i
JOIN merchants.merchants AS m ON m.market_id = i.market_id AND m.merchant_id = i.merchant_id
LEFT JOIN merchants.stores AS t ON t.market_id = i.market_id AND t.store_id = i.store_id
WHERE i.market_id = $1 AND i.merchant_id = $2 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
    AND i.expires_at > $3
ORDER BY i.invitation_id DESC

-- name: accept_invitation
-- Once, in time, by the phone that was meant where one was: every condition stands in this one update.
UPDATE merchants.invitations SET accepted_at = $3, accepted_by = $4
WHERE market_id = $1 AND invitation_id = $2 AND accepted_at IS NULL AND withdrawn_at IS NULL
    AND expires_at > $3 AND (phone_print IS NULL OR phone_print = $5)

-- name: withdraw_invitation
-- Taken back while nobody has accepted it.
UPDATE merchants.invitations SET withdrawn_at = $4
WHERE market_id = $1 AND merchant_id = $2 AND invitation_id = $3 AND accepted_at IS NULL
    AND withdrawn_at IS NULL

-- name: close_store
-- For good, once.
UPDATE merchants.stores SET closed_at = $3 WHERE market_id = $1 AND store_id = $2 AND closed_at IS NULL

-- name: remove_staff_of_store
-- Nobody works in a closed store; the head office still sees its books.
DELETE FROM merchants.staff WHERE market_id = $1 AND store_id = $2

-- name: withdraw_invitations_of_store
-- Nor is anybody asked to.
UPDATE merchants.invitations SET withdrawn_at = $3
WHERE market_id = $1 AND store_id = $2 AND accepted_at IS NULL AND withdrawn_at IS NULL

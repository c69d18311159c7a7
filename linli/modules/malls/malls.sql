-- name: insert_mall
-- A merchant's first look begins its mall; no row where the merchant has one or the path is taken.
INSERT INTO malls.malls (market_id, merchant_id, slug, revision, made_at)
VALUES ($1, $2, $3, 1, $4)
ON CONFLICT DO NOTHING

-- name: insert_look
-- One more look; those before stay as they were.
INSERT INTO malls.looks (
    market_id, merchant_id, revision, name, name_en, tagline, tagline_en, color, ground, logo_id, cover_id, changed_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: move_look
-- The look that holds is the next one, unless somebody else has changed it since it was read.
UPDATE malls.malls SET revision = revision + 1
WHERE market_id = $1 AND merchant_id = $2 AND revision = $3
RETURNING revision

-- name: open_mall
-- People see it from now on; one that is open stays so.
UPDATE malls.malls SET opened_at = $3 WHERE market_id = $1 AND merchant_id = $2 AND opened_at IS NULL

-- name: close_mall
-- Only its own people see it.
UPDATE malls.malls SET opened_at = NULL WHERE market_id = $1 AND merchant_id = $2 AND opened_at IS NOT NULL

-- name: lock_mall
-- Whoever changes its pages or its stores does so one after the other.
SELECT slug FROM malls.malls WHERE market_id = $1 AND merchant_id = $2 FOR UPDATE

-- name: find_mall_by_slug
-- hot: a visitor's page.
SELECT m.market_id, m.merchant_id, m.slug, m.revision, m.made_at, m.opened_at, l.name, l.name_en, l.tagline,
    l.tagline_en, l.color, l.ground, l.logo_id, l.cover_id
FROM malls.malls AS m
JOIN malls.looks AS l ON l.market_id = m.market_id AND l.merchant_id = m.merchant_id AND l.revision = m.revision
WHERE m.market_id = $1 AND m.slug = $2

-- name: find_mall
-- hot: the same by its merchant.
SELECT m.market_id, m.merchant_id, m.slug, m.revision, m.made_at, m.opened_at, l.name, l.name_en, l.tagline,
    l.tagline_en, l.color, l.ground, l.logo_id, l.cover_id
FROM malls.malls AS m
JOIN malls.looks AS l ON l.market_id = m.market_id AND l.merchant_id = m.merchant_id AND l.revision = m.revision
WHERE m.market_id = $1 AND m.merchant_id = $2

-- name: find_look
-- A look of a mall, the present one or one of before.
SELECT name, name_en, tagline, tagline_en, color, ground, logo_id, cover_id FROM malls.looks
WHERE market_id = $1 AND merchant_id = $2 AND revision = $3

-- name: pictures_of_looks
-- The pictures that a mall's looks of these revisions show: the newest ones can be gone back to, an old one may be let go.
SELECT picture.id FROM malls.looks AS l
CROSS JOIN LATERAL (VALUES (l.logo_id), (l.cover_id)) AS picture (id)
WHERE l.market_id = $1 AND l.merchant_id = $2 AND l.revision BETWEEN $3 AND $4 AND picture.id IS NOT NULL

-- name: count_pages
-- How many pages a mall has, those that were taken away not counted.
SELECT count(*)::integer FROM malls.pages WHERE market_id = $1 AND merchant_id = $2 AND removed_at IS NULL

-- name: insert_page
-- A page behind the others; no row where its name in the URL is taken.
INSERT INTO malls.pages (
    market_id, merchant_id, page_id, slug, title, title_en, body, body_en, position, revision, changed_at
)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, coalesce(max(p.position), 0) + 1, 1, $9
FROM malls.pages AS p
WHERE p.market_id = $1 AND p.merchant_id = $2
ON CONFLICT (market_id, merchant_id, slug) DO NOTHING
RETURNING page_id

-- name: change_page
-- Says something else, unless somebody else has changed it since it was read.
UPDATE malls.pages SET title = $5, title_en = $6, body = $7, body_en = $8, revision = revision + 1, changed_at = $9
WHERE market_id = $1 AND merchant_id = $2 AND page_id = $3 AND revision = $4 AND removed_at IS NULL

-- name: remove_page
-- Nobody sees it; it can be put back.
UPDATE malls.pages SET removed_at = $4
WHERE market_id = $1 AND merchant_id = $2 AND page_id = $3 AND removed_at IS NULL

-- name: restore_page
-- It is there again, where it was.
UPDATE malls.pages SET removed_at = NULL
WHERE market_id = $1 AND merchant_id = $2 AND page_id = $3 AND removed_at IS NOT NULL

-- name: arrange_pages
-- The pages in the order in which they are named.
UPDATE malls.pages AS p SET position = o.place
FROM unnest($3::uuid[]) WITH ORDINALITY AS o (page_id, place)
WHERE p.market_id = $1 AND p.merchant_id = $2 AND p.page_id = o.page_id

-- name: find_pages
-- A mall's pages in their order.
SELECT merchant_id, page_id, slug, title, title_en, body, body_en, position, revision, changed_at, removed_at
FROM malls.pages
WHERE market_id = $1 AND merchant_id = $2 AND (removed_at IS NULL) = $3
ORDER BY position, page_id

-- name: find_page
-- One page, one that was taken away too.
SELECT merchant_id, page_id, slug, title, title_en, body, body_en, position, revision, changed_at, removed_at
FROM malls.pages
WHERE market_id = $1 AND merchant_id = $2 AND page_id = $3

-- name: find_page_by_slug
-- One page by its name in the URL.
SELECT merchant_id, page_id, slug, title, title_en, body, body_en, position, revision, changed_at, removed_at
FROM malls.pages
WHERE market_id = $1 AND merchant_id = $2 AND slug = $3 AND removed_at IS NULL

-- name: drop_unlisted
-- The switch anew: what is not written again stands on the platform.
DELETE FROM malls.unlisted WHERE market_id = $1 AND merchant_id = $2

-- name: write_unlisted
-- These stores of the merchant are shown in its own mall only.
INSERT INTO malls.unlisted (market_id, store_id, merchant_id, since)
SELECT $1, s.store_id, $2, $4 FROM unnest($3::uuid[]) AS s (store_id)
ON CONFLICT (market_id, store_id) DO UPDATE SET merchant_id = excluded.merchant_id, since = excluded.since

-- name: unlisted_of_merchant
-- What the switches of a mall say, whether it is open or not.
SELECT store_id FROM malls.unlisted WHERE market_id = $1 AND merchant_id = $2

-- name: find_unlisted
-- Which of these stores stand in their own mall only, at this moment.
SELECT u.store_id FROM malls.unlisted AS u
JOIN malls.malls AS m ON m.market_id = u.market_id AND m.merchant_id = u.merchant_id
WHERE u.market_id = $1 AND u.store_id = ANY($2::uuid[]) AND m.opened_at IS NOT NULL

-- name: ask_host
-- A name that waits to be confirmed takes the place of one that waits or was withdrawn; no row where one is confirmed.
INSERT INTO malls.host_names AS h (market_id, merchant_id, host, proof, asked_at, reason)
VALUES ($1, $2, $3, $4, $5, '')
ON CONFLICT (market_id, merchant_id) DO UPDATE SET host = excluded.host, proof = excluded.proof,
    asked_at = excluded.asked_at, confirmed_at = NULL, withdrawn_at = NULL, reason = ''
WHERE h.confirmed_at IS NULL OR h.withdrawn_at IS NOT NULL
RETURNING market_id, merchant_id, host, proof, asked_at, confirmed_at, withdrawn_at, reason

-- name: confirm_host
-- From now on the name leads to the mall, if it is the one that was looked at and still waits.
UPDATE malls.host_names SET confirmed_at = $4
WHERE market_id = $1 AND merchant_id = $2 AND host = $3 AND confirmed_at IS NULL AND withdrawn_at IS NULL

-- name: withdraw_host
-- The name leads nowhere, and why; one that waits is refused so.
UPDATE malls.host_names SET withdrawn_at = $4, reason = $5
WHERE market_id = $1 AND merchant_id = $2 AND host = $3 AND withdrawn_at IS NULL

-- name: drop_host_name
-- The owner gives the name up, or asks no more.
DELETE FROM malls.host_names WHERE market_id = $1 AND merchant_id = $2
RETURNING host

-- name: find_host_name
-- A mall's own host name, whatever became of it.
SELECT market_id, merchant_id, host, proof, asked_at, confirmed_at, withdrawn_at, reason FROM malls.host_names
WHERE market_id = $1 AND merchant_id = $2

-- name: take_host
-- A name leads to one mall: no row where it leads to one already, in whatever market.
INSERT INTO malls.hosts (host_print, market_id, merchant_id) VALUES ($1, $2, $3) ON CONFLICT (host_print) DO NOTHING

-- name: release_host
-- The name leads to this mall no more.
DELETE FROM malls.hosts WHERE host_print = $1 AND market_id = $2 AND merchant_id = $3

-- name: find_host
-- hot: whose name a request asks for.
SELECT market_id, merchant_id FROM malls.hosts WHERE host_print = $1

-- name: malls_of_market
-- The market's malls for its operators, after a cursor; only those with a name that waits ($3), or all.
SELECT m.merchant_id, m.slug, m.made_at, m.opened_at, l.name, l.name_en, coalesce(h.host, '') AS host,
    coalesce(h.proof, '') AS proof, h.asked_at, h.confirmed_at, h.withdrawn_at, coalesce(h.reason, '') AS reason
FROM malls.malls AS m
JOIN malls.looks AS l ON l.market_id = m.market_id AND l.merchant_id = m.merchant_id AND l.revision = m.revision
LEFT JOIN malls.host_names AS h ON h.market_id = $1 AND h.merchant_id = m.merchant_id
WHERE m.market_id = $1 AND m.merchant_id < $2
    AND (NOT $3::boolean OR (h.host IS NOT NULL AND h.confirmed_at IS NULL AND h.withdrawn_at IS NULL))
ORDER BY m.merchant_id DESC
LIMIT $4

-- name: count_hosts_waiting
-- How many names wait for an operator.
SELECT count(*)::integer FROM malls.host_names WHERE market_id = $1 AND confirmed_at IS NULL AND withdrawn_at IS NULL

-- name: write_kiosk
-- A manager sets up a screen, with an offer for the browser that will be it.
INSERT INTO kiosks.kiosks (
    market_id, kiosk_id, merchant_id, store_id, name, link_id, link_code, offer_id, offer_ends_at, made_by, made_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING kiosk_id, merchant_id, store_id, name, link_id, link_code, offer_id, offer_ends_at, opened_at, revoked_at,
    made_by, made_at

-- name: write_sellers
-- Who serves with it; who does already keeps their link.
INSERT INTO kiosks.sellers (market_id, kiosk_id, person_id, link_id, link_code)
SELECT $1, $2, s.person_id, s.link_id, s.link_code
FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS s (person_id, link_id, link_code)
ON CONFLICT DO NOTHING

-- name: drop_sellers
-- Whoever is not among these serves with it no more.
DELETE FROM kiosks.sellers WHERE market_id = $1 AND kiosk_id = $2 AND NOT person_id = ANY($3::uuid[])

-- name: find_kiosk
-- One kiosk, whatever became of it.
SELECT kiosk_id, merchant_id, store_id, name, link_id, link_code, offer_id, offer_ends_at, opened_at, revoked_at,
    made_by, made_at
FROM kiosks.kiosks
WHERE market_id = $1 AND kiosk_id = $2

-- name: find_present
-- hot: the kiosk that a browser is, by the secret in its cookie.
SELECT kiosk_id, merchant_id, store_id, name, link_id, link_code, offer_id, offer_ends_at, opened_at, revoked_at,
    made_by, made_at
FROM kiosks.kiosks
WHERE market_id = $1 AND kiosk_id = $2 AND token_print = $3 AND revoked_at IS NULL

-- name: kiosks_of_store
-- A store's kiosks: those that work first, the newest on top.
SELECT kiosk_id, merchant_id, store_id, name, link_id, link_code, offer_id, offer_ends_at, opened_at, revoked_at,
    made_by, made_at
FROM kiosks.kiosks
WHERE market_id = $1 AND store_id = $2
ORDER BY revoked_at IS NOT NULL, kiosk_id DESC
LIMIT $3

-- name: sellers_of_kiosks
-- Who serves with these kiosks.
SELECT kiosk_id, person_id, link_id, link_code FROM kiosks.sellers
WHERE market_id = $1 AND kiosk_id = ANY($2::uuid[])
ORDER BY kiosk_id, person_id

-- name: offer_kiosk
-- Another browser may become the kiosk; the one that is it stays so until one does.
UPDATE kiosks.kiosks SET offer_id = $4, offer_ends_at = $5
WHERE market_id = $1 AND kiosk_id = $2 AND store_id = $3 AND revoked_at IS NULL
RETURNING kiosk_id, merchant_id, store_id, name, link_id, link_code, offer_id, offer_ends_at, opened_at, revoked_at,
    made_by, made_at

-- name: open_kiosk
-- One offer makes one browser the kiosk, however many opened its page; whichever was it before is it no more.
UPDATE kiosks.kiosks SET token_print = $5, opened_at = $4, offer_id = NULL, offer_ends_at = NULL
WHERE market_id = $1 AND kiosk_id = $2 AND offer_id = $3 AND offer_ends_at > $4 AND revoked_at IS NULL
RETURNING kiosk_id, merchant_id, store_id, name, link_id, link_code, offer_id, offer_ends_at, opened_at, revoked_at,
    made_by, made_at

-- name: revoke_kiosk
-- The screen shows nothing any more, for good.
UPDATE kiosks.kiosks SET revoked_at = $4, token_print = NULL, offer_id = NULL, offer_ends_at = NULL
WHERE market_id = $1 AND kiosk_id = $2 AND store_id = $3 AND revoked_at IS NULL
RETURNING kiosk_id, merchant_id, store_id, name, link_id, link_code, offer_id, offer_ends_at, opened_at, revoked_at,
    made_by, made_at

-- name: write_selection
-- What somebody chose, for a phone to take.
INSERT INTO kiosks.selections (market_id, selection_id, kiosk_id, store_id, link_code, lines, made_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
RETURNING selection_id, kiosk_id, store_id, link_code, lines, made_at, ends_at, put_back_at, taken_at

-- name: find_selection
-- One selection, whatever became of it.
SELECT selection_id, kiosk_id, store_id, link_code, lines, made_at, ends_at, put_back_at, taken_at
FROM kiosks.selections
WHERE market_id = $1 AND selection_id = $2

-- name: take_selection
-- One phone takes it, however many scanned it at once.
UPDATE kiosks.selections SET taken_at = $3
WHERE market_id = $1 AND selection_id = $2 AND taken_at IS NULL AND put_back_at IS NULL AND ends_at > $3
RETURNING selection_id, kiosk_id, store_id, link_code, lines, made_at, ends_at, put_back_at, taken_at

-- name: put_back
-- The guest goes on choosing; whoever scanned the code before finds nothing there.
UPDATE kiosks.selections SET put_back_at = $4
WHERE market_id = $1 AND kiosk_id = $2 AND selection_id = $3 AND taken_at IS NULL AND put_back_at IS NULL

-- name: counts_of
-- How much was chosen at each kiosk of a store since then, and how much of it was taken.
SELECT kiosk_id, count(*)::integer AS made, count(taken_at)::integer AS taken
FROM kiosks.selections
WHERE market_id = $1 AND kiosk_id = ANY($2::uuid[]) AND made_at >= $3
GROUP BY kiosk_id

-- name: forget_selections
-- What was chosen long ago is of no use to anybody.
DELETE FROM kiosks.selections WHERE market_id = $1 AND selection_id IN (
    SELECT s.selection_id FROM kiosks.selections AS s
    WHERE s.market_id = $1 AND s.selection_id < $2 ORDER BY s.selection_id LIMIT $3
)

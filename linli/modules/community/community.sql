-- name: insert_review
-- The one review of an order that can stand; no row when it has one already.
INSERT INTO community.reviews (
    market_id, order_id, review_id, store_id, person_id, nickname, deal_title, quality, place, service, body,
    written_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT DO NOTHING
RETURNING market_id, order_id, review_id, store_id, person_id, nickname, deal_title, quality, place, service,
    body, written_at, reply, replied_at, hidden_at

-- name: add_to_rating
-- Keeps the store's sums as reviews come in, so that no page counts them; the row lock makes it exact.
INSERT INTO community.ratings AS r (market_id, store_id, reviews, quality, place, service)
VALUES ($1, $2, 1, $3, $4, $5)
ON CONFLICT (market_id, store_id) DO UPDATE SET
    reviews = r.reviews + 1,
    quality = r.quality + excluded.quality,
    place = r.place + excluded.place,
    service = r.service + excluded.service

-- name: withdraw_review
-- hot: what the order's review stood on was undone; it stays on record and no longer shows.
UPDATE community.reviews SET withdrawn_at = $3
WHERE market_id = $1 AND order_id = $2 AND withdrawn_at IS NULL
RETURNING market_id, order_id, review_id, store_id, person_id, nickname, deal_title, quality, place, service,
    body, written_at, reply, replied_at, hidden_at

-- name: take_from_rating
-- A withdrawn review takes its marks out of the sums again.
UPDATE community.ratings SET
    reviews = reviews - 1, quality = quality - $3, place = place - $4, service = service - $5
WHERE market_id = $1 AND store_id = $2

-- name: write_reply
-- A store answers a review of its own; the latest answer stands.
UPDATE community.reviews SET reply = $4, replied_at = $5
WHERE market_id = $1 AND store_id = $2 AND review_id = $3 AND withdrawn_at IS NULL
RETURNING market_id, order_id, review_id, store_id, person_id, nickname, deal_title, quality, place, service,
    body, written_at, reply, replied_at, hidden_at

-- name: find_review
-- The order page: its own review, if one stands, by key.
SELECT market_id, order_id, review_id, store_id, person_id, nickname, deal_title, quality, place, service,
    body, written_at, reply, replied_at, hidden_at
FROM community.reviews
WHERE market_id = $1 AND order_id = $2 AND withdrawn_at IS NULL

-- name: reviews_of_store
-- hot: the store page's reviews, newest first, before a cursor.
SELECT market_id, order_id, review_id, store_id, person_id, nickname, deal_title, quality, place, service,
    body, written_at, reply, replied_at, hidden_at
FROM community.reviews
WHERE market_id = $1 AND store_id = $2 AND review_id < $3 AND withdrawn_at IS NULL AND hidden_at IS NULL
ORDER BY review_id DESC
LIMIT $4

-- name: find_rating
-- hot: the store page's stars, one row by key.
SELECT store_id, reviews, quality, place, service
FROM community.ratings
WHERE market_id = $1 AND store_id = $2 AND reviews > 0

-- name: insert_follow
-- Following is a row or it is not; a second one changes nothing.
INSERT INTO community.follows (market_id, person_id, store_id, followed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING

-- name: delete_follow
-- Nobody keeps a list of who once followed.
DELETE FROM community.follows WHERE market_id = $1 AND person_id = $2 AND store_id = $3

-- name: followed_stores
-- A person's own list, the latest first, bounded so that a page of their deals stays one.
SELECT store_id FROM community.follows
WHERE market_id = $1 AND person_id = $2
ORDER BY followed_at DESC, store_id
LIMIT $3

-- name: find_standing
-- hot: the store page's stars and heart; followers are counted along an index of their own.
SELECT coalesce(r.reviews, 0) AS reviews, coalesce(r.quality, 0) AS quality, coalesce(r.place, 0) AS place,
    coalesce(r.service, 0) AS service,
    (SELECT count(*)::integer FROM community.follows AS f WHERE f.market_id = $1 AND f.store_id = $2) AS followers,
    EXISTS (
        SELECT FROM community.follows AS f WHERE f.market_id = $1 AND f.person_id = $3 AND f.store_id = $2
    ) AS following
FROM (VALUES (1)) AS asked (once)
LEFT JOIN community.ratings AS r ON r.market_id = $1 AND r.store_id = $2

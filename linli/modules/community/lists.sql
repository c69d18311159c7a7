-- name: market_reviews
-- The operator's list of reviews, newest first, before a cursor; every part of the wish may be left open.
SELECT market_id, order_id, review_id, store_id, person_id, nickname, deal_title, quality, place, service,
    body, written_at, reply, replied_at, hidden_at
FROM community.reviews
WHERE market_id = $1 AND review_id < $2 AND withdrawn_at IS NULL
    AND ($3::boolean IS NULL OR (hidden_at IS NOT NULL) = $3)
    AND ($4::uuid IS NULL OR store_id = $4) AND ($5::uuid IS NULL OR person_id = $5)
    AND ($6::integer IS NULL OR quality + place + service <= 3 * $6)
ORDER BY review_id DESC
LIMIT $7

-- name: hide_review
-- Out of sight, once; nothing of it is changed.
UPDATE community.reviews SET hidden_at = $3
WHERE market_id = $1 AND review_id = $2 AND hidden_at IS NULL AND withdrawn_at IS NULL
RETURNING market_id, order_id, review_id, store_id, person_id, nickname, deal_title, quality, place, service,
    body, written_at, reply, replied_at, hidden_at

-- name: show_review
-- Back in sight, once.
UPDATE community.reviews SET hidden_at = NULL
WHERE market_id = $1 AND review_id = $2 AND hidden_at IS NOT NULL AND withdrawn_at IS NULL
RETURNING market_id, order_id, review_id, store_id, person_id, nickname, deal_title, quality, place, service,
    body, written_at, reply, replied_at, hidden_at

-- name: unanswered_counts
-- What waits for each of a merchant's stores: reviews without a reply.
SELECT store_id, count(*)::integer AS reviews
FROM community.reviews
WHERE market_id = $1 AND store_id = ANY($2::uuid[]) AND reply = '' AND withdrawn_at IS NULL AND hidden_at IS NULL
GROUP BY store_id

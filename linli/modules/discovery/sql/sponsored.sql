-- name: sponsored_now
-- Which bookings of these results run at this moment: asked where a search found that something is booked.
SELECT sponsored_id, store_id, words, trade, starts_at, ends_at, paid_how, booked_by, booked_at, ended_at
FROM discovery.sponsored
WHERE market_id = $1 AND store_id = ANY($2::uuid[]) AND ended_at IS NULL AND ends_at > $3 AND starts_at <= $3
ORDER BY sponsored_id

-- name: sponsored_of_market
-- What is booked and what was, the last booked first.
SELECT sponsored_id, store_id, words, trade, starts_at, ends_at, paid_how, booked_by, booked_at, ended_at
FROM discovery.sponsored WHERE market_id = $1 ORDER BY sponsored_id DESC LIMIT $2

-- name: book_sponsored
-- A place for some time.
INSERT INTO discovery.sponsored (
    market_id, sponsored_id, store_id, words, trade, starts_at, ends_at, paid_how, booked_by, booked_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: end_sponsored
-- Shown no more from now on; ended once, and not after its time.
UPDATE discovery.sponsored SET ended_at = $3
WHERE market_id = $1 AND sponsored_id = $2 AND ended_at IS NULL AND ends_at > $3

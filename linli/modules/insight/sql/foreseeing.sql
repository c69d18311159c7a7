-- name: last_made
-- The day on which this market's forecasts were made last.
SELECT max(o.made_on) FROM insight.outlooks AS o WHERE o.market_id = $1

-- name: counts_after
-- Every store's days since a day ($2), store by store, after the last one read ($3, $4).
SELECT d.store_id, d.day, d.visits
FROM insight.days AS d
WHERE d.market_id = $1 AND d.day >= $2 AND (d.store_id, d.day) > ($3, $4::date)
ORDER BY d.store_id, d.day LIMIT $5

-- name: drop_forecasts
-- What was foreseen before; that of today takes its place.
DELETE FROM insight.forecasts WHERE market_id = $1

-- name: drop_outlooks
-- And what was said about it.
DELETE FROM insight.outlooks WHERE market_id = $1

-- name: write_forecasts
-- What is foreseen of stores, a row each day.
INSERT INTO insight.forecasts (market_id, store_id, day, expected, low, high)
SELECT $1, one.* FROM unnest($2::uuid[], $3::date[], $4::integer[], $5::integer[], $6::integer[]) AS one

-- name: write_outlooks
-- From how many days of each store, and how far off the forecasts before would have been.
INSERT INTO insight.outlooks (market_id, made_on, store_id, days, loss_bp, usual_loss_bp)
SELECT $1, $2, one.* FROM unnest($3::uuid[], $4::integer[], $5::integer[], $6::integer[]) AS one

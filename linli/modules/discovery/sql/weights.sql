-- name: find_weights
-- What counts how much in a market: the last choices of its operators, the last one first.
SELECT version, usual, text, near, open, rated, record, offer, verified, half_m, reason, made_by, made_at
FROM discovery.weights WHERE market_id = $1 ORDER BY version DESC LIMIT $2

-- name: choose_weights
-- The next choice after the one that was looked at ($2; 0 for none); of two at once only one follows it.
INSERT INTO discovery.weights (
    market_id, version, usual, text, near, open, rated, record, offer, verified, half_m, reason, made_by, made_at
)
SELECT $1, $2::integer + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
WHERE $2::integer = (SELECT coalesce(max(w.version), 0) FROM discovery.weights AS w WHERE w.market_id = $1)
ON CONFLICT (market_id, version) DO NOTHING

-- name: insert_costs
-- Costs by ids that are made of what they say, so that the same file again changes nothing.
INSERT INTO attribution.costs (
    market_id, cost_id, merchant_id, store_id, channel, label, amount_minor, first_day, last_day, entered_by, entered_at
)
SELECT $1, c.cost_id, $2, $3, c.channel, c.label, c.amount_minor, c.first_day, c.last_day, $4, $5
FROM unnest($6::uuid[], $7::text[], $8::text[], $9::bigint[], $10::date[], $11::date[])
    AS c (cost_id, channel, label, amount_minor, first_day, last_day)
ON CONFLICT DO NOTHING

-- name: delete_cost
-- A cost that was a mistake.
DELETE FROM attribution.costs WHERE market_id = $1 AND merchant_id = $2 AND cost_id = $3

-- name: costs_of_merchant
-- The costs of a merchant that touch a period, the latest first: of one store ($3), or of all of it and its stores.
SELECT c.channel, c.label, c.amount_minor, c.first_day, c.last_day, c.cost_id, c.store_id
FROM attribution.costs AS c
WHERE c.market_id = $1 AND c.merchant_id = $2 AND ($3::uuid IS NULL OR c.store_id = $3) AND c.last_day >= $4
    AND c.first_day < $5
ORDER BY c.last_day DESC, c.cost_id DESC

-- name: costs_of_market
-- The costs of a whole market that touch a period.
SELECT c.channel, c.label, c.amount_minor, c.first_day, c.last_day, c.cost_id, c.store_id
FROM attribution.costs AS c
WHERE c.market_id = $1 AND c.last_day >= $2 AND c.first_day < $3

-- name: write_window
-- For how long a channel's touches count.
INSERT INTO attribution.windows (market_id, merchant_id, channel, days) VALUES ($1, $2, $3, $4)
ON CONFLICT (market_id, merchant_id, channel) DO UPDATE SET days = excluded.days

-- name: delete_window
-- As long as usual.
DELETE FROM attribution.windows WHERE market_id = $1 AND merchant_id = $2 AND channel = $3

-- name: write_market_window
-- For how long a channel's touches count where a merchant has said nothing.
INSERT INTO attribution.market_windows (market_id, channel, days) VALUES ($1, $2, $3)
ON CONFLICT (market_id, channel) DO UPDATE SET days = excluded.days

-- name: market_windows
-- What a market says of its channels.
SELECT w.channel, w.days FROM attribution.market_windows AS w WHERE w.market_id = $1
ORDER BY w.channel

-- name: find_half_life
-- After how many hours a touch counts half, if the market says so.
SELECT r.half_life_hours FROM attribution.rules AS r WHERE r.market_id = $1

-- name: write_half_life
-- What a market decides about fading.
INSERT INTO attribution.rules (market_id, half_life_hours) VALUES ($1, $2)
ON CONFLICT (market_id) DO UPDATE SET half_life_hours = excluded.half_life_hours

-- name: write_day_prices
-- What a variant costs in a store on some days; the last word holds.
INSERT INTO prices.days AS d (market_id, store_id, variant_id, day, price_minor)
SELECT $1, $2, $3, n.day, $5 FROM unnest($4::date[]) AS n (day)
ORDER BY n.day
ON CONFLICT (market_id, store_id, variant_id, day) DO UPDATE SET price_minor = excluded.price_minor

-- name: drop_day_prices
-- These days cost what any day costs.
DELETE FROM prices.days WHERE market_id = $1 AND store_id = $2 AND variant_id = $3 AND day = ANY($4::date[])

-- name: find_day_prices
-- What some variants cost in a store on the days from one to before another that have a price of their own.
SELECT variant_id, day, price_minor FROM prices.days
WHERE market_id = $1 AND store_id = $2 AND variant_id = ANY($3::uuid[]) AND day >= $4 AND day < $5

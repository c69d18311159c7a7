-- name: insert_close
-- A day is closed once; whoever comes second writes nothing.
INSERT INTO treasury.day_closes (market_id, day, closed_at, closed_by) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING

-- name: insert_totals
-- What the day comes to: all there is until its end, less all there was at the close before.
INSERT INTO treasury.day_totals (market_id, day, purpose, currency, debits_minor, credits_minor, debits_until_minor,
    credits_until_minor)
SELECT $1, $2, n.purpose, n.currency, n.debits - coalesce(t.debits_until_minor, 0),
    n.credits - coalesce(t.credits_until_minor, 0), n.debits, n.credits
FROM unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[]) AS n (purpose, currency, debits, credits)
LEFT JOIN treasury.day_totals AS t
    ON t.market_id = $1 AND t.day = $3 AND t.purpose = n.purpose AND t.currency = n.currency

-- name: last_close
-- The latest closed day.
SELECT day, closed_at, closed_by FROM treasury.day_closes WHERE market_id = $1 ORDER BY day DESC LIMIT 1

-- name: find_close
-- One closed day.
SELECT day, closed_at, closed_by FROM treasury.day_closes WHERE market_id = $1 AND day = $2

-- name: closes
-- Closed days, the latest first, before a day.
SELECT day, closed_at, closed_by FROM treasury.day_closes
WHERE market_id = $1 AND day < $2
ORDER BY day DESC
LIMIT $3

-- name: totals_of_day
-- A closed day by purpose.
SELECT purpose, currency, debits_minor, credits_minor, debits_until_minor, credits_until_minor
FROM treasury.day_totals
WHERE market_id = $1 AND day = $2
ORDER BY currency, purpose

-- name: merchants_to_learn
-- Whose codes were followed since a moment.
SELECT DISTINCT t.merchant_id FROM attribution.touches AS t
WHERE t.market_id = $1 AND t.at >= $2 AND t.kind = 'visit'
ORDER BY t.merchant_id

-- name: journeys_won
-- How often which channels together led to an order of a merchant since a day.
SELECT j.channels, true AS won, count(*) AS times
FROM (
    SELECT array_agg(c.channel ORDER BY c.channel) AS channels
    FROM attribution.credits AS c
    WHERE c.market_id = $1 AND c.merchant_id = $2 AND c.model = 'linear' AND c.day >= $3 AND c.kind = 'order'
        AND c.channel <> 'direct'
    GROUP BY c.goal_id
) AS j
GROUP BY j.channels
ORDER BY j.channels

-- name: journeys_lost
-- How often which channels together led to nothing: a person's, a device's or a lone visit's touches since a moment
-- that are credited for no goal.
SELECT j.channels, false AS won, count(*) AS times
FROM (
    SELECT array_agg(t.channel ORDER BY t.channel) AS channels
    FROM attribution.touches AS t
    WHERE t.market_id = $1 AND t.merchant_id = $2 AND t.at >= $3 AND t.kind = 'visit' AND t.fault = ''
        AND NOT EXISTS (
            SELECT FROM attribution.credits AS c WHERE c.market_id = $1 AND c.touch_id = t.touch_id
        )
    GROUP BY coalesce(t.person_id, t.device_id, t.touch_id)
) AS j
GROUP BY j.channels
ORDER BY j.channels

-- name: write_weights
-- What was learned of a merchant's channels.
INSERT INTO attribution.weights AS w (market_id, merchant_id, channel, weight, learned_at)
SELECT $1, $2, l.channel, l.weight, $5 FROM unnest($3::text[], $4::integer[]) AS l (channel, weight)
ON CONFLICT (market_id, merchant_id, channel) DO UPDATE SET
    weight = excluded.weight, learned_at = excluded.learned_at

-- name: goals_to_share_anew
-- The goals of a merchant since a day that more than one channel shares, a batch after the last one.
SELECT c.goal_id FROM attribution.credits AS c
WHERE c.market_id = $1 AND c.merchant_id = $2 AND c.model = 'linear' AND c.day >= $3 AND c.goal_id > $4
GROUP BY c.goal_id
HAVING count(DISTINCT c.channel) > 1
ORDER BY c.goal_id
LIMIT $5

-- name: drop_sources
-- Prints of addresses are kept no longer than bursts are looked for.
UPDATE attribution.touches SET source = ''
WHERE market_id = $1 AND at < $2 AND source <> ''

-- name: drop_devices
-- Of a device on which nobody signed in nothing is known after the longest window.
UPDATE attribution.touches SET device_id = NULL
WHERE market_id = $1 AND at < $2 AND device_id IS NOT NULL

-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'pins' AS kind, jsonb_build_object(
    'merchant_id', t.merchant_id, 'made_at', t.made_at
) AS said
FROM terminals.pins AS t
WHERE t.market_id = $1 AND t.person_id = $2
UNION ALL
SELECT 'sittings' AS kind, jsonb_build_object(
    'device_id', t.device_id, 'began_at', t.began_at, 'ended_at', t.ended_at
) AS said
FROM terminals.sittings AS t
WHERE t.market_id = $1 AND t.person_id = $2

-- name: drop_pins
-- Nobody who is erased signs in at a till.
DELETE FROM terminals.pins WHERE market_id = $1 AND person_id = $2

-- name: drop_sittings
-- When they sat at which till.
DELETE FROM terminals.sittings WHERE market_id = $1 AND person_id = $2

-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'visits' AS kind, jsonb_build_object(
    'store_id', t.store_id, 'kind', t.kind, 'visited_at', t.visited_at
) AS said
FROM recommendations.visits AS t
WHERE t.market_id = $1 AND t.person_id = $2
UNION ALL
SELECT 'dismissals' AS kind, jsonb_build_object(
    'store_id', t.store_id, 'dismissed_at', t.dismissed_at
) AS said
FROM recommendations.dismissals AS t
WHERE t.market_id = $1 AND t.person_id = $2

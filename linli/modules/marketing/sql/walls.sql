-- name: lock_campaign
-- Whoever makes codes for the same campaign at the same time waits for whoever came first, and then sees them.
SELECT campaign_id FROM marketing.campaigns WHERE market_id = $1 AND campaign_id = $2 FOR UPDATE

-- name: codes_of_wall
-- The live codes of a campaign that each lead to an article, in the order in which they were made.
SELECT link_id, code, store_id, channel, label, made_at, ended_at,
    place, landing, landing_ref, campaign_id, batch_id, number, clerk_id
FROM marketing.links
WHERE market_id = $1 AND store_id = $2 AND campaign_id = $3 AND landing = 'item' AND ended_at IS NULL
ORDER BY link_id

-- name: walls_of_store
-- Which campaigns of a store have codes that lead to articles.
SELECT c.campaign_id, c.store_id, c.name, c.made_at FROM marketing.campaigns AS c
WHERE c.market_id = $1 AND c.store_id = $2 AND EXISTS (
    SELECT FROM marketing.links AS l
    WHERE l.market_id = $1 AND l.store_id = $2 AND l.campaign_id = c.campaign_id AND l.landing = 'item'
        AND l.ended_at IS NULL
)
ORDER BY c.made_at DESC, c.campaign_id DESC

-- name: insert_codes_of_wall
-- Codes of a campaign, one for each article ($7 ids, $8 codes, $9 labels, $10 articles); those whose code is taken in this
-- market are left out, and get another one.
INSERT INTO marketing.links (
    market_id, link_id, code, store_id, channel, label, place, landing, landing_ref, campaign_id, made_by, made_at
)
SELECT $1, n.link_id, n.code, $2, $3, n.label, '', 'item', n.item_id, $4, $5, $6
FROM unnest($7::uuid[], $8::text[], $9::text[], $10::uuid[]) AS n (link_id, code, label, item_id)
ON CONFLICT (market_id, code) DO NOTHING
RETURNING landing_ref

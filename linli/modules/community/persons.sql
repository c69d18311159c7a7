-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'reviews' AS kind, jsonb_build_object(
    'store_id', t.store_id, 'order_id', t.order_id, 'nickname', t.nickname,
    'deal_title', t.deal_title, 'quality', t.quality, 'place', t.place, 'service', t.service,
    'body', t.body, 'written_at', t.written_at, 'reply', t.reply, 'withdrawn_at', t.withdrawn_at
) AS said
FROM community.reviews AS t
WHERE t.market_id = $1 AND t.person_id = $2
UNION ALL
SELECT 'follows' AS kind, jsonb_build_object(
    'store_id', t.store_id, 'followed_at', t.followed_at
) AS said
FROM community.follows AS t
WHERE t.market_id = $1 AND t.person_id = $2

-- name: blank_reviews
-- The marks stay, for they are in the store’s rating; name, text and the answer to it go.
UPDATE community.reviews SET nickname = $3, body = '', reply = ''
WHERE market_id = $1 AND person_id = $2

-- name: drop_follows
-- Nobody who is erased follows anything.
DELETE FROM community.follows WHERE market_id = $1 AND person_id = $2

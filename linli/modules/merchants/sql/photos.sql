-- name: lock_store
-- Whoever changes a store's photos waits for whoever does so already: their order and number stay whole.
SELECT store_id FROM merchants.stores WHERE market_id = $1 AND store_id = $2 FOR UPDATE

-- name: photos_of_store
-- hot: what a store shows of itself, in its own order.
SELECT store_id, picture_id, caption_zh, caption_en
FROM merchants.photos
WHERE market_id = $1 AND store_id = $2
ORDER BY position, picture_id

-- name: covers
-- The first photo of each of these stores; a store without one has no row.
SELECT DISTINCT ON (store_id) store_id, picture_id, caption_zh, caption_en
FROM merchants.photos
WHERE market_id = $1 AND store_id = ANY($2::uuid[])
ORDER BY store_id, position, picture_id

-- name: write_photo
-- One more, behind the others, unless there are as many as a page shows; the same picture again changes nothing.
INSERT INTO merchants.photos (market_id, store_id, picture_id, position, caption_zh, caption_en, added_at)
SELECT $1, $2, $3, coalesce(max(p.position), 0) + 1, '', '', $4
FROM merchants.photos AS p
WHERE p.market_id = $1 AND p.store_id = $2
HAVING count(*) FILTER (WHERE p.picture_id <> $3) < $5::integer
ON CONFLICT (market_id, store_id, picture_id) DO UPDATE SET added_at = excluded.added_at

-- name: arrange_photos
-- Their order and words, all at once.
UPDATE merchants.photos AS p SET position = n.position, caption_zh = n.caption_zh, caption_en = n.caption_en
FROM unnest($3::uuid[], $4::text[], $5::text[]) WITH ORDINALITY AS n (picture_id, caption_zh, caption_en, position)
WHERE p.market_id = $1 AND p.store_id = $2 AND p.picture_id = n.picture_id

-- name: drop_photo
-- Off the store's page.
DELETE FROM merchants.photos WHERE market_id = $1 AND store_id = $2 AND picture_id = $3

-- name: note_photo_keeper
-- That photos are kept for an article which may not be written yet.
INSERT INTO items.photo_keepers (market_id, owner_id, item_id, noted_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (market_id, owner_id) DO UPDATE SET noted_at = excluded.noted_at

-- name: unused_photos
-- Of what articles keep, whatever neither the article nor any version of it names.
SELECT k.owner_id, w.picture_id
FROM unnest($2::uuid[], $3::uuid[]) AS w (owner_id, picture_id)
JOIN items.photo_keepers AS k ON k.market_id = $1 AND k.owner_id = w.owner_id
WHERE NOT EXISTS (
    SELECT FROM items.items AS i
    WHERE i.market_id = $1 AND i.item_id = k.item_id AND w.picture_id = ANY(i.picture_ids)
) AND NOT EXISTS (
    SELECT FROM items.versions AS v
    WHERE v.market_id = $1 AND v.item_id = k.item_id
        AND v.written -> 'picture_ids' @> to_jsonb(w.picture_id::text)
)

-- name: forget_photo_keepers
-- Forms that came to nothing, once their photos are let go of.
DELETE FROM items.photo_keepers AS k
WHERE k.market_id = $1 AND k.noted_at < $2
    AND NOT EXISTS (SELECT FROM items.items AS i WHERE i.market_id = $1 AND i.item_id = k.item_id)

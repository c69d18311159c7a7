-- name: add_categories
-- Categories of a trade or a file, many at once; one that somebody else just made is that one.
INSERT INTO items.categories (market_id, merchant_id, category_id, name, name_en, icon, position)
SELECT $1, $2, r.category_id, r.name, r.name_en, r.icon, r.position
FROM jsonb_to_recordset($3::jsonb) AS r (category_id uuid, name text, name_en text, icon text, position integer)
ORDER BY r.category_id
ON CONFLICT DO NOTHING

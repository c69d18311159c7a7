-- name: add_categories
-- Categories of a trade or a file, many at once; one that somebody else just made is that one.
INSERT INTO items.categories (market_id, merchant_id, category_id, name, name_en, icon, position)
SELECT $1, $2, r.category_id, r.name, r.name_en, r.icon, r.position
FROM jsonb_to_recordset($3::jsonb) AS r (category_id uuid, name text, name_en text, icon text, position integer)
ORDER BY r.category_id
ON CONFLICT DO NOTHING

-- name: write_import
-- A file as it was sent, with what it would do.
INSERT INTO items.imports (market_id, import_id, merchant_id, trade, store_ids, file_name, content, report, drafts,
    total, written, left_out, state, sent_by, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '{}', 'shown', $11, $12)

-- name: find_import
-- A file that a merchant sent, as it stands.
SELECT import_id, trade, store_ids, file_name, report, total, written, left_out, state, sent_at, done_at
FROM items.imports
WHERE market_id = $1 AND merchant_id = $2 AND import_id = $3

-- name: find_import_content
-- The file itself, to be read again.
SELECT content FROM items.imports WHERE market_id = $1 AND merchant_id = $2 AND import_id = $3

-- name: find_import_drafts
-- The articles that a file asks for, as they were shown.
SELECT drafts FROM items.imports WHERE market_id = $1 AND import_id = $2

-- name: imports_of_merchant
-- What a merchant sent last.
SELECT import_id, trade, store_ids, file_name, report, total, written, left_out, state, sent_at, done_at
FROM items.imports
WHERE market_id = $1 AND merchant_id = $2
ORDER BY sent_at DESC, import_id DESC
LIMIT $3

-- name: advance_import
-- Some of its articles are being written, by whoever comes first: from the state and number ($3, $4) that one has seen
-- to those that are reached with it ($5, $6).
UPDATE items.imports SET state = $5, written = $6, left_out = left_out || $7::text[],
    done_at = CASE WHEN $5 = 'done' THEN $8::timestamptz END
WHERE market_id = $1 AND import_id = $2 AND state = $3 AND written = $4
RETURNING import_id

-- name: keep_import_drafts
-- The articles with the categories that were made for them.
UPDATE items.imports SET drafts = $3 WHERE market_id = $1 AND import_id = $2

-- name: rewrite_import
-- What a file does by now: shown again after somebody was faster.
UPDATE items.imports SET report = $3, drafts = $4, total = $5
WHERE market_id = $1 AND import_id = $2 AND state = 'shown'

-- name: forget_imports
-- Files of which nobody has need any more.
DELETE FROM items.imports WHERE market_id = $1 AND sent_at < $2

-- name: find_items_of_variants
-- To which articles of a merchant these variants belong.
SELECT DISTINCT item_id FROM items.variants
WHERE market_id = $1 AND merchant_id = $2 AND variant_id = ANY($3::uuid[])

-- name: write_items
-- New articles, many at once: an import writes five hundred with one statement.
INSERT INTO items.items (market_id, item_id, merchant_id, kind, title, title_en, description, description_en,
    category_id, icon, picture_ids, attributes, details, state, words, revision, created_at, changed_at,
    position)
SELECT $1, r.item_id, $2, r.kind, r.title, r.title_en, r.description, r.description_en, r.category_id, r.icon,
    r.picture_ids, r.attributes, r.details, r.state, r.words, 1, $4, $4,
    r.position
FROM jsonb_to_recordset($3::jsonb) AS r (item_id uuid, kind text, title text, title_en text, description text,
    description_en text, category_id uuid, icon text, picture_ids uuid[], attributes jsonb, details jsonb, state text,
    words text, position integer)

-- name: rewrite_items
-- Articles as they are from now on, each only if nobody else wrote it since it was looked at; those that were.
UPDATE items.items AS i SET kind = r.kind, title = r.title, title_en = r.title_en, description = r.description,
    description_en = r.description_en, category_id = r.category_id, icon = r.icon, picture_ids = r.picture_ids,
    attributes = r.attributes, details = r.details, state = r.state, words = r.words, position = r.position,
    revision = i.revision + 1,
    changed_at = $4
FROM jsonb_to_recordset($3::jsonb) AS r (item_id uuid, kind text, title text, title_en text, description text,
    description_en text, category_id uuid, icon text, picture_ids uuid[], attributes jsonb, details jsonb, state text,
    words text, position integer, revision integer)
WHERE i.market_id = $1 AND i.merchant_id = $2 AND i.item_id = r.item_id AND i.revision = r.revision
RETURNING i.item_id

-- name: write_variants
-- The variants of these articles, new or as they are from now on; in one order, so that two writers cannot deadlock.
INSERT INTO items.variants AS v (market_id, variant_id, item_id, merchant_id, position, name, name_en, sku, gtin,
    price_minor, currency, weight_g, content_size, content_unit, active)
SELECT $1, r.variant_id, r.item_id, $2, r.position, r.name, r.name_en, r.sku, r.gtin, r.price_minor, $4, r.weight_g,
    r.content_size, r.content_unit, true
FROM jsonb_to_recordset($3::jsonb) AS r (variant_id uuid, item_id uuid, position integer, name text, name_en text,
    sku text, gtin text, price_minor bigint, weight_g integer, content_size integer, content_unit text)
ORDER BY r.variant_id
ON CONFLICT (market_id, variant_id) DO UPDATE SET position = excluded.position, name = excluded.name,
    name_en = excluded.name_en, sku = excluded.sku, gtin = excluded.gtin, price_minor = excluded.price_minor,
    weight_g = excluded.weight_g, content_size = excluded.content_size, content_unit = excluded.content_unit,
    active = true
WHERE v.item_id = excluded.item_id

-- name: retire_variants
-- Variants that their article no longer has; orders that were placed keep their names.
UPDATE items.variants SET active = false
WHERE market_id = $1 AND item_id = ANY($2::uuid[]) AND variant_id <> ALL($3::uuid[]) AND active

-- name: drop_codes
-- Codes that these articles no longer go by.
DELETE FROM items.codes AS c
WHERE c.market_id = $1 AND c.merchant_id = $2 AND c.variant_id IN (
    SELECT v.variant_id FROM items.variants AS v WHERE v.market_id = $1 AND v.item_id = ANY($3::uuid[])
) AND (c.code, c.variant_id) NOT IN (SELECT n.code, n.variant_id FROM unnest($4::text[], $5::uuid[]) AS n (code, variant_id))

-- name: take_codes
-- Each code names one variant of a merchant; those that came to be, or were this variant's own already.
INSERT INTO items.codes AS c (market_id, merchant_id, code, variant_id)
SELECT $1, $2, n.code, n.variant_id FROM unnest($3::text[], $4::uuid[]) AS n (code, variant_id)
ORDER BY n.code
ON CONFLICT (market_id, merchant_id, code) DO UPDATE SET variant_id = c.variant_id
WHERE c.variant_id = excluded.variant_id
RETURNING code

-- name: write_versions
-- What was written with this revision, for good.
INSERT INTO items.versions (market_id, item_id, revision, written, written_at)
SELECT $1, r.item_id, r.revision, r.written, $3
FROM jsonb_to_recordset($2::jsonb) AS r (item_id uuid, revision integer, written jsonb)

-- name: find_versions
-- How articles were written with these revisions.
SELECT v.item_id, v.revision, v.written
FROM unnest($2::uuid[], $3::integer[]) AS w (item_id, revision)
JOIN items.versions AS v ON v.market_id = $1 AND v.item_id = w.item_id AND v.revision = w.revision

-- name: add_to_range
-- Stores sell these articles from now on, one place of the list after the other; those that did not before.
INSERT INTO items.sold_at (market_id, store_id, item_id)
SELECT DISTINCT $1::integer, p.store_id, p.item_id FROM unnest($2::uuid[], $3::uuid[]) AS p (store_id, item_id)
ORDER BY p.store_id, p.item_id
ON CONFLICT DO NOTHING
RETURNING store_id, item_id

-- name: drop_from_range
-- Stores no longer sell these articles; those that did before.
DELETE FROM items.sold_at AS s USING unnest($2::uuid[], $3::uuid[]) AS p (store_id, item_id)
WHERE s.market_id = $1 AND s.store_id = p.store_id AND s.item_id = p.item_id
RETURNING s.store_id, s.item_id

-- name: add_whole_range
-- A branch sells all that its head office sells.
INSERT INTO items.sold_at (market_id, store_id, item_id)
SELECT $1, $3, i.item_id FROM items.items AS i
WHERE i.market_id = $1 AND i.merchant_id = $2 AND i.state <> 'archived'
ORDER BY i.item_id
ON CONFLICT DO NOTHING

-- name: drop_range_of
-- A branch sells nothing of its former head office any more.
DELETE FROM items.sold_at AS s
WHERE s.market_id = $1 AND s.store_id = $3 AND s.item_id IN (
    SELECT i.item_id FROM items.items AS i WHERE i.market_id = $1 AND i.merchant_id = $2
)

-- name: drop_range
-- A store closes: it sells nothing any more.
DELETE FROM items.sold_at WHERE market_id = $1 AND store_id = $2

-- name: write_category
-- A category, new or as it is from now on.
INSERT INTO items.categories (market_id, merchant_id, category_id, name, name_en, icon, position)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (market_id, merchant_id, category_id) DO UPDATE
SET name = excluded.name, name_en = excluded.name_en, icon = excluded.icon, position = excluded.position

-- name: drop_category
-- A category goes, once it is empty.
DELETE FROM items.categories WHERE market_id = $1 AND merchant_id = $2 AND category_id = $3

-- name: empty_category
-- What stood in it stands in none from now on; which articles, with their new revisions and those versions.
WITH emptied AS (
    UPDATE items.items SET category_id = NULL, revision = revision + 1, changed_at = $4
    WHERE market_id = $1 AND merchant_id = $2 AND category_id = $3
    RETURNING item_id, revision
), versions AS (
    INSERT INTO items.versions (market_id, item_id, revision, written, written_at)
    SELECT $1, e.item_id, e.revision, v.written || '{"category_id": null}', $4
    FROM emptied AS e
    JOIN items.versions AS v ON v.market_id = $1 AND v.item_id = e.item_id AND v.revision = e.revision - 1
)
SELECT item_id, revision FROM emptied ORDER BY item_id

-- name: write_change
-- What somebody did in one go, to take it back.
INSERT INTO items.changes (market_id, change_id, merchant_id, person_id, what, made_at)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: close_change
-- It is taken back, once.
UPDATE items.changes SET undone_at = $5
WHERE market_id = $1 AND merchant_id = $2 AND person_id = $3 AND change_id = $4 AND undone_at IS NULL
RETURNING change_id, merchant_id, person_id, what, made_at, undone_at

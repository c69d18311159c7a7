-- name: find_items
-- hot: articles by key, with what is sold of them now, or everything of one that is sold no more.
SELECT i.market_id, i.item_id, i.merchant_id, i.kind, i.title, i.title_en, i.description, i.description_en,
    i.category_id, i.icon, i.picture_ids, i.attributes, i.details, i.state, i.position, i.revision, i.created_at, i.changed_at,
    coalesce((
        SELECT jsonb_agg(to_jsonb(v) ORDER BY v.position, v.variant_id) FROM items.variants AS v
        WHERE v.market_id = $1 AND v.item_id = i.item_id AND v.active
    ), '[]') AS variants
FROM items.items AS i
WHERE i.market_id = $1 AND i.item_id = ANY($2::uuid[])

-- name: ids_of_merchant
-- A page of a merchant's articles by title, after a title and id ($5, $6), as the filter says; nothing that was put
-- away unless it is asked for.
SELECT i.item_id FROM items.items AS i
WHERE i.market_id = $1 AND i.merchant_id = $2
    AND (i.state = $3 OR ($3::text IS NULL AND i.state <> 'archived'))
    AND ($4::text IS NULL OR i.kind = $4)
    AND (i.title, i.item_id) > ($5::text, $6::uuid)
    AND ($7::uuid IS NULL OR i.category_id = $7)
    AND ($8::text = '' OR i.words LIKE '%' || $8 || '%')
    AND (NOT $9::boolean OR i.category_id IS NULL)
    AND ($10::uuid IS NULL OR EXISTS (
        SELECT 1 FROM items.sold_at AS s WHERE s.market_id = $1 AND s.store_id = $10 AND s.item_id = i.item_id
    ))
    AND ($11::uuid IS NULL OR NOT EXISTS (
        SELECT 1 FROM items.sold_at AS s WHERE s.market_id = $1 AND s.store_id = $11 AND s.item_id = i.item_id
    ))
ORDER BY i.title, i.item_id
LIMIT $12

-- name: page_of_store
-- hot: a page of what a store sells, by title, after a title and id ($3, $4).
SELECT i.market_id, i.item_id, i.merchant_id, i.kind, i.title, i.title_en, i.description, i.description_en,
    i.category_id, i.icon, i.picture_ids, i.attributes, i.details, i.state, i.position, i.revision, i.created_at, i.changed_at,
    coalesce((
        SELECT jsonb_agg(to_jsonb(v) ORDER BY v.position, v.variant_id) FROM items.variants AS v
        WHERE v.market_id = $1 AND v.item_id = i.item_id AND v.active
    ), '[]') AS variants
FROM items.sold_at AS s
JOIN items.items AS i ON i.market_id = $1 AND i.item_id = s.item_id
WHERE s.market_id = $1 AND s.store_id = $2 AND i.state = 'on_sale'
    AND (i.title, i.item_id) > ($3::text, $4::uuid)
    AND ($5::uuid IS NULL OR i.category_id = $5)
    AND ($6::text = '' OR i.words LIKE '%' || $6 || '%')
    AND ($7::text IS NULL OR i.kind = $7)
ORDER BY i.title, i.item_id
LIMIT $8

-- name: board_of_store
-- hot: a menu or price list is read as a whole: what a store sells of these kinds, in its own order.
SELECT i.market_id, i.item_id, i.merchant_id, i.kind, i.title, i.title_en, i.description, i.description_en,
    i.category_id, i.icon, i.picture_ids, i.attributes, i.details, i.state, i.position, i.revision, i.created_at, i.changed_at,
    coalesce((
        SELECT jsonb_agg(to_jsonb(v) ORDER BY v.position, v.variant_id) FROM items.variants AS v
        WHERE v.market_id = $1 AND v.item_id = i.item_id AND v.active
    ), '[]') AS variants
FROM items.sold_at AS s
JOIN items.items AS i ON i.market_id = $1 AND i.item_id = s.item_id
LEFT JOIN items.categories AS c
    ON c.market_id = $1 AND c.merchant_id = i.merchant_id AND c.category_id = i.category_id
WHERE s.market_id = $1 AND s.store_id = $2 AND i.state = 'on_sale' AND i.kind = ANY($3::text[])
ORDER BY c.position NULLS LAST, c.category_id, i.position, i.title, i.item_id
LIMIT $4

-- name: counts_of_store
-- hot: how many articles of a store stand in each category, as the filter's kind ($3; null: all) says.
SELECT i.category_id, count(*)::integer AS items
FROM items.sold_at AS s
JOIN items.items AS i ON i.market_id = $1 AND i.item_id = s.item_id
WHERE s.market_id = $1 AND s.store_id = $2 AND i.state = 'on_sale' AND ($3::text IS NULL OR i.kind = $3)
GROUP BY i.category_id

-- name: counts_of_merchant
-- How many articles of a merchant stand in each category; nothing that was put away.
SELECT category_id, count(*)::integer AS items FROM items.items
WHERE market_id = $1 AND merchant_id = $2 AND state <> 'archived'
GROUP BY category_id

-- name: find_sellable
-- hot: checkout: of these variants those that the store sells now.
SELECT v.variant_id, v.item_id, v.merchant_id, i.kind, i.title, i.title_en, v.name AS variant_name,
    v.name_en AS variant_name_en, i.category_id, i.icon, i.picture_ids, i.details, v.sku, v.gtin, v.price_minor,
    v.currency, v.weight_g, v.content_size, v.content_unit
FROM items.variants AS v
JOIN items.items AS i ON i.market_id = $1 AND i.item_id = v.item_id
JOIN items.sold_at AS s ON s.market_id = $1 AND s.store_id = $2 AND s.item_id = v.item_id
WHERE v.market_id = $1 AND v.variant_id = ANY($3::uuid[]) AND v.active AND i.state = 'on_sale'

-- name: find_variants
-- Variants by key, whatever became of them: names for orders, stock and price lists.
SELECT v.variant_id, v.item_id, v.merchant_id, i.kind, i.title, i.title_en, v.name AS variant_name,
    v.name_en AS variant_name_en, i.category_id, i.icon, i.picture_ids, i.details, v.sku, v.gtin, v.price_minor,
    v.currency, v.weight_g, v.content_size, v.content_unit
FROM items.variants AS v
JOIN items.items AS i ON i.market_id = $1 AND i.item_id = v.item_id
WHERE v.market_id = $1 AND v.variant_id = ANY($2::uuid[])

-- name: find_codes
-- hot: what stands behind barcodes and article numbers of a merchant.
SELECT code, variant_id FROM items.codes WHERE market_id = $1 AND merchant_id = $2 AND code = ANY($3::text[])

-- name: range_of_items
-- In which stores these articles are sold.
SELECT store_id, item_id FROM items.sold_at
WHERE market_id = $1 AND item_id = ANY($2::uuid[])
ORDER BY item_id, store_id

-- name: find_categories
-- hot: a merchant's categories in their order.
SELECT category_id, name, name_en, icon, position FROM items.categories
WHERE market_id = $1 AND merchant_id = $2
ORDER BY position, name, category_id

-- name: find_change
-- One change of a merchant's articles.
SELECT change_id, merchant_id, person_id, what, made_at, undone_at FROM items.changes
WHERE market_id = $1 AND merchant_id = $2 AND change_id = $3

-- name: last_change
-- The latest change of one person that they have not taken back.
SELECT change_id, merchant_id, person_id, what, made_at, undone_at FROM items.changes
WHERE market_id = $1 AND merchant_id = $2 AND person_id = $3 AND undone_at IS NULL
ORDER BY change_id DESC
LIMIT 1

-- name: variants_of_items
-- Every variant that these articles have or had.
SELECT variant_id, item_id FROM items.variants WHERE market_id = $1 AND item_id = ANY($2::uuid[])

-- name: listing
-- A part of the articles on sale somewhere in the order of ids, for sitemaps.
SELECT i.item_id AS id, i.item_id::text AS name, i.changed_at FROM items.items AS i
WHERE i.market_id = $1 AND i.item_id > $2 AND i.state = 'on_sale'
  AND EXISTS (SELECT FROM items.sold_at AS s WHERE s.market_id = $1 AND s.item_id = i.item_id)
ORDER BY i.item_id
LIMIT $3

-- name: listing_starts
-- The last article of each such part of $2 articles but the last.
SELECT numbered.id FROM (
    SELECT i.item_id AS id, row_number() OVER (ORDER BY i.item_id) AS place, count(*) OVER () AS every
    FROM items.items AS i
    WHERE i.market_id = $1 AND i.state = 'on_sale'
      AND EXISTS (SELECT FROM items.sold_at AS s WHERE s.market_id = $1 AND s.item_id = i.item_id)
) AS numbered
WHERE numbered.place % $2::bigint = 0 AND numbered.place < numbered.every
ORDER BY numbered.id

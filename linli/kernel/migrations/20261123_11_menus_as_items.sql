-- The lines of menus and price lists become articles like all others: one model, one price, one place to change them.
ALTER TABLE items.items ADD COLUMN position integer NOT NULL DEFAULT 0 CHECK (position >= 0);
ALTER TABLE items.items ALTER COLUMN position DROP DEFAULT;

INSERT INTO items.categories (market_id, merchant_id, category_id, name, name_en, icon, position)
SELECT m.market_id, s.merchant_id, uuidv7(), m.section, max(m.section_en), '', min(m.position)
FROM catalog.menu_items AS m
JOIN merchants.stores AS s ON s.market_id = m.market_id AND s.store_id = m.store_id
WHERE s.merchant_id IS NOT NULL AND m.section <> ''
GROUP BY m.market_id, s.merchant_id, m.section;

CREATE TABLE items.moved AS
SELECT m.market_id, uuidv7() AS item_id, uuidv7() AS variant_id, s.merchant_id, m.store_id, m.position, m.name,
    CASE WHEN m.name_en = '' THEN m.name ELSE m.name_en END AS name_en, m.note, m.icon, m.price_minor, m.currency,
    c.category_id,
    CASE
        WHEN m.price_minor = 0 THEN 'quote'
        WHEN s.trade IN ('restaurant', 'cafe', 'bar', 'bakery', 'tea_house', 'fast_food') THEN 'dish'
        WHEN s.trade IN ('hair', 'beauty', 'massage', 'clinic', 'fitness', 'pet', 'laundry', 'kids') THEN 'service'
        WHEN s.trade IN ('cinema', 'culture', 'travel') THEN 'ticket'
        WHEN s.trade = 'hotel' THEN 'room'
        ELSE 'goods'
    END AS kind
FROM catalog.menu_items AS m
JOIN merchants.stores AS s ON s.market_id = m.market_id AND s.store_id = m.store_id
LEFT JOIN items.categories AS c
    ON c.market_id = m.market_id AND c.merchant_id = s.merchant_id AND c.name = m.section
WHERE s.merchant_id IS NOT NULL;

INSERT INTO items.items (market_id, item_id, merchant_id, kind, title, title_en, description, description_en, category_id,
    icon, picture_ids, attributes, details, state, words, revision, created_at, changed_at, position)
SELECT market_id, item_id, merchant_id, kind, name, name_en, note, '', category_id, icon, '{}', '{}',
    CASE kind WHEN 'service' THEN '{"minutes": 60, "at_store": true}'::jsonb ELSE '{}'::jsonb END,
    'on_sale', lower(name || ' ' || name_en), 1, now(), now(), position
FROM items.moved;
INSERT INTO items.variants (market_id, variant_id, item_id, merchant_id, position, name, name_en, sku, gtin, price_minor,
    currency, weight_g, content_size, content_unit, active)
SELECT market_id, variant_id, item_id, merchant_id, 0, '', '', '', '', price_minor, currency, 0, 0, '', true FROM items.moved;
INSERT INTO items.sold_at (market_id, store_id, item_id) SELECT market_id, store_id, item_id FROM items.moved;
INSERT INTO items.versions (market_id, item_id, revision, written, written_at)
SELECT market_id, item_id, 1, jsonb_build_object(
    'kind', kind, 'title', name, 'title_en', name_en, 'description', note, 'category_id', category_id, 'icon', icon,
    'position', position, 'item_id', item_id,
    'details', CASE kind WHEN 'service' THEN '{"minutes": 60, "at_store": true}'::jsonb ELSE '{}'::jsonb END,
    'variants', jsonb_build_array(jsonb_build_object('variant_id', variant_id, 'price_minor', price_minor))
), now()
FROM items.moved;
DROP TABLE catalog.menu_items;
DROP TABLE items.moved;

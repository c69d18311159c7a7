-- What shops sell beside deals: articles of every kind in one model, each with its variants.
CREATE SCHEMA items;

CREATE TABLE items.categories (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    category_id uuid NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    icon text NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (market_id, merchant_id, category_id)
);

CREATE TABLE items.items (
    market_id integer NOT NULL,
    item_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('goods', 'dish', 'service', 'ticket', 'room', 'quote')),
    title text NOT NULL,
    title_en text NOT NULL,
    description text NOT NULL,
    description_en text NOT NULL,
    category_id uuid,
    icon text NOT NULL,
    picture_ids uuid[] NOT NULL,
    attributes jsonb NOT NULL,
    details jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('on_sale', 'hidden', 'archived')),
    words text NOT NULL,
    revision integer NOT NULL CHECK (revision > 0),
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, item_id),
    FOREIGN KEY (market_id, merchant_id, category_id) REFERENCES items.categories (market_id, merchant_id, category_id)
);
CREATE INDEX items_by_merchant ON items.items (market_id, merchant_id, title, item_id);

-- What is bought and counted: an article has one at least. Prices are minor units of the market's currency.
CREATE TABLE items.variants (
    market_id integer NOT NULL,
    variant_id uuid NOT NULL,
    item_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    position integer NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    sku text NOT NULL,
    gtin text NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    currency text NOT NULL,
    weight_g integer NOT NULL CHECK (weight_g >= 0),
    content_size integer NOT NULL CHECK (content_size >= 0),
    content_unit text NOT NULL,
    active boolean NOT NULL,
    PRIMARY KEY (market_id, variant_id),
    FOREIGN KEY (market_id, item_id) REFERENCES items.items (market_id, item_id)
);
CREATE INDEX variants_by_item ON items.variants (market_id, item_id, position);

-- A barcode or article number names one variant of a merchant.
CREATE TABLE items.codes (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    code text NOT NULL,
    variant_id uuid NOT NULL,
    PRIMARY KEY (market_id, merchant_id, code),
    FOREIGN KEY (market_id, variant_id) REFERENCES items.variants (market_id, variant_id)
);
CREATE INDEX codes_by_variant ON items.codes (market_id, variant_id);

-- The range of a store: the way from a store to what it sells.
CREATE TABLE items.sold_at (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    item_id uuid NOT NULL,
    PRIMARY KEY (market_id, store_id, item_id),
    FOREIGN KEY (market_id, item_id) REFERENCES items.items (market_id, item_id)
);
CREATE INDEX sold_at_by_item ON items.sold_at (market_id, item_id);

-- How an article was written before each change, so that any change can be taken back.
CREATE TABLE items.versions (
    market_id integer NOT NULL,
    item_id uuid NOT NULL,
    revision integer NOT NULL,
    written jsonb NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, item_id, revision),
    FOREIGN KEY (market_id, item_id) REFERENCES items.items (market_id, item_id)
);

-- Price books: what an article costs where, through which channel, for whom and when. An article's base price is its
-- own; a book says otherwise.
CREATE SCHEMA prices;

-- `before` is what the last change replaced, so that it can be taken back. A reason is read by customers.
CREATE TABLE prices.books (
    market_id integer NOT NULL,
    book_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    name text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('any', 'online', 'in_store')),
    tier text NOT NULL,
    region text NOT NULL,
    store_ids uuid[] NOT NULL,
    begins_at timestamptz,
    ends_at timestamptz,
    reason text NOT NULL,
    reason_en text NOT NULL,
    state text NOT NULL CHECK (state IN ('on', 'off')),
    revision integer NOT NULL CHECK (revision > 0),
    before jsonb,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, book_id),
    CHECK (ends_at > begins_at)
);
CREATE INDEX books_by_merchant ON prices.books (market_id, merchant_id, book_id);

-- What a book asks for a variant: an amount in minor units, or so many hundredths of a percent of the base price.
CREATE TABLE prices.entries (
    market_id integer NOT NULL,
    book_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    price_minor bigint CHECK (price_minor > 0),
    percent_bp integer CHECK (percent_bp BETWEEN 1 AND 100000),
    PRIMARY KEY (market_id, book_id, variant_id),
    FOREIGN KEY (market_id, book_id) REFERENCES prices.books (market_id, book_id),
    CHECK ((price_minor IS NULL) <> (percent_bp IS NULL))
);
CREATE INDEX entries_by_variant ON prices.entries (market_id, variant_id, book_id);

-- Every word about a price, for good: from this change on the book (the nil id: the article itself) asks this for the
-- variant; neither amount nor percent: it says nothing any more.
CREATE TABLE prices.history (
    market_id integer NOT NULL,
    variant_id uuid NOT NULL,
    book_id uuid NOT NULL,
    change_id uuid NOT NULL,
    at timestamptz NOT NULL,
    price_minor bigint,
    percent_bp integer,
    channel text NOT NULL,
    tier text NOT NULL,
    region text NOT NULL,
    store_ids uuid[] NOT NULL,
    begins_at timestamptz,
    ends_at timestamptz,
    PRIMARY KEY (market_id, variant_id, book_id, change_id)
);

-- How a merchant groups its stores for prices.
CREATE TABLE prices.regions (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    region text NOT NULL,
    PRIMARY KEY (market_id, merchant_id, store_id)
);

-- Whoever writes a merchant's prices takes this row first: one after the other, so that what each leaves was looked at
-- as a whole.
CREATE TABLE prices.turns (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    turn bigint NOT NULL,
    PRIMARY KEY (market_id, merchant_id)
);

-- A store says: the same price online and here.
CREATE TABLE prices.parity (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    declared_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, store_id)
);
CREATE INDEX parity_by_merchant ON prices.parity (market_id, merchant_id);

-- What a store's own till asked last, beside what was asked here at the moment when it said so.
CREATE TABLE prices.till_prices (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    report_id uuid NOT NULL,
    till_minor bigint NOT NULL CHECK (till_minor >= 0),
    online_minor bigint NOT NULL,
    in_store_minor bigint NOT NULL,
    finding text NOT NULL CHECK (finding IN ('same', 'differs', 'explained')),
    read_at timestamptz NOT NULL,
    reported_at timestamptz NOT NULL,
    differs_since timestamptz,
    PRIMARY KEY (market_id, store_id, variant_id)
);
CREATE INDEX till_prices_by_report ON prices.till_prices (market_id, report_id);
CREATE INDEX till_prices_by_merchant ON prices.till_prices (market_id, merchant_id, report_id);

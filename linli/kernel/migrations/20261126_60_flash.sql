-- Flash sales: a part of a deal's stock, at a price of its own, from a moment on; and who has claimed some of it.
CREATE SCHEMA flash;

CREATE TABLE flash.sales (
    market_id integer NOT NULL,
    sale_id uuid NOT NULL,
    store_id uuid NOT NULL,
    deal_id uuid NOT NULL,
    units bigint NOT NULL CHECK (units > 0),
    per_person bigint NOT NULL CHECK (per_person > 0),
    price_minor bigint NOT NULL CHECK (price_minor > 0),
    currency text NOT NULL,
    hold_seconds integer NOT NULL CHECK (hold_seconds BETWEEN 30 AND 3600),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    PRIMARY KEY (market_id, sale_id)
);
CREATE INDEX sales_by_store ON flash.sales (market_id, store_id, sale_id);
CREATE INDEX sales_by_end ON flash.sales (market_id, ends_at);

-- What somebody claimed last of a sale: what waits in line has its place by `claimed_at`, what is held is kept for them
-- until `held_until`, what is ordered lies with their order.
CREATE TABLE flash.claims (
    market_id integer NOT NULL,
    sale_id uuid NOT NULL,
    person_id uuid NOT NULL,
    claim_id uuid NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    state text NOT NULL CHECK (state IN ('waiting', 'held', 'ordered')),
    claimed_at timestamptz NOT NULL,
    held_until timestamptz CHECK ((held_until IS NOT NULL) = (state = 'held')),
    PRIMARY KEY (market_id, sale_id, person_id)
);
CREATE INDEX claims_in_line ON flash.claims (market_id, sale_id, claimed_at, claim_id) WHERE state = 'waiting';
CREATE INDEX claims_by_person ON flash.claims (market_id, person_id);

-- Insight: who came to each store, when and how often, and how many will come.
CREATE SCHEMA insight;

-- Something that was paid for was used or taken along. News of it and of its undoing come in any order: it counts once
-- it was told and while it was not undone.
CREATE TABLE insight.uses (
    market_id integer NOT NULL,
    use_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    order_id uuid NOT NULL,
    at timestamptz NOT NULL,
    day date NOT NULL,
    hour smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
    amount_minor bigint NOT NULL,
    title text NOT NULL,
    title_en text NOT NULL,
    told boolean NOT NULL,
    undone boolean NOT NULL,
    PRIMARY KEY (market_id, use_id)
);
CREATE INDEX uses_of_people ON insight.uses (market_id, person_id, store_id);
CREATE INDEX uses_of_stores ON insight.uses (market_id, store_id, day);

-- A person came to a store on a day, however much was used; the row stays when all of it was undone.
CREATE TABLE insight.visits (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    day date NOT NULL,
    person_id uuid NOT NULL,
    uses integer NOT NULL,
    PRIMARY KEY (market_id, store_id, day, person_id)
);
CREATE INDEX visits_of_people ON insight.visits (market_id, person_id);

-- What a day was at a store.
CREATE TABLE insight.days (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    day date NOT NULL,
    visits integer NOT NULL,
    uses integer NOT NULL,
    amount_minor bigint NOT NULL,
    PRIMARY KEY (market_id, store_id, day)
);
CREATE INDEX days_of_markets ON insight.days (market_id, day);

-- A person as a store knows its customers; what of it a merchant may see with a name is decided elsewhere.
CREATE TABLE insight.customers (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    person_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    first_at timestamptz NOT NULL,
    first_day date NOT NULL,
    first_order_id uuid NOT NULL,
    last_at timestamptz NOT NULL,
    visits integer NOT NULL,
    uses integer NOT NULL,
    spent_minor bigint NOT NULL,
    favorite text NOT NULL,
    favorite_en text NOT NULL,
    PRIMARY KEY (market_id, store_id, person_id)
);
CREATE INDEX customers_by_last ON insight.customers (market_id, store_id, last_at, person_id);
CREATE INDEX customers_of_people ON insight.customers (market_id, person_id);

-- How many are expected at a store, and between which counts four of five days lie.
CREATE TABLE insight.forecasts (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    day date NOT NULL,
    expected integer NOT NULL,
    low integer NOT NULL,
    high integer NOT NULL,
    PRIMARY KEY (market_id, store_id, day)
);

-- What a store's forecast was made from, and how far off those before it would have been: the mean of |p - y| / (p + y)
-- in hundredths of a percent, beside that of the mean of the same weekday in the four weeks before; null where the past is too short to say.
CREATE TABLE insight.outlooks (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    made_on date NOT NULL,
    days integer NOT NULL,
    loss_bp integer,
    usual_loss_bp integer,
    PRIMARY KEY (market_id, store_id)
);

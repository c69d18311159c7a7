-- Goods are ordered as deals are: an order says what kind it is, a line of goods what article, which variant of it, and
-- which price applied and why.
ALTER TABLE orders.orders
    ADD COLUMN kind text NOT NULL DEFAULT 'deal' CHECK (kind IN ('deal', 'pickup', 'aisle')),
    ADD COLUMN line_count integer NOT NULL DEFAULT 1 CHECK (line_count > 0),
    ALTER COLUMN deal_id DROP NOT NULL,
    ALTER COLUMN terms_id DROP NOT NULL;
ALTER TABLE orders.orders
    ALTER COLUMN kind DROP DEFAULT,
    ALTER COLUMN line_count DROP DEFAULT,
    ADD CONSTRAINT orders_deal_check CHECK ((kind = 'deal') = (deal_id IS NOT NULL) AND (kind = 'deal') = (terms_id IS NOT NULL));

ALTER TABLE orders.lines
    ADD COLUMN item_id uuid,
    ADD COLUMN variant_id uuid,
    ADD COLUMN detail text NOT NULL DEFAULT '',
    ADD COLUMN detail_en text NOT NULL DEFAULT '',
    ADD COLUMN price_book_id uuid,
    ADD COLUMN price_why text NOT NULL DEFAULT '',
    ALTER COLUMN deal_id DROP NOT NULL,
    ALTER COLUMN terms_id DROP NOT NULL;
ALTER TABLE orders.lines
    ALTER COLUMN detail DROP DEFAULT,
    ALTER COLUMN detail_en DROP DEFAULT,
    ALTER COLUMN price_why DROP DEFAULT,
    ADD CONSTRAINT lines_what_check CHECK (
        (deal_id IS NOT NULL) = (terms_id IS NOT NULL) AND (deal_id IS NULL) = (item_id IS NOT NULL)
        AND (item_id IS NOT NULL) = (variant_id IS NOT NULL)
    );

-- What waits in a store to be handed over: one pickup for each paid order of goods.
CREATE SCHEMA pickups;

CREATE TABLE pickups.pickups (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('pickup', 'aisle')),
    code text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'ready', 'handed_over', 'closed')),
    currency text NOT NULL,
    opened_at timestamptz NOT NULL,
    collect_before timestamptz NOT NULL,
    ready_at timestamptz,
    closed_at timestamptz,
    left_at timestamptz,
    left_by text,
    PRIMARY KEY (market_id, order_id)
);
-- The shop's list of what waits; the timetable's question what was not collected in time.
CREATE INDEX pickups_open_of_store ON pickups.pickups (market_id, store_id, order_id) WHERE state IN ('waiting', 'ready');
CREATE INDEX pickups_of_store ON pickups.pickups (market_id, store_id, order_id);
CREATE INDEX pickups_due ON pickups.pickups (market_id, collect_before) WHERE state IN ('waiting', 'ready');
CREATE INDEX pickups_of_person ON pickups.pickups (market_id, person_id, order_id);

CREATE TABLE pickups.codes (
    market_id integer NOT NULL,
    code text NOT NULL,
    order_id uuid NOT NULL,
    PRIMARY KEY (market_id, code)
);

-- Every unit and every minor unit of a line lies in one of four pots; nothing leaves them.
CREATE TABLE pickups.lines (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    line_no integer NOT NULL CHECK (line_no > 0),
    variant_id uuid NOT NULL,
    title text NOT NULL,
    title_en text NOT NULL,
    detail text NOT NULL,
    detail_en text NOT NULL,
    icon text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    total_minor bigint NOT NULL CHECK (total_minor >= quantity),
    waiting integer NOT NULL CHECK (waiting >= 0),
    waiting_minor bigint NOT NULL CHECK (waiting_minor >= waiting),
    handed integer NOT NULL DEFAULT 0 CHECK (handed >= 0),
    handed_minor bigint NOT NULL DEFAULT 0 CHECK (handed_minor >= handed),
    refunded integer NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= refunded),
    returned integer NOT NULL DEFAULT 0 CHECK (returned >= 0),
    returned_minor bigint NOT NULL DEFAULT 0 CHECK (returned_minor >= returned),
    PRIMARY KEY (market_id, order_id, line_no),
    FOREIGN KEY (market_id, order_id) REFERENCES pickups.pickups (market_id, order_id),
    CONSTRAINT lines_units_check CHECK (waiting + handed + refunded + returned = quantity),
    CONSTRAINT lines_money_check CHECK (waiting_minor + handed_minor + refunded_minor + returned_minor = total_minor)
);

-- What happened at the counter and before it; a row is never changed.
CREATE TABLE pickups.moves (
    market_id integer NOT NULL,
    move_id uuid NOT NULL,
    order_id uuid NOT NULL,
    store_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('handed', 'undone', 'given_back', 'lapsed', 'returned')),
    lines jsonb NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    at timestamptz NOT NULL,
    undoes uuid,
    reason text NOT NULL,
    restocked boolean,
    PRIMARY KEY (market_id, move_id),
    FOREIGN KEY (market_id, order_id) REFERENCES pickups.pickups (market_id, order_id)
);
CREATE INDEX moves_of_order ON pickups.moves (market_id, order_id, move_id);

-- How a store hands over; a store without a row does it as most do.
CREATE TABLE pickups.rules (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    collect_hours integer NOT NULL CHECK (collect_hours > 0),
    return_days integer NOT NULL CHECK (return_days >= 0),
    self_checkout boolean NOT NULL,
    PRIMARY KEY (market_id, store_id)
);

-- What somebody is about to buy in a store: to collect, or there in the aisle.
CREATE SCHEMA carts;

CREATE TABLE carts.lines (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    store_id uuid NOT NULL,
    mode text NOT NULL CHECK (mode IN ('pickup', 'aisle')),
    variant_id uuid NOT NULL,
    picks text NOT NULL,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, person_id, store_id, mode, variant_id, picks)
);

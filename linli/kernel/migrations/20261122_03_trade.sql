-- Ranks 4 to 7: catalog, settlement, vouchers, orders, discovery, marketing, community.
CREATE SCHEMA catalog;
CREATE TABLE catalog.deals (
    market_id integer NOT NULL,
    deal_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    title text NOT NULL,
    title_en text NOT NULL,
    contents jsonb NOT NULL,
    rules_zh text[] NOT NULL,
    rules_en text[] NOT NULL,
    icon text NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor > 0),
    list_price_minor bigint NOT NULL,
    currency text NOT NULL,
    stock integer NOT NULL CHECK (stock >= 0),
    per_person integer NOT NULL CHECK (per_person > 0),
    valid_days integer NOT NULL CHECK (valid_days BETWEEN 1 AND 730),
    usable text NOT NULL,
    state text NOT NULL CHECK (state IN ('on_sale', 'ended')),
    published_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, deal_id),
    CHECK (list_price_minor >= price_minor)
);
CREATE INDEX deals_by_store ON catalog.deals (market_id, store_id, deal_id);
CREATE TABLE catalog.menu_items (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    position integer NOT NULL,
    section text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    currency text NOT NULL,
    icon text NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (market_id, store_id, position)
);

CREATE SCHEMA settlement;
-- One escrow per order: what came in, and where each part of it went.
CREATE TABLE settlement.escrows (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    currency text NOT NULL,
    commission_bp integer NOT NULL CHECK (commission_bp BETWEEN 0 AND 10000),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    released_minor bigint NOT NULL DEFAULT 0 CHECK (released_minor >= 0),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    held_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, order_id),
    CHECK (released_minor + refunded_minor <= amount_minor)
);
CREATE INDEX escrows_by_merchant ON settlement.escrows (market_id, merchant_id, order_id);

CREATE SCHEMA vouchers;
CREATE TABLE vouchers.vouchers (
    market_id integer NOT NULL,
    voucher_id uuid NOT NULL,
    order_id uuid NOT NULL,
    deal_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    title_en text NOT NULL,
    value_minor bigint NOT NULL CHECK (value_minor > 0),
    currency text NOT NULL,
    usable text NOT NULL,
    state text NOT NULL CHECK (state IN ('issued', 'redeemed', 'refunded', 'expired')),
    issued_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    redeemed_at timestamptz,
    redemption_id uuid,
    PRIMARY KEY (market_id, voucher_id)
);
CREATE INDEX vouchers_by_order ON vouchers.vouchers (market_id, order_id);
CREATE INDEX vouchers_by_person ON vouchers.vouchers (market_id, person_id, voucher_id);
CREATE INDEX vouchers_running_out ON vouchers.vouchers (market_id, valid_until) WHERE state = 'issued';
CREATE TABLE vouchers.codes (
    market_id integer NOT NULL,
    code text NOT NULL,
    voucher_id uuid NOT NULL,
    PRIMARY KEY (market_id, code)
);
-- Every redemption and every undoing of one, append-only.
CREATE TABLE vouchers.redemptions (
    market_id integer NOT NULL,
    redemption_id uuid NOT NULL,
    voucher_id uuid NOT NULL,
    store_id uuid NOT NULL,
    clerk_id uuid NOT NULL,
    clerk_name text NOT NULL,
    undoes uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (market_id, redemption_id)
);
CREATE INDEX redemptions_by_store ON vouchers.redemptions (market_id, store_id, redemption_id);
CREATE INDEX redemptions_by_voucher ON vouchers.redemptions (market_id, voucher_id, redemption_id);

CREATE SCHEMA orders;
CREATE TABLE orders.orders (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    number text NOT NULL,
    tracking_code text NOT NULL,
    person_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    deal_id uuid NOT NULL,
    title text NOT NULL,
    title_en text NOT NULL,
    icon text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price_minor bigint NOT NULL CHECK (unit_price_minor > 0),
    total_minor bigint NOT NULL CHECK (total_minor > 0),
    currency text NOT NULL,
    visit_id uuid,
    intent_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('awaiting_payment', 'paid', 'completed', 'canceled', 'refunded')),
    placed_at timestamptz NOT NULL,
    pay_before timestamptz NOT NULL,
    paid_at timestamptz,
    closed_at timestamptz,
    PRIMARY KEY (market_id, order_id),
    CHECK (total_minor = unit_price_minor * quantity)
);
CREATE INDEX orders_by_person ON orders.orders (market_id, person_id, order_id);
CREATE INDEX orders_by_store ON orders.orders (market_id, store_id, order_id);
CREATE INDEX orders_unpaid ON orders.orders (market_id, pay_before) WHERE state = 'awaiting_payment';
CREATE TABLE orders.numbers (
    market_id integer NOT NULL,
    number text NOT NULL,
    order_id uuid NOT NULL,
    PRIMARY KEY (market_id, number)
);

CREATE SCHEMA discovery;
-- What search and the home page need of a store, in one row, fed by events.
CREATE TABLE discovery.places (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    trade text NOT NULL,
    tagline_zh text NOT NULL,
    tagline_en text NOT NULL,
    address text NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    hours text NOT NULL,
    price_level integer NOT NULL,
    things text[] NOT NULL,
    claimed boolean NOT NULL,
    verified boolean NOT NULL,
    demo boolean NOT NULL,
    offer_title text NOT NULL,
    offer_title_en text NOT NULL,
    offer_price_minor bigint NOT NULL,
    offer_list_price_minor bigint NOT NULL,
    currency text NOT NULL,
    deal_count integer NOT NULL,
    rating_count integer NOT NULL,
    rating_tenths integer NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (market_id, store_id)
);
CREATE INDEX places_by_trade ON discovery.places (market_id, trade);

CREATE SCHEMA marketing;
CREATE TABLE marketing.links (
    market_id integer NOT NULL,
    link_id uuid NOT NULL,
    code text NOT NULL,
    store_id uuid NOT NULL,
    channel text NOT NULL,
    label text NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (market_id, link_id),
    UNIQUE (market_id, code)
);
CREATE INDEX links_by_store ON marketing.links (market_id, store_id, link_id);
CREATE TABLE marketing.visits (
    market_id integer NOT NULL,
    visit_id uuid NOT NULL,
    link_id uuid NOT NULL,
    store_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (market_id, visit_id)
);
CREATE INDEX visits_by_link ON marketing.visits (market_id, link_id, visit_id);
-- The traceable line of one order: visited, ordered, paid, redeemed, reviewed, refunded, came back.
CREATE TABLE marketing.steps (
    market_id integer NOT NULL,
    step_id uuid NOT NULL,
    order_id uuid NOT NULL,
    store_id uuid NOT NULL,
    link_id uuid,
    kind text NOT NULL,
    amount_minor bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (market_id, step_id)
);
CREATE INDEX steps_by_order ON marketing.steps (market_id, order_id, step_id);
CREATE INDEX steps_by_link ON marketing.steps (market_id, link_id, kind);

CREATE SCHEMA community;
-- One review per order: only an order with a redemption can have one.
CREATE TABLE community.reviews (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    review_id uuid NOT NULL,
    store_id uuid NOT NULL,
    person_id uuid NOT NULL,
    nickname text NOT NULL,
    deal_title text NOT NULL,
    quality integer NOT NULL CHECK (quality BETWEEN 1 AND 5),
    place integer NOT NULL CHECK (place BETWEEN 1 AND 5),
    service integer NOT NULL CHECK (service BETWEEN 1 AND 5),
    body text NOT NULL,
    written_at timestamptz NOT NULL,
    reply text NOT NULL DEFAULT '',
    replied_at timestamptz,
    PRIMARY KEY (market_id, order_id)
);
CREATE INDEX reviews_by_store ON community.reviews (market_id, store_id, review_id);
CREATE TABLE community.ratings (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    reviews integer NOT NULL,
    quality integer NOT NULL,
    place integer NOT NULL,
    service integer NOT NULL,
    PRIMARY KEY (market_id, store_id)
);
CREATE TABLE community.follows (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    store_id uuid NOT NULL,
    followed_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, person_id, store_id)
);
CREATE INDEX follows_by_store ON community.follows (market_id, store_id);

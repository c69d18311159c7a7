-- An amount that is paid in the shop is an order like any other: one line that is of no deal and of no article.
ALTER TABLE orders.orders
    DROP CONSTRAINT orders_kind_check,
    ADD CONSTRAINT orders_kind_check CHECK (kind IN ('deal', 'pickup', 'aisle', 'sale'));

ALTER TABLE orders.lines
    DROP CONSTRAINT lines_what_check,
    ADD CONSTRAINT lines_what_check CHECK (
        (deal_id IS NOT NULL) = (terms_id IS NOT NULL) AND (item_id IS NOT NULL) = (variant_id IS NOT NULL)
        AND num_nonnulls(deal_id, item_id) <= 1
    );

-- What the till knows of such an order: who at the counter asked for the money (nobody: the payer typed the amount),
-- when it came, and how much of it the shop gave back.
CREATE TABLE orders.sales (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    store_id uuid NOT NULL,
    total_minor bigint NOT NULL CHECK (total_minor > 0),
    currency text NOT NULL,
    refunded_minor bigint NOT NULL DEFAULT 0,
    clerk_id uuid,
    clerk_name text NOT NULL,
    paid_at timestamptz,
    PRIMARY KEY (market_id, order_id),
    CONSTRAINT sales_refunded_check CHECK (refunded_minor BETWEEN 0 AND total_minor)
);
CREATE INDEX sales_of_store ON orders.sales (market_id, store_id, paid_at) WHERE paid_at IS NOT NULL;
-- What a person's phone looks for while it shows a code: money that a counter asks of them.
CREATE INDEX orders_waiting_of_person ON orders.orders (market_id, person_id, order_id) WHERE state = 'awaiting_payment';

-- Who is a member of which merchant, and how they came to be.
CREATE SCHEMA members;

CREATE TABLE members.members (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    member_id uuid NOT NULL,
    store_id uuid NOT NULL,
    how text NOT NULL CHECK (how IN ('payment', 'code', 'store_page', 'counter')),
    order_id uuid,
    joined_at timestamptz NOT NULL,
    left_at timestamptz,
    PRIMARY KEY (market_id, merchant_id, person_id)
);
CREATE INDEX members_of_person ON members.members (market_id, person_id, member_id) WHERE left_at IS NULL;
CREATE INDEX members_of_merchant ON members.members (market_id, merchant_id, member_id) WHERE left_at IS NULL;

-- Codes that phones show now, as prints: a counter takes one, and money uses it up.
CREATE TABLE members.codes (
    market_id integer NOT NULL,
    code_print bytea NOT NULL,
    person_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    store_id uuid,
    taken_at timestamptz,
    used_at timestamptz,
    PRIMARY KEY (market_id, code_print)
);
CREATE INDEX codes_of_person ON members.codes (market_id, person_id, expires_at);

-- Whoever pays without having signed in is somebody all the same, without a phone.
ALTER TABLE identity.people ALTER COLUMN phone DROP NOT NULL;

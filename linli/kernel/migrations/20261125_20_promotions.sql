-- Coupons: what a batch promises (rule), the codes it was printed with, whose coupons there are, and what each took off
-- an order. Rule, code and use are three things. Limits and budgets are pools of `reservations`.
CREATE SCHEMA promotions;

CREATE TABLE promotions.batches (
    market_id integer NOT NULL,
    batch_id uuid NOT NULL,
    merchant_id uuid,
    title text NOT NULL,
    title_en text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('fixed', 'percent', 'full_reduction')),
    off_minor bigint NOT NULL CHECK (off_minor >= 0),
    percent_bp integer NOT NULL CHECK (percent_bp BETWEEN 0 AND 10000),
    most_minor bigint CHECK (most_minor > 0),
    from_minor bigint NOT NULL CHECK (from_minor >= 0),
    currency text NOT NULL,
    store_ids uuid[] NOT NULL,
    deal_ids uuid[] NOT NULL,
    item_ids uuid[] NOT NULL,
    places text[] NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    days_after_claim integer CHECK (days_after_claim > 0),
    per_person integer NOT NULL CHECK (per_person > 0),
    total integer NOT NULL CHECK (total > 0),
    budget_minor bigint CHECK (budget_minor > 0),
    funder text NOT NULL CHECK (funder IN ('merchant', 'platform', 'shared')),
    platform_bp integer NOT NULL CHECK (platform_bp BETWEEN 0 AND 10000),
    handing text NOT NULL CHECK (handing IN ('page', 'codes', 'follow', 'member', 'clerk')),
    state text NOT NULL CHECK (state IN ('offered', 'active', 'paused', 'ended')),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, batch_id),
    CONSTRAINT batch_for_some_time CHECK (valid_until > valid_from),
    CONSTRAINT batch_funded_as_said CHECK (
        platform_bp = CASE funder WHEN 'merchant' THEN 0 WHEN 'platform' THEN 10000 ELSE platform_bp END
    ),
    CONSTRAINT batch_takes_something_off CHECK ((kind = 'percent' AND percent_bp > 0) OR off_minor > 0),
    CONSTRAINT batch_of_the_platform_pays_itself CHECK (merchant_id IS NOT NULL OR funder = 'platform')
);
CREATE INDEX batches_of_merchant ON promotions.batches (market_id, merchant_id, batch_id);
CREATE INDEX batches_of_platform ON promotions.batches (market_id, batch_id) WHERE platform_bp > 0;
-- What is handed out by itself is asked for at every follow and every joining.
CREATE INDEX batches_of_gifts ON promotions.batches (market_id, merchant_id, handing)
    WHERE state = 'active' AND handing IN ('follow', 'member');

CREATE TABLE promotions.coupons (
    market_id integer NOT NULL,
    coupon_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    person_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('merchant', 'platform')),
    state text NOT NULL CHECK (state IN ('claimed', 'held', 'used')),
    claimed_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    order_id uuid,
    how text NOT NULL,
    store_id uuid,
    visit_id uuid,
    PRIMARY KEY (market_id, coupon_id),
    FOREIGN KEY (market_id, batch_id) REFERENCES promotions.batches (market_id, batch_id),
    CONSTRAINT coupon_in_an_order_or_not CHECK ((state = 'claimed') = (order_id IS NULL))
);
-- At most one coupon of the merchant and one of the platform in one order.
CREATE UNIQUE INDEX coupons_of_order ON promotions.coupons (market_id, order_id, side) WHERE order_id IS NOT NULL;
CREATE INDEX coupons_of_person ON promotions.coupons (market_id, person_id, coupon_id);
CREATE INDEX coupons_in_hand ON promotions.coupons (market_id, person_id, valid_until) WHERE state = 'claimed';
CREATE INDEX coupons_of_batch ON promotions.coupons (market_id, batch_id, coupon_id);

CREATE TABLE promotions.codes (
    market_id integer NOT NULL,
    code text NOT NULL,
    batch_id uuid NOT NULL,
    number integer NOT NULL,
    coupon_id uuid,
    claimed_at timestamptz,
    PRIMARY KEY (market_id, code),
    FOREIGN KEY (market_id, batch_id) REFERENCES promotions.batches (market_id, batch_id),
    UNIQUE (market_id, batch_id, number)
);

CREATE TABLE promotions.uses (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    person_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_minor bigint NOT NULL CHECK (merchant_minor >= 0),
    platform_minor bigint NOT NULL CHECK (platform_minor >= 0),
    order_minor bigint NOT NULL CHECK (order_minor >= 0),
    currency text NOT NULL,
    state text NOT NULL CHECK (state IN ('held', 'used', 'returned')),
    held_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, order_id, coupon_id),
    FOREIGN KEY (market_id, coupon_id) REFERENCES promotions.coupons (market_id, coupon_id)
);
CREATE INDEX uses_of_batch ON promotions.uses (market_id, batch_id);

-- Of a line's discount what the market bears; it is paid to the line's bearers as the line is released.
ALTER TABLE orders.lines ADD COLUMN subsidy_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE orders.lines ADD CHECK (subsidy_minor BETWEEN 0 AND discount_minor);
ALTER TABLE settlement.lines ADD COLUMN subsidy_minor bigint NOT NULL DEFAULT 0 CHECK (subsidy_minor >= 0);
ALTER TABLE settlement.entries ADD COLUMN subsidy_minor bigint NOT NULL DEFAULT 0;

-- What coupons took off an order that was paid, as the cost of the channel whose code they were claimed by. Told that it was
-- used and that it came back in whatever order; it costs as long as it is the one and not the other.
CREATE TABLE attribution.coupons (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    store_id uuid,
    merchant_id uuid,
    day date,
    channel text NOT NULL,
    link_id uuid,
    campaign_id uuid,
    visit_id uuid,
    merchant_minor bigint NOT NULL,
    platform_minor bigint NOT NULL,
    used boolean NOT NULL,
    undone boolean NOT NULL,
    PRIMARY KEY (market_id, order_id, coupon_id)
);
CREATE INDEX coupons_of_stores ON attribution.coupons (market_id, store_id, day)
    INCLUDE (channel, link_id, merchant_minor, platform_minor) WHERE used AND NOT undone;
CREATE INDEX coupons_of_market ON attribution.coupons (market_id, day)
    INCLUDE (channel, merchant_minor, platform_minor) WHERE used AND NOT undone;
CREATE INDEX coupons_of_visits ON attribution.coupons (market_id, visit_id) WHERE visit_id IS NOT NULL;

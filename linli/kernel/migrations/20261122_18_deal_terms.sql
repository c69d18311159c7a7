-- What is sold keeps its terms: a deal may change, and whoever bought before has what was written then.

-- One row for each wording of a deal; never changed. The first one has the deal's own id.
CREATE TABLE catalog.deal_terms (
    market_id integer NOT NULL,
    terms_id uuid NOT NULL,
    deal_id uuid NOT NULL,
    contents jsonb NOT NULL,
    rules_zh text[] NOT NULL,
    rules_en text[] NOT NULL,
    valid_days integer NOT NULL CHECK (valid_days BETWEEN 1 AND 730),
    usable text NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, terms_id)
);
INSERT INTO catalog.deal_terms (market_id, terms_id, deal_id, contents, rules_zh, rules_en, valid_days, usable,
    written_at)
SELECT d.market_id, d.deal_id, d.deal_id, d.contents, d.rules_zh, d.rules_en, d.valid_days, d.usable,
       d.published_at
FROM catalog.deals AS d;

-- The terms on sale now, the owner's own picture, and how often the deal was changed, so that of two who edit it at
-- once the second is told.
ALTER TABLE catalog.deals ADD COLUMN terms_id uuid;
UPDATE catalog.deals SET terms_id = deal_id;
ALTER TABLE catalog.deals ALTER COLUMN terms_id SET NOT NULL;
ALTER TABLE catalog.deals ADD COLUMN picture_id uuid;
ALTER TABLE catalog.deals ADD COLUMN revision integer NOT NULL DEFAULT 1;

-- The terms under which an order was placed and a voucher was sold.
ALTER TABLE orders.orders ADD COLUMN terms_id uuid;
UPDATE orders.orders SET terms_id = deal_id;
ALTER TABLE orders.orders ALTER COLUMN terms_id SET NOT NULL;
ALTER TABLE vouchers.vouchers ADD COLUMN terms_id uuid;
UPDATE vouchers.vouchers SET terms_id = deal_id;
ALTER TABLE vouchers.vouchers ALTER COLUMN terms_id SET NOT NULL;

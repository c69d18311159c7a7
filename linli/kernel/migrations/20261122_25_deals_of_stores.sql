-- A deal may be good in several stores of its merchant, and what was sold stays good where it was when it was sold.

-- Where a deal is on sale now: the way from a store to its deals. A deal that ended has no rows.
CREATE TABLE catalog.deal_stores (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    deal_id uuid NOT NULL,
    PRIMARY KEY (market_id, store_id, deal_id),
    FOREIGN KEY (market_id, deal_id) REFERENCES catalog.deals (market_id, deal_id)
);
INSERT INTO catalog.deal_stores (market_id, store_id, deal_id)
SELECT d.market_id, d.store_id, d.deal_id FROM catalog.deals AS d WHERE d.state = 'on_sale';
CREATE INDEX deal_stores_by_deal ON catalog.deal_stores (market_id, deal_id);

-- Where it is good is a promise like all others: a part of the terms, and never changed.
ALTER TABLE catalog.deal_terms ADD COLUMN store_ids uuid[];
UPDATE catalog.deal_terms AS t SET store_ids = ARRAY[d.store_id]
FROM catalog.deals AS d WHERE d.market_id = t.market_id AND d.deal_id = t.deal_id;
UPDATE catalog.deal_terms SET store_ids = '{}' WHERE store_ids IS NULL;
ALTER TABLE catalog.deal_terms ALTER COLUMN store_ids SET NOT NULL;

-- A voucher carries it on, so that one statement decides at the counter. Its `store_id` is where it was sold.
ALTER TABLE vouchers.vouchers ADD COLUMN store_ids uuid[];
UPDATE vouchers.vouchers SET store_ids = ARRAY[store_id];
ALTER TABLE vouchers.vouchers ALTER COLUMN store_ids SET NOT NULL;

-- A store's lists hold what can be used there, wherever its merchant sold it.
CREATE INDEX vouchers_by_merchant ON vouchers.vouchers (market_id, merchant_id, voucher_id);
DROP INDEX vouchers.vouchers_by_tail;
CREATE INDEX vouchers_by_tail ON vouchers.vouchers (market_id, merchant_id, right(code, 4), voucher_id);

-- Search tells an address in both languages.
ALTER TABLE discovery.places ADD COLUMN address_en text NOT NULL DEFAULT '';
UPDATE discovery.places AS p SET address_en = s.address_en
FROM merchants.stores AS s WHERE s.market_id = p.market_id AND s.store_id = p.store_id;
ALTER TABLE discovery.places ALTER COLUMN address_en DROP DEFAULT;

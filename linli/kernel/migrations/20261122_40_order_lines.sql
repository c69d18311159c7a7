-- An order has lines: what of which deal, for how much, with its share of every discount. So far each has one.
CREATE TABLE orders.lines (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    line_no integer NOT NULL CHECK (line_no > 0),
    deal_id uuid NOT NULL,
    terms_id uuid NOT NULL,
    store_id uuid NOT NULL,
    title text NOT NULL,
    title_en text NOT NULL,
    icon text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price_minor bigint NOT NULL CHECK (unit_price_minor > 0),
    discount_minor bigint NOT NULL CHECK (discount_minor >= 0),
    total_minor bigint NOT NULL,
    currency text NOT NULL,
    PRIMARY KEY (market_id, order_id, line_no),
    FOREIGN KEY (market_id, order_id) REFERENCES orders.orders (market_id, order_id),
    CHECK (total_minor = unit_price_minor * quantity - discount_minor),
    -- Each unit is worth at least the smallest coin, for it becomes a voucher of its own.
    CHECK (total_minor >= quantity)
);
INSERT INTO orders.lines (
    market_id, order_id, line_no, deal_id, terms_id, store_id, title, title_en, icon, quantity, unit_price_minor,
    discount_minor, total_minor, currency
)
SELECT o.market_id, o.order_id, 1, o.deal_id, o.terms_id, o.store_id, o.title, o.title_en, o.icon, o.quantity,
    o.unit_price_minor, 0, o.total_minor, o.currency
FROM orders.orders AS o;
-- The total is that of the lines; the order itself repeats its first line for the lists.
ALTER TABLE orders.orders DROP CONSTRAINT orders_check;

ALTER TABLE vouchers.vouchers ADD COLUMN line_no integer NOT NULL DEFAULT 1 CHECK (line_no > 0);
ALTER TABLE vouchers.vouchers ALTER COLUMN line_no DROP DEFAULT;

-- Which provider holds an order's money: each has its own clearing and refunds account from now on.
ALTER TABLE settlement.escrows ADD COLUMN provider text;
UPDATE settlement.escrows AS e SET provider = coalesce((
    SELECT min(i.provider) FROM payments.intents AS i
    WHERE i.market_id = e.market_id AND i.order_id = e.order_id AND i.state = 'paid'
), 'sandbox');
ALTER TABLE settlement.escrows ALTER COLUMN provider SET NOT NULL;

-- What the one provider so far holds and owes stands in accounts of owner `provider`. Transfers are never changed, so
-- a correction moves each balance to the account of owner `provider:sandbox`. An account's id follows from its owner,
-- purpose and currency by SHA-1, which PostgreSQL does not have built in: the ids are written out.
WITH renamed (old_id, new_id, purpose, currency) AS (
    VALUES
    ('8ed4201d-ae49-5ec9-9026-a75fbe42fd47'::uuid, '8fcf85df-8901-50f9-9d83-99b2076e47d9'::uuid, 'clearing', 'CNY'),
    ('52665687-fde5-5856-88f0-9f3837723ee4'::uuid, '8312c44e-5620-5960-bc43-76346785ef04'::uuid, 'clearing', 'EUR'),
    ('e82a17fa-cdaa-57d6-82d4-a724ec82be74'::uuid, '8fd15fae-a6c7-51ac-adee-970afd1f3e6e'::uuid, 'clearing', 'USD'),
    ('01342ace-59d8-5c1a-880b-7e960d18266c'::uuid, 'b8c2c9bf-1f56-5d2b-87ad-53968032ebff'::uuid, 'clearing', 'JPY'),
    ('0558f64e-b97f-5953-83ee-4995ff5d3d3a'::uuid, '76156baa-56e8-5b73-8a69-078118dbbd56'::uuid, 'refunds', 'CNY'),
    ('fb808dd7-91e7-5852-a3a3-92ed2b01771d'::uuid, '72c49031-f70a-5e19-9cf3-200f30ac7751'::uuid, 'refunds', 'EUR'),
    ('34380461-2515-5ea8-bf5d-1a7df015a0fa'::uuid, '37c21504-b69b-5269-8594-97ec51fffb7d'::uuid, 'refunds', 'USD'),
    ('b4869846-cb55-554a-ab35-528f48f22c50'::uuid, '3dc4bdb1-0361-53ca-a1ba-258d81746173'::uuid, 'refunds', 'JPY')
),
held AS (
    SELECT a.market_id, r.old_id, r.new_id, r.purpose, r.currency,
        sum(CASE WHEN t.credit_account_id = r.old_id THEN t.amount_minor ELSE -t.amount_minor END)::bigint AS minor
    FROM renamed AS r
    JOIN ledger.accounts AS a ON a.account_id = r.old_id
    JOIN ledger.transfers AS t
        ON t.market_id = a.market_id AND (t.credit_account_id = r.old_id OR t.debit_account_id = r.old_id)
    GROUP BY a.market_id, r.old_id, r.new_id, r.purpose, r.currency
    HAVING sum(CASE WHEN t.credit_account_id = r.old_id THEN t.amount_minor ELSE -t.amount_minor END) <> 0
),
opened AS (
    INSERT INTO ledger.accounts (market_id, account_id, owner, purpose, currency, limited, opened_at)
    SELECT h.market_id, h.new_id, 'provider:sandbox', h.purpose, h.currency, false, now() FROM held AS h
)
INSERT INTO ledger.transfers (
    market_id, transfer_id, debit_account_id, credit_account_id, amount_minor, currency, kind, subject_id, made_at
)
SELECT h.market_id, uuidv7(), CASE WHEN h.minor > 0 THEN h.old_id ELSE h.new_id END,
    CASE WHEN h.minor > 0 THEN h.new_id ELSE h.old_id END, abs(h.minor), h.currency, 'moved', h.old_id, now()
FROM held AS h;

-- Settlement by rules: commission, splits, cycles and deposits are rules that are only ever added; what applied when the
-- money came in stands on each order's lines; what is released becomes entries, which statements add up.

-- One rule of one kind for one target ('market', 'trade:…', 'merchant:…', 'store:…', 'item:…'). No body: from then on
-- this target has no rule of its own.
CREATE TABLE settlement.rules (
    market_id integer NOT NULL,
    rule_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('commission', 'split', 'cycle', 'deposit')),
    target text NOT NULL,
    body jsonb,
    effective_from timestamptz NOT NULL,
    effective_until timestamptz,
    reason text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, rule_id),
    CHECK (effective_until > effective_from)
);
CREATE INDEX rules_by_target ON settlement.rules (market_id, target, effective_from);

INSERT INTO settlement.rules (market_id, rule_id, kind, target, body, effective_from, reason, made_by, made_at)
SELECT m.market_id, uuidv7(), 'commission', 'market', jsonb_build_object('rate_bp', m.commission_bp),
    '2000-01-01T00:00:00Z', 'the market''s usual commission', 'system', now()
FROM markets.markets AS m;
INSERT INTO settlement.rules (market_id, rule_id, kind, target, body, effective_from, reason, made_by, made_at)
SELECT m.market_id, uuidv7(), 'commission', 'merchant:' || m.merchant_id,
    jsonb_build_object('rate_bp', m.commission_bp), '2000-01-01T00:00:00Z', 'as it stood on the merchant', 'system', now()
FROM merchants.merchants AS m
WHERE m.commission_bp IS NOT NULL;
ALTER TABLE merchants.merchants DROP COLUMN commission_bp;

-- What each line of an order is divided by, fixed when its money came in.
CREATE TABLE settlement.lines (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    line_no integer NOT NULL CHECK (line_no > 0),
    deal_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    commission_bp integer NOT NULL CHECK (commission_bp BETWEEN 0 AND 10000),
    commission_rule_id uuid,
    split_rule_id uuid,
    shares jsonb NOT NULL,
    claims_hours integer NOT NULL CHECK (claims_hours >= 0),
    released_minor bigint NOT NULL DEFAULT 0 CHECK (released_minor >= 0),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    PRIMARY KEY (market_id, order_id, line_no),
    CHECK (released_minor + refunded_minor <= amount_minor)
);
INSERT INTO settlement.lines (market_id, order_id, line_no, deal_id, store_id, merchant_id, currency, amount_minor,
    commission_bp, shares, claims_hours, released_minor, refunded_minor)
SELECT e.market_id, e.order_id, l.line_no, l.deal_id, l.store_id, e.merchant_id, e.currency, e.amount_minor,
    e.commission_bp, jsonb_build_array(jsonb_build_object('part', 'store', 'payee_id', e.merchant_id, 'bp', 10000)), 0,
    e.released_minor, e.refunded_minor
FROM settlement.escrows AS e
JOIN orders.lines AS l ON l.market_id = e.market_id AND l.order_id = e.order_id;
ALTER TABLE settlement.escrows DROP COLUMN commission_bp;

-- What a payee earned or gave back, one row for each payee of each release, undoing or correction. From available_at on
-- it may stand in a statement.
CREATE TABLE settlement.entries (
    market_id integer NOT NULL,
    entry_id uuid NOT NULL,
    payee_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('released', 'undone', 'taken_back', 'deposit_top_up', 'deposit_used',
        'deposit_returned', 'correction')),
    part text NOT NULL,
    order_id uuid,
    line_no integer,
    store_id uuid,
    voucher_id uuid,
    gross_minor bigint NOT NULL,
    commission_minor bigint NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0 OR gross_minor <> 0),
    currency text NOT NULL,
    note text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL,
    available_at timestamptz NOT NULL,
    statement_id uuid,
    disputed_at timestamptz,
    PRIMARY KEY (market_id, entry_id)
);
CREATE INDEX entries_by_payee ON settlement.entries (market_id, payee_id, entry_id);
CREATE INDEX entries_open ON settlement.entries (market_id, payee_id, available_at) WHERE statement_id IS NULL;
CREATE INDEX entries_by_statement ON settlement.entries (market_id, statement_id, entry_id)
    WHERE statement_id IS NOT NULL;
CREATE INDEX entries_by_order ON settlement.entries (market_id, order_id, line_no);
INSERT INTO settlement.entries (market_id, entry_id, payee_id, kind, part, order_id, line_no, store_id, gross_minor,
    commission_minor, amount_minor, currency, made_at, available_at)
SELECT l.market_id, uuidv7(e.held_at - now()), l.merchant_id, 'released', 'store', l.order_id, l.line_no, l.store_id,
    l.released_minor, l.released_minor * l.commission_bp / 10000,
    l.released_minor - l.released_minor * l.commission_bp / 10000, l.currency, e.held_at, e.held_at
FROM settlement.lines AS l
JOIN settlement.escrows AS e ON e.market_id = l.market_id AND e.order_id = l.order_id
WHERE l.released_minor > 0;

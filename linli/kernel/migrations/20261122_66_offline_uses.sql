-- Uses of vouchers that counters took without a network: they wait in the voucher's row (waiting) until their window is
-- over, and are then decided by the loss rule.
CREATE TABLE vouchers.offline_uses (
    market_id integer NOT NULL,
    device_id uuid NOT NULL,
    use_id uuid NOT NULL,
    voucher_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    clerk_id uuid NOT NULL,
    clerk_name text NOT NULL,
    hands integer NOT NULL,
    taken bigint[] NOT NULL CHECK (0 <= ALL (taken) AND 0 < ANY (taken)),
    happened_at timestamptz NOT NULL,
    arrived_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'settled', 'partly', 'lost')),
    why text NOT NULL DEFAULT '',
    settled bigint[] NOT NULL CHECK (cardinality(settled) = cardinality(taken) AND 0 <= ALL (settled)),
    value_minor bigint NOT NULL DEFAULT 0 CHECK (value_minor >= 0),
    redemption_id uuid,
    decided_at timestamptz,
    PRIMARY KEY (market_id, device_id, use_id),
    CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CHECK (state <> 'settled' OR settled = taken),
    CHECK (state NOT IN ('waiting', 'lost') OR 0 = ALL (settled))
);
CREATE INDEX offline_uses_waiting ON vouchers.offline_uses (market_id, happened_at) WHERE state = 'waiting';
CREATE INDEX offline_uses_by_voucher ON vouchers.offline_uses (market_id, voucher_id);
CREATE INDEX offline_uses_by_store ON vouchers.offline_uses (market_id, store_id, happened_at);

-- Money leaves the house: bank accounts of merchants, payouts in batches, and days that are closed for good.
CREATE SCHEMA treasury;

-- The number stands sealed; only its end is readable. One account of a merchant is current.
CREATE TABLE treasury.bank_accounts (
    market_id integer NOT NULL,
    account_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('iban', 'cn')),
    holder text NOT NULL,
    bank_name text NOT NULL,
    sealed bytea NOT NULL,
    tail text NOT NULL,
    added_by uuid NOT NULL,
    added_at timestamptz NOT NULL,
    usable_from timestamptz NOT NULL,
    refused_at timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (market_id, account_id)
);
CREATE UNIQUE INDEX bank_accounts_current ON treasury.bank_accounts (market_id, merchant_id) WHERE ended_at IS NULL;
CREATE INDEX bank_accounts_by_merchant ON treasury.bank_accounts (market_id, merchant_id, account_id);

CREATE TABLE treasury.batches (
    market_id integer NOT NULL,
    batch_id uuid NOT NULL,
    number text NOT NULL,
    currency text NOT NULL,
    state text NOT NULL CHECK (state IN ('made', 'sent', 'settled')),
    payouts integer NOT NULL CHECK (payouts > 0),
    total_minor bigint NOT NULL CHECK (total_minor > 0),
    made_at timestamptz NOT NULL,
    sent_at timestamptz,
    settled_at timestamptz,
    trouble text NOT NULL DEFAULT '',
    PRIMARY KEY (market_id, batch_id)
);
CREATE INDEX batches_under_way ON treasury.batches (market_id, batch_id) WHERE state <> 'settled';

CREATE TABLE treasury.payouts (
    market_id integer NOT NULL,
    payout_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    statement_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    pending_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    state text NOT NULL CHECK (state IN ('sending', 'paid', 'failed')),
    reason text NOT NULL DEFAULT '',
    bank_ref text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (market_id, payout_id),
    FOREIGN KEY (market_id, batch_id) REFERENCES treasury.batches (market_id, batch_id)
);
CREATE INDEX payouts_by_batch ON treasury.payouts (market_id, batch_id, payout_id);
CREATE INDEX payouts_by_merchant ON treasury.payouts (market_id, merchant_id, payout_id);
-- A statement has one payout that counts: under way or paid.
CREATE UNIQUE INDEX payouts_once ON treasury.payouts (market_id, statement_id) WHERE state <> 'failed';

-- A day of the market that was closed: its totals never change; what is booked late counts for the next one.
CREATE TABLE treasury.day_closes (
    market_id integer NOT NULL,
    day date NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by text NOT NULL,
    PRIMARY KEY (market_id, day)
);
CREATE TABLE treasury.day_totals (
    market_id integer NOT NULL,
    day date NOT NULL,
    purpose text NOT NULL,
    currency text NOT NULL,
    debits_minor bigint NOT NULL,
    credits_minor bigint NOT NULL,
    debits_until_minor bigint NOT NULL,
    credits_until_minor bigint NOT NULL,
    PRIMARY KEY (market_id, day, purpose, currency)
);

-- Ranks 1 to 3: markets, ledger, reservations, notices, identity, merchants, payments.
CREATE SCHEMA markets;
CREATE TABLE markets.markets (
    market_id integer PRIMARY KEY CHECK (market_id > 0),
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z][a-z0-9-]{1,30}$'),
    name text NOT NULL,
    name_en text NOT NULL,
    name_zh text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    timezone text NOT NULL,
    country text NOT NULL,
    language text NOT NULL CHECK (language IN ('zh', 'en')),
    commission_bp integer NOT NULL CHECK (commission_bp BETWEEN 0 AND 10000),
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    attribution text NOT NULL DEFAULT ''
);

CREATE SCHEMA ledger;
CREATE TABLE ledger.accounts (
    market_id integer NOT NULL,
    account_id uuid NOT NULL,
    owner text NOT NULL,
    purpose text NOT NULL,
    currency text NOT NULL,
    limited boolean NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, account_id)
);
-- Only limited accounts have a balance row: credits may never fall below debits.
CREATE TABLE ledger.balances (
    market_id integer NOT NULL,
    account_id uuid NOT NULL,
    balance_minor bigint NOT NULL CHECK (balance_minor >= 0),
    PRIMARY KEY (market_id, account_id),
    FOREIGN KEY (market_id, account_id) REFERENCES ledger.accounts (market_id, account_id)
);
CREATE TABLE ledger.transfers (
    market_id integer NOT NULL,
    transfer_id uuid NOT NULL,
    debit_account_id uuid NOT NULL,
    credit_account_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, transfer_id),
    CHECK (debit_account_id <> credit_account_id),
    FOREIGN KEY (market_id, debit_account_id) REFERENCES ledger.accounts (market_id, account_id),
    FOREIGN KEY (market_id, credit_account_id) REFERENCES ledger.accounts (market_id, account_id)
);
CREATE INDEX transfers_by_debit ON ledger.transfers (market_id, debit_account_id, transfer_id);
CREATE INDEX transfers_by_credit ON ledger.transfers (market_id, credit_account_id, transfer_id);
CREATE INDEX transfers_by_subject ON ledger.transfers (market_id, subject_id, transfer_id);

CREATE SCHEMA reservations;
CREATE TABLE reservations.pools (
    market_id integer NOT NULL,
    pool_id uuid NOT NULL,
    kind text NOT NULL,
    total integer NOT NULL CHECK (total >= 0),
    held integer NOT NULL DEFAULT 0 CHECK (held >= 0),
    taken integer NOT NULL DEFAULT 0 CHECK (taken >= 0),
    PRIMARY KEY (market_id, pool_id),
    CHECK (held + taken <= total)
);
CREATE TABLE reservations.holds (
    market_id integer NOT NULL,
    owner_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    state text NOT NULL CHECK (state IN ('held', 'confirmed', 'returned')),
    held_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, owner_id, pool_id),
    FOREIGN KEY (market_id, pool_id) REFERENCES reservations.pools (market_id, pool_id)
);
CREATE INDEX holds_by_pool ON reservations.holds (market_id, pool_id) WHERE state <> 'returned';

CREATE SCHEMA notices;
CREATE TABLE notices.messages (
    market_id integer NOT NULL,
    message_id uuid NOT NULL,
    recipient text NOT NULL,
    body text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'sent')),
    written_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (market_id, message_id)
);

CREATE SCHEMA identity;
CREATE TABLE identity.people (
    person_id uuid PRIMARY KEY,
    nickname text NOT NULL,
    phone text NOT NULL,
    phone_tail text NOT NULL,
    password_hash text,
    language text NOT NULL CHECK (language IN ('', 'zh', 'en')),
    joined_at timestamptz NOT NULL
);
CREATE TABLE identity.sessions (
    person_id uuid NOT NULL,
    session_id uuid NOT NULL,
    token_print bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (person_id, session_id),
    FOREIGN KEY (person_id) REFERENCES identity.people (person_id)
);
CREATE TABLE identity.phones (
    phone_print bytea PRIMARY KEY,
    person_id uuid NOT NULL
);
CREATE TABLE identity.sign_in_codes (
    phone_print bytea PRIMARY KEY,
    code_print bytea NOT NULL,
    tries_left integer NOT NULL CHECK (tries_left >= 0),
    expires_at timestamptz NOT NULL
);
CREATE TABLE identity.api_tokens (
    token_print bytea PRIMARY KEY,
    person_id uuid NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE TABLE identity.operators (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('manager', 'reviewer', 'finance', 'support')),
    PRIMARY KEY (market_id, person_id)
);

CREATE SCHEMA merchants;
CREATE TABLE merchants.merchants (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('applied', 'verified', 'suspended')),
    verified_at timestamptz,
    demo boolean NOT NULL,
    commission_bp integer CHECK (commission_bp BETWEEN 0 AND 10000),
    PRIMARY KEY (market_id, merchant_id)
);
CREATE TABLE merchants.stores (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,79}$'),
    merchant_id uuid,
    name text NOT NULL,
    name_en text NOT NULL,
    trade text NOT NULL,
    tagline_zh text NOT NULL,
    tagline_en text NOT NULL,
    about_zh text NOT NULL,
    about_en text NOT NULL,
    address text NOT NULL,
    address_en text NOT NULL,
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    hours text NOT NULL,
    phone text NOT NULL,
    website text NOT NULL,
    price_level integer NOT NULL CHECK (price_level BETWEEN 0 AND 4),
    things text[] NOT NULL,
    source text NOT NULL,
    listed_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, store_id),
    UNIQUE (market_id, slug),
    FOREIGN KEY (market_id, merchant_id) REFERENCES merchants.merchants (market_id, merchant_id)
);
CREATE INDEX stores_by_merchant ON merchants.stores (market_id, merchant_id);
CREATE TABLE merchants.staff (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'manager', 'clerk')),
    name text NOT NULL,
    PRIMARY KEY (market_id, person_id, store_id),
    FOREIGN KEY (market_id, store_id) REFERENCES merchants.stores (market_id, store_id),
    FOREIGN KEY (market_id, merchant_id) REFERENCES merchants.merchants (market_id, merchant_id)
);
CREATE INDEX staff_by_store ON merchants.staff (market_id, store_id);

CREATE SCHEMA payments;
CREATE TABLE payments.intents (
    market_id integer NOT NULL,
    intent_id uuid NOT NULL,
    order_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    currency text NOT NULL,
    subject text NOT NULL,
    provider text NOT NULL,
    state text NOT NULL CHECK (state IN ('created', 'pending', 'paid', 'failed', 'closed', 'held')),
    attempt integer NOT NULL DEFAULT 1 CHECK (attempt > 0),
    provider_ref text,
    pay_url text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    paid_at timestamptz,
    PRIMARY KEY (market_id, intent_id),
    CHECK (refunded_minor <= amount_minor)
);
CREATE INDEX intents_by_order ON payments.intents (market_id, order_id);
CREATE INDEX intents_unsettled ON payments.intents (market_id, created_at) WHERE state IN ('created', 'pending');
-- What a provider told us, word for word, once per event.
CREATE TABLE payments.provider_events (
    market_id integer NOT NULL,
    provider text NOT NULL,
    event_id text NOT NULL,
    body bytea NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, provider, event_id)
);
CREATE TABLE payments.refunds (
    market_id integer NOT NULL,
    refund_id uuid NOT NULL,
    intent_id uuid NOT NULL,
    order_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    reason text NOT NULL,
    state text NOT NULL CHECK (state IN ('due', 'done', 'failed')),
    tries integer NOT NULL DEFAULT 0,
    provider_ref text,
    due_at timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (market_id, refund_id),
    FOREIGN KEY (market_id, intent_id) REFERENCES payments.intents (market_id, intent_id)
);
CREATE INDEX refunds_due ON payments.refunds (market_id, next_try_at) WHERE state = 'due';
CREATE INDEX refunds_by_order ON payments.refunds (market_id, order_id);

-- Vouchers that were sold on another platform and are used at our counter. No money of theirs is ours.
-- See docs/decisions/0034.

CREATE SCHEMA foreign_vouchers;

-- A store's account at a platform. The application's secret stands sealed, and goes when the connection ends.
CREATE TABLE foreign_vouchers.connections (
    market_id integer NOT NULL,
    connection_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    platform text NOT NULL CHECK (platform <> ''),
    shop_ref text NOT NULL,
    app_ref text NOT NULL,
    sealed bytea,
    state text NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
    trouble text NOT NULL DEFAULT '',
    connected_by uuid NOT NULL,
    connected_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, connection_id),
    CHECK ((sealed IS NULL) = (state = 'ended'))
);
CREATE UNIQUE INDEX connections_once ON foreign_vouchers.connections (market_id, store_id, platform)
    WHERE state <> 'ended';
CREATE INDEX connections_by_store ON foreign_vouchers.connections (market_id, store_id, connection_id);

-- What a platform has given an application to call it with, shared by all processes: asking anew ends the old one.
CREATE TABLE foreign_vouchers.passes (
    market_id integer NOT NULL,
    platform text NOT NULL,
    app_ref text NOT NULL,
    sealed bytea NOT NULL,
    good_until timestamptz NOT NULL,
    PRIMARY KEY (market_id, platform, app_ref)
);

-- One foreign voucher at the counter: looked at, asked for, taken, taken back. The row stands before the platform is asked.
CREATE TABLE foreign_vouchers.uses (
    market_id integer NOT NULL,
    use_id uuid NOT NULL,
    look_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    platform text NOT NULL,
    known_as text NOT NULL,
    certificate text NOT NULL,
    token text NOT NULL,
    code_tail text NOT NULL,
    title text NOT NULL,
    paid_minor bigint NOT NULL CHECK (paid_minor >= 0),
    list_minor bigint NOT NULL CHECK (list_minor >= 0),
    currency text NOT NULL,
    valid_until timestamptz,
    state text NOT NULL CHECK (state IN ('prepared', 'asked', 'taken', 'denied', 'not_taken', 'undoing', 'undone')),
    reason text NOT NULL DEFAULT '',
    verify_ref text NOT NULL DEFAULT '',
    certificate_ref text NOT NULL DEFAULT '',
    clerk_id uuid NOT NULL,
    clerk_name text NOT NULL,
    undone_by text NOT NULL DEFAULT '',
    prepared_at timestamptz NOT NULL,
    asked_at timestamptz,
    taken_at timestamptz,
    undo_asked_at timestamptz,
    undone_at timestamptz,
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    look_at timestamptz,
    PRIMARY KEY (market_id, use_id),
    FOREIGN KEY (market_id, connection_id) REFERENCES foreign_vouchers.connections (market_id, connection_id)
);
CREATE INDEX uses_asked ON foreign_vouchers.uses (market_id, store_id, asked_at) WHERE asked_at IS NOT NULL;
CREATE INDEX uses_by_look ON foreign_vouchers.uses (market_id, look_id);
CREATE INDEX uses_to_look_at ON foreign_vouchers.uses (market_id, look_at) WHERE look_at IS NOT NULL;
CREATE INDEX uses_prepared ON foreign_vouchers.uses (market_id, prepared_at) WHERE state = 'prepared';
CREATE INDEX uses_by_connection ON foreign_vouchers.uses (market_id, connection_id, use_id);

-- Who holds a voucher of a platform: the use that asked for it first, until the platform's no or an undoing. What one
-- look has shown is for one use, so a look is held, too.
CREATE TABLE foreign_vouchers.claims (
    market_id integer NOT NULL,
    platform text NOT NULL,
    known_as text NOT NULL,
    look_id uuid NOT NULL,
    use_id uuid NOT NULL,
    PRIMARY KEY (market_id, platform, known_as),
    UNIQUE (market_id, look_id)
);

-- A use of what another platform sold has no order here; its channel is where it was sold.
ALTER TABLE marketing.steps ADD COLUMN channel text;

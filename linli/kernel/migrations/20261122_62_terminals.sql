-- The browsers with which shops redeem: enrolled by the owner, known by a key of their own, with what they may do
-- without a network, the entries of their logs, and the clerks who sign in at them by PIN.
CREATE SCHEMA terminals;

CREATE TABLE terminals.enrolments (
    market_id integer NOT NULL,
    enrolment_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    device_id uuid,
    PRIMARY KEY (market_id, enrolment_id)
);

CREATE TABLE terminals.devices (
    market_id integer NOT NULL,
    device_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    name text NOT NULL,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    token_print bytea NOT NULL,
    enrolled_by uuid NOT NULL,
    enrolled_at timestamptz NOT NULL,
    synced_at timestamptz,
    revoked_at timestamptz,
    -- What it may do without a network: whether, how many hours from a sync on, how many uses, and of what value
    -- together (minor units; 0: any).
    offline boolean NOT NULL DEFAULT false,
    hours integer NOT NULL DEFAULT 72 CHECK (hours BETWEEN 1 AND 168),
    uses integer NOT NULL DEFAULT 50 CHECK (uses BETWEEN 1 AND 1000),
    limit_minor bigint NOT NULL DEFAULT 0 CHECK (limit_minor >= 0),
    PRIMARY KEY (market_id, device_id)
);
CREATE INDEX devices_by_store ON terminals.devices (market_id, store_id, device_id);
CREATE INDEX devices_by_merchant ON terminals.devices (market_id, merchant_id);

-- From each sync on a device may work offline for a while; its entries say after which sync they were written. When
-- something happened is told by the server's clock and the device's at that moment.
CREATE TABLE terminals.anchors (
    market_id integer NOT NULL,
    anchor_id uuid NOT NULL,
    device_id uuid NOT NULL,
    server_at timestamptz NOT NULL,
    device_at timestamptz NOT NULL,
    offline boolean NOT NULL,
    hours integer NOT NULL,
    uses integer NOT NULL,
    limit_minor bigint NOT NULL,
    PRIMARY KEY (market_id, anchor_id)
);
CREATE INDEX anchors_by_device ON terminals.anchors (market_id, device_id, anchor_id);

-- The logs of devices, as they were signed. A number that has two texts is a log that was copied or rewritten.
CREATE TABLE terminals.entries (
    market_id integer NOT NULL,
    device_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    body_print bytea NOT NULL,
    prev_print bytea NOT NULL,
    store_id uuid NOT NULL,
    body text NOT NULL,
    signature bytea NOT NULL,
    anchor_id uuid NOT NULL,
    count_no integer NOT NULL,
    use_id uuid NOT NULL,
    refused text NOT NULL DEFAULT '',
    happened_at timestamptz,
    arrived_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, device_id, seq, body_print)
);
CREATE INDEX entries_by_use ON terminals.entries (market_id, device_id, use_id);
CREATE INDEX entries_by_count ON terminals.entries (market_id, device_id, anchor_id, count_no);

-- A clerk's PIN in one merchant's shops, as an argon2 print.
CREATE TABLE terminals.pins (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    pin_hash text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, merchant_id, person_id)
);

-- A clerk at a device: opens that store's counter and nothing else.
CREATE TABLE terminals.sittings (
    market_id integer NOT NULL,
    sitting_id uuid NOT NULL,
    device_id uuid NOT NULL,
    person_id uuid NOT NULL,
    token_print bytea NOT NULL,
    began_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (market_id, sitting_id)
);
CREATE INDEX sittings_by_device ON terminals.sittings (market_id, device_id, sitting_id);

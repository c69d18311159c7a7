-- The kernel's own tables: outbox, deliveries, audit trail, idempotency keys, tries.
CREATE TABLE kernel.outbox (
    market_id integer NOT NULL,
    announcement_id uuid NOT NULL,
    event text NOT NULL,
    payload bytea NOT NULL,
    announced_at timestamptz NOT NULL,
    handed_at timestamptz,
    PRIMARY KEY (market_id, announcement_id)
);
CREATE INDEX outbox_waiting ON kernel.outbox (market_id, announcement_id) WHERE handed_at IS NULL;

CREATE TABLE kernel.deliveries (
    market_id integer NOT NULL,
    announcement_id uuid NOT NULL,
    reaction text NOT NULL,
    delivered_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, announcement_id, reaction)
);

CREATE TABLE kernel.audit_trail (
    market_id integer NOT NULL,
    audit_id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    why text NOT NULL,
    facts jsonb NOT NULL,
    PRIMARY KEY (market_id, audit_id)
);

CREATE TABLE kernel.idempotency_keys (
    market_id integer NOT NULL,
    scope text NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    request_print bytea NOT NULL,
    response bytea,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, scope, key)
);

CREATE TABLE kernel.tries (
    subject_print bytea PRIMARY KEY,
    window_start timestamptz NOT NULL,
    tries integer NOT NULL CHECK (tries > 0)
);

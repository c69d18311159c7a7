-- Times are whole milliseconds since 1970 in UTC; amounts are minor units.

CREATE TABLE IF NOT EXISTS payments (
    id          TEXT PRIMARY KEY,
    reference   TEXT NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    currency    TEXT NOT NULL,
    subject     TEXT NOT NULL,
    return_url  TEXT NOT NULL,
    notify_url  TEXT NOT NULL,
    metadata    TEXT NOT NULL,
    locale      TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('pending', 'paid', 'failed', 'closed')),
    method      TEXT,
    reason      TEXT,                           -- why it failed or was closed
    fee         INTEGER NOT NULL DEFAULT 0,
    refunded    INTEGER NOT NULL DEFAULT 0,     -- given back
    refunding   INTEGER NOT NULL DEFAULT 0,     -- on its way back
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    paid_at     INTEGER,
    ended_at    INTEGER,                        -- failed or closed
    CHECK (refunded >= 0 AND refunding >= 0 AND refunded + refunding <= amount),
    CHECK ((status = 'paid') = (paid_at IS NOT NULL))
) STRICT;

CREATE INDEX IF NOT EXISTS payments_by_reference ON payments (reference, created_at);
CREATE INDEX IF NOT EXISTS payments_by_paid_at ON payments (paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS payments_to_expire ON payments (expires_at) WHERE status = 'pending';

CREATE TABLE IF NOT EXISTS refunds (
    id          TEXT PRIMARY KEY,
    payment_id  TEXT NOT NULL REFERENCES payments (id),
    reference   TEXT NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    note        TEXT NOT NULL,                  -- the merchant's reason
    status      TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    reason      TEXT,                           -- why it failed
    outcome     TEXT NOT NULL CHECK (outcome IN ('succeeded', 'failed')),  -- what it becomes when due
    created_at  INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;

CREATE INDEX IF NOT EXISTS refunds_by_payment ON refunds (payment_id);
CREATE INDEX IF NOT EXISTS refunds_by_reference ON refunds (reference, created_at);
CREATE INDEX IF NOT EXISTS refunds_by_finished_at ON refunds (finished_at) WHERE status = 'succeeded';
CREATE INDEX IF NOT EXISTS refunds_to_finish ON refunds (due_at) WHERE status = 'pending';

-- The outbox: what must be told, written in the transaction that made it true.
CREATE TABLE IF NOT EXISTS notifications (
    id           TEXT PRIMARY KEY,
    payment_id   TEXT NOT NULL REFERENCES payments (id),
    type         TEXT NOT NULL,
    url          TEXT NOT NULL,
    body         TEXT NOT NULL,
    forged       INTEGER NOT NULL,              -- sign with a key that is not the merchant's
    copies       INTEGER NOT NULL,              -- acknowledged deliveries still wanted
    attempts     INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given_up', 'lost')),
    answer       TEXT,                          -- of the latest attempt: a status code, or what broke
    created_at   INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    finished_at  INTEGER
) STRICT;

CREATE INDEX IF NOT EXISTS notifications_waiting ON notifications (due_at) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS notifications_by_payment ON notifications (payment_id, created_at);

-- The bank beside the payments: batches of payouts, told apart by the customer's references.
CREATE TABLE IF NOT EXISTS bank_batches (
    reference   TEXT PRIMARY KEY,
    currency    TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS bank_payouts (
    id          TEXT PRIMARY KEY,
    batch       TEXT NOT NULL REFERENCES bank_batches (reference),
    reference   TEXT NOT NULL UNIQUE,
    holder      TEXT NOT NULL,
    account     TEXT NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    status      TEXT NOT NULL CHECK (status IN ('pending', 'paid', 'failed')),
    reason      TEXT,                           -- what it becomes failed with, when due
    due_at      INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;

CREATE INDEX IF NOT EXISTS bank_payouts_by_batch ON bank_payouts (batch);

-- Failures ordered for the bank's next batches.
CREATE TABLE IF NOT EXISTS planned_bank_faults (
    call      TEXT PRIMARY KEY CHECK (call = 'batch'),
    name      TEXT NOT NULL,
    remaining INTEGER NOT NULL,
    seconds   REAL NOT NULL
) STRICT, WITHOUT ROWID;

-- What was answered to a creating call, by the merchant's Idempotency-Key.
CREATE TABLE IF NOT EXISTS answers (
    key         TEXT PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    status      INTEGER NOT NULL,
    body        BLOB NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS nonces (
    nonce     TEXT PRIMARY KEY,
    signed_at INTEGER NOT NULL                  -- seconds, as in the signature
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS nonces_by_age ON nonces (signed_at);

-- Failures ordered through the API, used up by the calls that follow.
CREATE TABLE IF NOT EXISTS planned_faults (
    call      TEXT PRIMARY KEY CHECK (call IN ('create', 'refund')),
    name      TEXT NOT NULL,
    remaining INTEGER NOT NULL,
    seconds   REAL NOT NULL
) STRICT, WITHOUT ROWID;

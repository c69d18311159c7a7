-- The operator's room: roles, who belongs to a market, failed errands, the timetable's runs, hidden reviews,
-- and the indexes that its lists ride.
ALTER TABLE identity.operators DROP CONSTRAINT operators_role_check;
UPDATE identity.operators SET role = 'director' WHERE role = 'manager';
ALTER TABLE identity.operators ADD CONSTRAINT operators_role_check
    CHECK (role IN ('director', 'reviewer', 'finance', 'support'));
ALTER TABLE identity.operators ADD COLUMN appointed_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE identity.operators ALTER COLUMN appointed_at DROP DEFAULT;

-- Who signed in, ordered or works in a market; the name is kept in small letters, to be found by its beginning.
CREATE TABLE identity.members (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    nickname_key text NOT NULL,
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, person_id)
);
CREATE INDEX members_by_nickname ON identity.members (market_id, nickname_key, person_id);
INSERT INTO identity.members (market_id, person_id, nickname_key, joined_at)
SELECT m.market_id, p.person_id, lower(p.nickname), p.joined_at
FROM (
    SELECT market_id, person_id FROM orders.orders
    UNION SELECT market_id, person_id FROM merchants.staff
    UNION SELECT market_id, person_id FROM merchants.head_office
    UNION SELECT market_id, person_id FROM identity.operators
) AS m
JOIN identity.people AS p ON p.person_id = m.person_id;

-- An errand (one reaction to one announcement) that failed: how often, why, and whether it is solved.
CREATE TABLE kernel.failures (
    market_id integer NOT NULL,
    announcement_id uuid NOT NULL,
    reaction text NOT NULL,
    event text NOT NULL,
    tries integer NOT NULL CHECK (tries > 0),
    error text NOT NULL,
    failed_at timestamptz NOT NULL,
    given_up_at timestamptz,
    again_at timestamptz,
    solved_at timestamptz,
    PRIMARY KEY (market_id, announcement_id, reaction)
);
CREATE INDEX failures_open ON kernel.failures (market_id, announcement_id, reaction) WHERE solved_at IS NULL;
CREATE INDEX failures_again ON kernel.failures (market_id, announcement_id) WHERE again_at IS NOT NULL;

-- How the timetable's jobs went in a market: one row a job.
CREATE TABLE kernel.job_runs (
    market_id integer NOT NULL,
    job text NOT NULL,
    ran_at timestamptz NOT NULL,
    took_ms integer NOT NULL,
    done integer NOT NULL,
    worked_at timestamptz,
    failed_at timestamptz,
    failures_in_row integer NOT NULL,
    error text NOT NULL,
    PRIMARY KEY (market_id, job)
) WITH (fillfactor = 50);

ALTER TABLE community.reviews ADD COLUMN hidden_at timestamptz;

CREATE INDEX audit_trail_by_actor ON kernel.audit_trail (market_id, actor, audit_id);
CREATE INDEX audit_trail_by_subject ON kernel.audit_trail (market_id, subject, audit_id);
CREATE INDEX audit_trail_by_action ON kernel.audit_trail (market_id, action, audit_id);
CREATE INDEX orders_by_state ON orders.orders (market_id, state, order_id);
CREATE INDEX vouchers_by_state ON vouchers.vouchers (market_id, state, voucher_id);
CREATE INDEX merchants_by_name ON merchants.merchants (market_id, name, merchant_id);
CREATE INDEX stores_by_name ON merchants.stores (market_id, name, store_id);
CREATE INDEX refunds_by_state ON payments.refunds (market_id, state, refund_id);
CREATE INDEX accounts_by_purpose ON ledger.accounts (market_id, purpose, account_id);
CREATE INDEX reviews_by_person ON community.reviews (market_id, person_id, review_id);

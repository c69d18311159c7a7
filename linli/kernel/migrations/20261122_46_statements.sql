-- Statements add up what a payee has earned; a line that is disputed is held out while the rest goes on.
CREATE TABLE settlement.statements (
    market_id integer NOT NULL,
    statement_id uuid NOT NULL,
    payee_id uuid NOT NULL,
    number text NOT NULL,
    currency text NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'disputed', 'confirmed', 'paying', 'paid', 'dissolved')),
    period_from timestamptz NOT NULL,
    period_until timestamptz NOT NULL,
    total_minor bigint NOT NULL,
    entry_count integer NOT NULL,
    drafted_at timestamptz NOT NULL,
    confirms_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    confirmed_by text NOT NULL DEFAULT '',
    payout_id uuid,
    paid_at timestamptz,
    PRIMARY KEY (market_id, statement_id),
    UNIQUE (market_id, number),
    -- Two workers that draft the same day's statement write it once.
    UNIQUE (market_id, payee_id, currency, period_until),
    CHECK (total_minor > 0 OR state = 'dissolved'),
    CHECK (period_from < period_until)
);
CREATE INDEX statements_by_payee ON settlement.statements (market_id, payee_id, statement_id);
CREATE INDEX statements_by_state ON settlement.statements (market_id, state, statement_id);

CREATE TABLE settlement.disputes (
    market_id integer NOT NULL,
    dispute_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    statement_id uuid NOT NULL,
    payee_id uuid NOT NULL,
    note text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamptz NOT NULL,
    resolved_at timestamptz,
    correction_minor bigint NOT NULL DEFAULT 0,
    answer text NOT NULL DEFAULT '',
    PRIMARY KEY (market_id, dispute_id)
);
CREATE INDEX disputes_open ON settlement.disputes (market_id, dispute_id) WHERE resolved_at IS NULL;
CREATE INDEX disputes_by_payee ON settlement.disputes (market_id, payee_id, dispute_id);

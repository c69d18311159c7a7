-- The provider's daily bill beside the ledger and the payments. See docs/decisions/0028.

CREATE SCHEMA reconciliation;

-- One provider's day in one market: whether its bill has come, what the three sides add up to, and whether it is closed.
-- The id begins with the day, so that its order is the order of time.
CREATE TABLE reconciliation.days (
    market_id integer NOT NULL,
    day_id uuid NOT NULL,
    provider text NOT NULL,
    day date NOT NULL,
    zone text NOT NULL,
    currency text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'missing', 'open', 'clean')),
    bill_print bytea CHECK (length(bill_print) = 32),
    bill_changes integer NOT NULL DEFAULT 0 CHECK (bill_changes >= 0),
    lines integer NOT NULL DEFAULT 0,
    matched integer NOT NULL DEFAULT 0,
    billed_in_minor bigint NOT NULL DEFAULT 0,
    billed_out_minor bigint NOT NULL DEFAULT 0,
    billed_fees_minor bigint NOT NULL DEFAULT 0,
    billed_payouts_minor bigint NOT NULL DEFAULT 0,
    known_in_minor bigint NOT NULL DEFAULT 0,
    known_out_minor bigint NOT NULL DEFAULT 0,
    booked_in_minor bigint NOT NULL DEFAULT 0,
    booked_out_minor bigint NOT NULL DEFAULT 0,
    tried_at timestamptz NOT NULL,
    next_try_at timestamptz,
    ran_at timestamptz,
    closed_at timestamptz,
    PRIMARY KEY (market_id, day_id)
);

-- What a bill says of this market, line by line: the id follows from provider, day, kind, the provider's name and how
-- many lines of that name came before, so that reading a bill again finds its lines. One that a corrected bill no longer
-- has stays, as gone. `fee_booked_minor` and `payout_booked_minor` are what the ledger has of it.
CREATE TABLE reconciliation.lines (
    market_id integer NOT NULL,
    line_id uuid NOT NULL,
    provider text NOT NULL,
    day date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('charge', 'refund', 'fee', 'payout', 'other')),
    provider_ref text NOT NULL,
    reference uuid,
    amount_minor bigint NOT NULL,
    fee_minor bigint NOT NULL,
    currency text NOT NULL,
    billed_at timestamptz NOT NULL,
    gone boolean NOT NULL DEFAULT false,
    fee_booked_minor bigint NOT NULL DEFAULT 0,
    payout_booked_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (market_id, line_id)
);
CREATE INDEX lines_by_day ON reconciliation.lines (market_id, provider, day);
CREATE INDEX lines_by_reference ON reconciliation.lines (market_id, reference) WHERE reference IS NOT NULL;
CREATE INDEX lines_by_provider_ref ON reconciliation.lines (market_id, provider_ref);

-- What does not agree. The id follows from provider, day, kind and what it is about, so that finding it again is finding
-- the same one; it begins with the day. Amounts are in minor units; a side that knows nothing of it is null.
CREATE TABLE reconciliation.differences (
    market_id integer NOT NULL,
    difference_id uuid NOT NULL,
    provider text NOT NULL,
    day date NOT NULL,
    kind text NOT NULL,
    state text NOT NULL CHECK (
        state IN ('open', 'resolved', 'explained', 'corrected', 'sent_back', 'linked')
    ),
    line_id uuid,
    provider_ref text,
    reference uuid,
    order_id uuid,
    billed_minor bigint,
    billed_currency text,
    billed_at timestamptz,
    fee_minor bigint,
    known_minor bigint,
    known_currency text,
    known_state text,
    known_at timestamptz,
    booked_minor bigint,
    order_state text,
    gap_minor bigint NOT NULL,
    corrected_minor bigint NOT NULL DEFAULT 0,
    currency text NOT NULL,
    noted_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    closed_at timestamptz,
    closed_by text,
    why text,
    taken_by uuid,
    taken_at timestamptz,
    PRIMARY KEY (market_id, difference_id),
    CHECK ((state = 'open') = (closed_at IS NULL))
);
CREATE INDEX differences_open ON reconciliation.differences (market_id, provider, day) WHERE state = 'open';
CREATE INDEX differences_by_reference ON reconciliation.differences (market_id, reference)
    WHERE reference IS NOT NULL;

-- Money that belongs to no order, on its way back through the provider that it came by; one for each difference.
CREATE TABLE reconciliation.returns (
    market_id integer NOT NULL,
    return_id uuid NOT NULL,
    difference_id uuid NOT NULL,
    provider text NOT NULL,
    provider_ref text NOT NULL,
    reference uuid,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    reason text NOT NULL,
    state text NOT NULL CHECK (state IN ('due', 'done', 'failed')),
    tries integer NOT NULL DEFAULT 0,
    sent_ref text,
    due_at timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (market_id, return_id),
    UNIQUE (market_id, difference_id)
);
CREATE INDEX returns_due ON reconciliation.returns (market_id, next_try_at) WHERE state = 'due';

-- Reconciliation asks for a day's payments and refunds, and for payments by the provider's name.
CREATE INDEX intents_by_paid_at ON payments.intents (market_id, provider, paid_at) WHERE state = 'paid';
CREATE INDEX intents_by_provider_ref ON payments.intents (market_id, provider_ref) WHERE state = 'paid';
CREATE INDEX refunds_by_done_at ON payments.refunds (market_id, done_at) WHERE state = 'done';
CREATE INDEX refunds_by_provider_ref ON payments.refunds (market_id, provider_ref) WHERE provider_ref IS NOT NULL;

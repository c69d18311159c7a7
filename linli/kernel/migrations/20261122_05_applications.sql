-- Applying as a merchant: applications, the operator's questions and checks, verifications that run out.
ALTER TABLE merchants.merchants ADD COLUMN verified_until timestamptz;
ALTER TABLE merchants.merchants ADD COLUMN reminded_at timestamptz;
ALTER TABLE merchants.merchants DROP CONSTRAINT merchants_state_check;
ALTER TABLE merchants.merchants ADD CONSTRAINT merchants_state_check
    CHECK (state IN ('applied', 'verified', 'suspended', 'lapsed'));
CREATE INDEX merchants_running_out ON merchants.merchants (market_id, verified_until);
-- One wish to sell. `form` is what was typed, `submitted` what stood in it when it was last sent in; `subject_id`
-- is the listing that is claimed or the merchant whose license is renewed, and 0 for a new store.
CREATE TABLE merchants.applications (
    market_id integer NOT NULL,
    application_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('store', 'claim', 'renewal')),
    subject_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'asked', 'approved', 'refused')),
    form jsonb NOT NULL,
    submitted jsonb,
    license_file_id uuid,
    proof_file_id uuid,
    title text NOT NULL,
    license_number text NOT NULL,
    license_until date,
    started_at timestamptz NOT NULL,
    saved_at timestamptz NOT NULL,
    submitted_at timestamptz,
    decided_at timestamptz,
    decided_by uuid,
    reason text NOT NULL,
    merchant_id uuid,
    store_id uuid,
    PRIMARY KEY (market_id, application_id)
);
CREATE UNIQUE INDEX applications_open ON merchants.applications (market_id, person_id, kind, subject_id)
    WHERE state IN ('draft', 'submitted', 'asked', 'refused');
CREATE INDEX applications_by_person ON merchants.applications (market_id, person_id, application_id);
CREATE INDEX applications_by_state ON merchants.applications (market_id, state, submitted_at);
-- What the operator asked, and what the applicant answered.
CREATE TABLE merchants.questions (
    market_id integer NOT NULL,
    question_id uuid NOT NULL,
    application_id uuid NOT NULL,
    body text NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    answer text NOT NULL DEFAULT '',
    answered_at timestamptz,
    PRIMARY KEY (market_id, question_id),
    FOREIGN KEY (market_id, application_id) REFERENCES merchants.applications (market_id, application_id)
);
CREATE INDEX questions_by_application ON merchants.questions (market_id, application_id, question_id);
-- The checklist of one application: a row is a tick.
CREATE TABLE merchants.checks (
    market_id integer NOT NULL,
    application_id uuid NOT NULL,
    kind text NOT NULL,
    checked_by uuid NOT NULL,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, application_id, kind),
    FOREIGN KEY (market_id, application_id) REFERENCES merchants.applications (market_id, application_id)
);
-- Which license number belongs to which application or merchant: one number, one of them, in each market.
CREATE TABLE merchants.licenses (
    market_id integer NOT NULL,
    license_number text NOT NULL,
    holder_id uuid NOT NULL,
    PRIMARY KEY (market_id, license_number)
);
CREATE INDEX licenses_by_holder ON merchants.licenses (market_id, holder_id);
-- What stands behind a badge: every verification of a merchant, append-only; the newest one counts.
CREATE TABLE merchants.verifications (
    market_id integer NOT NULL,
    verification_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    legal_name text NOT NULL,
    license_number text NOT NULL,
    license_until date,
    checks jsonb NOT NULL,
    verified_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    PRIMARY KEY (market_id, verification_id),
    FOREIGN KEY (market_id, merchant_id) REFERENCES merchants.merchants (market_id, merchant_id)
);
CREATE INDEX verifications_by_merchant ON merchants.verifications (market_id, merchant_id, verified_at);

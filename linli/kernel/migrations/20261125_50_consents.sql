-- Consents: what each person agreed to, purpose by purpose, and every answer there ever was with the text it was given to.
CREATE SCHEMA consents;

-- The answer that stands for a purpose of the platform's, in all markets; no row: not asked yet.
CREATE TABLE consents.answers (
    person_id uuid NOT NULL,
    purpose text NOT NULL,
    given boolean NOT NULL,
    text_version integer NOT NULL CHECK (text_version > 0),
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, purpose)
);

-- Every answer, in the words of the version and language that were shown, and where they were shown.
CREATE TABLE consents.history (
    person_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    purpose text NOT NULL,
    given boolean NOT NULL,
    text_version integer NOT NULL CHECK (text_version > 0),
    language text NOT NULL,
    asked_in text NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, answer_id)
);

-- The answer that stands between a person and one merchant.
CREATE TABLE consents.merchant_answers (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    given boolean NOT NULL,
    text_version integer NOT NULL CHECK (text_version > 0),
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, person_id, merchant_id)
);

-- Every answer to a merchant there ever was.
CREATE TABLE consents.merchant_history (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    given boolean NOT NULL,
    text_version integer NOT NULL CHECK (text_version > 0),
    language text NOT NULL,
    asked_in text NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, person_id, answer_id)
);

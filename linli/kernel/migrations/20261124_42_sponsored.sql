-- A place among the results that somebody paid for, booked by operators: for some words or a trade, from when until
-- when. `paid_how` only notes how it was paid.
CREATE TABLE discovery.sponsored (
    market_id integer NOT NULL,
    sponsored_id uuid NOT NULL,
    store_id uuid NOT NULL,
    words text[] NOT NULL,
    trade text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    paid_how text NOT NULL,
    booked_by text NOT NULL,
    booked_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (market_id, sponsored_id),
    CONSTRAINT sponsored_for_some_time CHECK (ends_at > starts_at),
    CONSTRAINT sponsored_for_words_or_a_trade CHECK ((cardinality(words) > 0) <> (trade <> ''))
);

CREATE INDEX sponsored_of_stores ON discovery.sponsored (market_id, store_id, ends_at) WHERE ended_at IS NULL;

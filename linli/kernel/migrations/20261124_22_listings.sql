-- Where imported places come from, what each source says of which store, and what may be there twice.
CREATE SCHEMA listings;
CREATE TABLE listings.sources (
    market_id integer NOT NULL,
    source text NOT NULL,
    run_id uuid NOT NULL,
    file_name text NOT NULL,
    whole boolean NOT NULL,
    counts jsonb NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (market_id, source)
);
-- `said` is what the source says, `taken` what of it stands (or stood) in the store because of that.
CREATE TABLE listings.records (
    market_id integer NOT NULL,
    source text NOT NULL,
    key text NOT NULL,
    store_id uuid,
    print text NOT NULL,
    said jsonb NOT NULL,
    taken jsonb NOT NULL,
    kept text[] NOT NULL,
    run_id uuid NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    gone_at timestamptz,
    PRIMARY KEY (market_id, source, key)
);
CREATE INDEX records_by_store ON listings.records (market_id, store_id);
CREATE INDEX records_by_run ON listings.records (market_id, source, run_id) WHERE gone_at IS NULL;
CREATE TABLE listings.reviews (
    market_id integer NOT NULL,
    review_id uuid NOT NULL,
    source text NOT NULL,
    key text NOT NULL,
    store_id uuid NOT NULL,
    reasons text[] NOT NULL,
    distance_m integer NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'merged', 'both', 'gone')),
    found_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    PRIMARY KEY (market_id, review_id),
    FOREIGN KEY (market_id, source, key) REFERENCES listings.records (market_id, source, key)
);
CREATE INDEX reviews_open ON listings.reviews (market_id, review_id) WHERE state = 'open';

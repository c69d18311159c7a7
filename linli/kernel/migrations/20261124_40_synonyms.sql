-- Words that mean the same in one market, beside those that every market has: added, changed and ended by its
-- operators. `trade`: what the words are names of, '' for none.
CREATE TABLE discovery.synonyms (
    market_id integer NOT NULL,
    synonym_id uuid NOT NULL,
    words text[] NOT NULL,
    trade text NOT NULL,
    added_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (market_id, synonym_id)
);

CREATE INDEX synonyms_in_force ON discovery.synonyms (market_id, synonym_id) WHERE ended_at IS NULL;

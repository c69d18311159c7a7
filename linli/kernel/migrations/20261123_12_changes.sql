-- What somebody changed in one go at the desk, with what it takes to take it back: also over many articles.
CREATE TABLE items.changes (
    market_id integer NOT NULL,
    change_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    what jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    undone_at timestamptz,
    PRIMARY KEY (market_id, change_id)
);
CREATE INDEX changes_to_undo ON items.changes (market_id, merchant_id, person_id, change_id) WHERE undone_at IS NULL;

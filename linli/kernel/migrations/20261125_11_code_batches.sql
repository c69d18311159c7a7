-- Codes made by the thousand, and what each code led to before.
CREATE TABLE marketing.batches (
    market_id integer NOT NULL,
    batch_id uuid NOT NULL,
    store_id uuid NOT NULL,
    channel text NOT NULL,
    label text NOT NULL,
    place text NOT NULL,
    landing text NOT NULL,
    landing_ref uuid,
    campaign_id uuid,
    clerk_id uuid,
    total integer NOT NULL,
    made integer NOT NULL,
    codes text[] NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (market_id, batch_id),
    CONSTRAINT batches_made_in_order CHECK (made BETWEEN 0 AND total)
);
CREATE INDEX batches_by_store ON marketing.batches (market_id, store_id, batch_id);

CREATE TABLE marketing.retargets (
    market_id integer NOT NULL,
    link_id uuid NOT NULL,
    change_id uuid NOT NULL,
    was text NOT NULL,
    was_ref uuid,
    landing text NOT NULL,
    landing_ref uuid,
    changed_by uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, link_id, change_id)
);

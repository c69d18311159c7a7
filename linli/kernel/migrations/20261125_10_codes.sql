-- Codes of places: every link says where it hangs, whose it is, what it belongs to and where it leads; a visit that is
-- not a customer's stands apart and counts for nothing.
CREATE TABLE marketing.campaigns (
    market_id integer NOT NULL,
    campaign_id uuid NOT NULL,
    store_id uuid NOT NULL,
    name text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, campaign_id)
);
CREATE INDEX campaigns_by_store ON marketing.campaigns (market_id, store_id, campaign_id);

ALTER TABLE marketing.links
    ADD COLUMN place text NOT NULL DEFAULT '',
    ADD COLUMN landing text NOT NULL DEFAULT 'store',
    ADD COLUMN landing_ref uuid,
    ADD COLUMN campaign_id uuid,
    ADD COLUMN batch_id uuid,
    ADD COLUMN number integer,
    ADD COLUMN clerk_id uuid;
CREATE INDEX links_by_batch ON marketing.links (market_id, batch_id, number) WHERE batch_id IS NOT NULL;

ALTER TABLE marketing.visits ADD COLUMN apart text;

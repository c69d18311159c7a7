-- A review goes when the last redemption of its order is undone. It stays on record; only one that stands shows,
-- counts, and keeps its order from being reviewed again.
ALTER TABLE community.reviews ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE community.reviews DROP CONSTRAINT reviews_pkey;
ALTER TABLE community.reviews ADD PRIMARY KEY (market_id, review_id);
CREATE UNIQUE INDEX reviews_standing ON community.reviews (market_id, order_id) WHERE withdrawn_at IS NULL;
DROP INDEX community.reviews_by_store;
CREATE INDEX reviews_by_store ON community.reviews (market_id, store_id, review_id) WHERE withdrawn_at IS NULL;

-- What a branch sells for use at a place is looked up by its head office, the newest first.
CREATE INDEX uses_by_store ON chains.uses (market_id, store_id, order_id);

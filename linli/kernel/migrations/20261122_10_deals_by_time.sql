-- A store's deals in the order in which they were published, those on sale apart from the ended ones.
DROP INDEX catalog.deals_by_store;
CREATE INDEX deals_by_store ON catalog.deals (market_id, store_id, state, published_at, deal_id);

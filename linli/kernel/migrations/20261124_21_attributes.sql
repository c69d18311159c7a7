-- What a place offers beside its trade, what else it is called, and which shop of a chain it is.
ALTER TABLE merchants.stores
    ADD COLUMN attributes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN names text[] NOT NULL DEFAULT '{}',
    ADD COLUMN brand text NOT NULL DEFAULT '',
    ADD COLUMN branch text NOT NULL DEFAULT '';
-- What stands within a few meters of a place, whoever asks: imports look for duplicates.
CREATE INDEX stores_by_position ON merchants.stores (market_id, lat, lon);

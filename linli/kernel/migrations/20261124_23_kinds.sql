-- What a source calls a place more closely than its trade: `shoes`, `sushi`.
ALTER TABLE merchants.stores ADD COLUMN kinds text[] NOT NULL DEFAULT '{}';

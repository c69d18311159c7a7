-- When a price book begins or ends next, so that what shows its prices can be told; NULL: no more.
ALTER TABLE prices.books ADD COLUMN turns_at timestamptz;
UPDATE prices.books SET turns_at = CASE WHEN begins_at > now() THEN begins_at WHEN ends_at > now() THEN ends_at END
WHERE begins_at > now() OR ends_at > now();
CREATE INDEX books_by_turn ON prices.books (market_id, turns_at) WHERE turns_at IS NOT NULL;

-- Places are found by the squares they lie in, too: every market's places are written anew once.
INSERT INTO discovery.refreshes AS r (market_id, written, asked_at)
SELECT m.market_id, 0, now() FROM markets.markets AS m
ON CONFLICT (market_id) DO UPDATE SET after = NULL, asked_at = excluded.asked_at;

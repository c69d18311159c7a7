-- name: promised_stores
-- Where a merchant's prices are promised to be the same: its own stores, and those that its books name.
SELECT p.store_id, coalesce(r.region, '') AS region
FROM prices.parity AS p
LEFT JOIN prices.regions AS r ON r.market_id = p.market_id AND r.store_id = p.store_id AND r.market_id = $1
    AND r.merchant_id = $2
WHERE p.market_id = $1 AND (p.merchant_id = $2 OR EXISTS (
    SELECT 1 FROM prices.books AS b
    WHERE b.market_id = $1 AND b.merchant_id = $2 AND b.state = 'on' AND p.store_id = ANY(b.store_ids)
))

-- name: declare_parity
-- A store promises the same price from now on; saying so again changes nothing.
INSERT INTO prices.parity (market_id, store_id, merchant_id, declared_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING

-- name: withdraw_parity
-- A store promises it no longer; saying so again changes nothing.
DELETE FROM prices.parity WHERE market_id = $1 AND store_id = $2

-- name: find_parity
-- hot: since when a store promises the same price, beside every price of it.
SELECT declared_at FROM prices.parity WHERE market_id = $1 AND store_id = $2

-- name: declarations
-- The audit's stores: who promises, and what their tills say; after the last store of the page before.
SELECT p.store_id, p.merchant_id, p.declared_at,
    count(*) FILTER (WHERE t.finding = 'same') AS same,
    count(*) FILTER (WHERE t.finding = 'differs') AS differing,
    count(*) FILTER (WHERE t.finding = 'explained') AS explained,
    max(t.reported_at) AS reported_at
FROM prices.parity AS p
LEFT JOIN prices.till_prices AS t ON t.market_id = p.market_id AND t.store_id = p.store_id AND t.market_id = $1
WHERE p.market_id = $1 AND p.store_id > $2 AND ($3::uuid IS NULL OR p.merchant_id = $3)
GROUP BY p.store_id, p.merchant_id, p.declared_at
ORDER BY p.store_id
LIMIT $4

-- name: write_till_prices
-- What a till asks, over what it asked before, unless that was read later; in order, against deadlocks. Since when it
-- differs stays while it differs. Says what became of each line.
INSERT INTO prices.till_prices AS t (market_id, store_id, variant_id, merchant_id, report_id, till_minor, online_minor,
    in_store_minor, finding, read_at, reported_at, differs_since)
SELECT $1, $2, n.variant_id, $3, n.report_id, n.till_minor, n.online_minor, n.in_store_minor, n.finding, $4, $5::timestamptz,
    CASE WHEN n.finding = 'differs' THEN $5::timestamptz END
FROM unnest($6::uuid[], $7::uuid[], $8::bigint[], $9::bigint[], $10::bigint[], $11::text[])
    AS n (variant_id, report_id, till_minor, online_minor, in_store_minor, finding)
ORDER BY n.variant_id
ON CONFLICT (market_id, store_id, variant_id) DO UPDATE SET
    merchant_id = excluded.merchant_id, report_id = excluded.report_id, till_minor = excluded.till_minor,
    online_minor = excluded.online_minor, in_store_minor = excluded.in_store_minor, finding = excluded.finding,
    read_at = excluded.read_at, reported_at = excluded.reported_at,
    differs_since = CASE WHEN excluded.finding = 'differs' THEN coalesce(t.differs_since, excluded.differs_since) END
WHERE t.read_at <= excluded.read_at
RETURNING t.variant_id

-- name: till_prices
-- What tills said, the last report first, before a cursor; narrowed by finding, merchant, store, promise.
SELECT t.store_id, t.variant_id, t.merchant_id, t.report_id, t.till_minor, t.online_minor, t.in_store_minor, t.finding,
    t.read_at, t.reported_at, t.differs_since, p.store_id IS NOT NULL AS declared
FROM prices.till_prices AS t
LEFT JOIN prices.parity AS p ON p.market_id = t.market_id AND p.store_id = t.store_id AND p.market_id = $1
WHERE t.market_id = $1 AND t.report_id < $2 AND ($3::text IS NULL OR t.finding = $3)
  AND ($4::uuid IS NULL OR t.merchant_id = $4) AND ($5::uuid IS NULL OR t.store_id = $5)
  AND (NOT $6::boolean OR p.store_id IS NOT NULL)
ORDER BY t.report_id DESC
LIMIT $7

-- name: all_markets
-- The list of cities, and every job that goes market by market.
SELECT market_id, slug, name, name_en, name_zh, currency, timezone, country, language, commission_bp,
       lat, lon, attribution, checks_branches
FROM markets.markets
ORDER BY market_id

-- name: find_market
-- The rules of the market in which an action takes place.
SELECT market_id, slug, name, name_en, name_zh, currency, timezone, country, language, commission_bp,
       lat, lon, attribution, checks_branches
FROM markets.markets
WHERE market_id = $1

-- name: find_market_by_slug
-- hot: the first step of every page, from the name in its URL.
SELECT market_id, slug, name, name_en, name_zh, currency, timezone, country, language, commission_bp,
       lat, lon, attribution, checks_branches
FROM markets.markets
WHERE slug = $1

-- name: write_market
-- Opens a market or changes its words and rules; amounts and hours already written keep their meaning,
-- because currency and time zone must stay what they were. What its operators have set is left to them.
INSERT INTO markets.markets AS m (market_id, slug, name, name_en, name_zh, currency, timezone, country,
    language, commission_bp, lat, lon, attribution, checks_branches)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (market_id) DO UPDATE SET
    slug = excluded.slug, name = excluded.name, name_en = excluded.name_en, name_zh = excluded.name_zh,
    country = excluded.country, language = excluded.language, commission_bp = excluded.commission_bp,
    lat = excluded.lat, lon = excluded.lon, attribution = excluded.attribution
WHERE m.currency = excluded.currency AND m.timezone = excluded.timezone

-- name: set_branch_checks
-- Whether further stores are looked at first; nothing where it is so already.
UPDATE markets.markets SET checks_branches = $2 WHERE market_id = $1 AND checks_branches <> $2

-- A year of one market's attribution, made in the database: $1 market, $2 touches, $3 orders, $4 stores. Every hundredth
-- store takes a tenth of it. Numbers are drawn by hashing, so that each run makes the same year.
CREATE FUNCTION pg_temp.drawn(n bigint, salt int, below int) RETURNS int LANGUAGE sql IMMUTABLE
    AS 'SELECT ((hashint8extended(n, salt) & 1073741823) % below)::int';

CREATE FUNCTION pg_temp.at(n bigint, salt int) RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT date_trunc(''day'', now()) - make_interval(mins => pg_temp.drawn(n, salt, 525000))';

CREATE FUNCTION pg_temp.store(n bigint, salt int, stores int) RETURNS int LANGUAGE sql IMMUTABLE
    AS 'SELECT CASE WHEN pg_temp.drawn(n, salt, 10) = 0 THEN 0 ELSE pg_temp.drawn(n, salt + 1, stores) END';

CREATE TEMP TABLE shops AS
SELECT row_number() OVER (ORDER BY slug) - 1 AS n, store_id, merchant_id
FROM merchants.stores WHERE market_id = MARKET;
CREATE UNIQUE INDEX ON shops (n);

CREATE TEMP TABLE codes AS
SELECT s.n, c.k, md5(s.n || '/' || c.k)::uuid AS link_id, s.store_id, s.merchant_id,
    (ARRAY['table_card', 'poster', 'leaflet', 'social', 'influencer', 'receipt'])[c.k] AS channel
FROM shops AS s CROSS JOIN generate_series(1, 6) AS c (k);
CREATE UNIQUE INDEX ON codes (n, k);

INSERT INTO marketing.links (market_id, link_id, code, store_id, channel, label, made_by, made_at)
SELECT MARKET, link_id, upper(left(md5(link_id::text), 12)), store_id, channel, 'Code ' || k, store_id, now()
FROM codes;

INSERT INTO attribution.touches
SELECT MARKET, uuidv7(t.at - now()), 'visit', t.at, t.at::date, c.store_id, c.merchant_id, c.channel, c.link_id, NULL,
    NULL, NULL, NULL, '', CASE WHEN pg_temp.drawn(t.n, 5, 25) = 0 THEN 'bot' ELSE '' END
FROM (SELECT n, pg_temp.at(n, 1) AS at FROM generate_series(1, TOUCHES) AS n) AS t
JOIN codes AS c ON c.n = pg_temp.store(t.n, 2, STORES) AND c.k = 1 + pg_temp.drawn(t.n, 4, 6);

INSERT INTO attribution.goals
SELECT MARKET, uuidv7(o.at - now()), 'order', s.store_id, s.merchant_id, md5('p' || pg_temp.drawn(o.n, 16, 60000))::uuid,
    NULL, false, o.at, o.at, o.at::date, 900 + pg_temp.drawn(o.n, 13, 20000), 1, 900, 0, pg_temp.drawn(o.n, 14, 3) = 0, false
FROM (SELECT n, pg_temp.at(n, 11) AS at FROM generate_series(1, ORDERS) AS n) AS o
JOIN shops AS s ON s.n = pg_temp.store(o.n, 12, STORES);

CREATE TEMP TABLE shared AS
SELECT g.goal_id, g.store_id, g.merchant_id, g.day, g.began_at, g.amount_minor, g.redeemed_minor, g.again, s.n AS shop,
    uuid_hash(g.goal_id) AS drawn, CASE WHEN pg_temp.drawn(uuid_hash(g.goal_id), 21, 10) < 2 THEN 0
        ELSE 1 + pg_temp.drawn(uuid_hash(g.goal_id), 22, 3) END AS k
FROM attribution.goals AS g JOIN shops AS s ON s.store_id = g.store_id;

-- Who comes by themselves has the one place 0; of the others the first and the last take all, and the rest share evenly.
INSERT INTO attribution.credits
SELECT MARKET, s.goal_id, m.model, p.place, s.store_id, s.merchant_id, s.day, NULL, s.began_at, c.link_id, NULL,
    coalesce(c.channel, 'direct'),
    CASE WHEN c.channel IS NULL THEN '' WHEN c.channel IN ('social', 'influencer') THEN 'on_off' ELSE 'off_off' END,
    'order', true, s.again, w.parts, s.amount_minor * w.parts / 1000000, s.redeemed_minor * w.parts / 1000000, 0
FROM shared AS s
CROSS JOIN unnest(ARRAY['last', 'first', 'linear', 'time_decay', 'position', 'data_driven']) AS m (model)
CROSS JOIN generate_series(0, greatest(s.k, 1) - 1) AS p (place)
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN s.k < 2 THEN 1000000
        WHEN m.model = 'last' THEN CASE WHEN p.place = s.k - 1 THEN 1000000 ELSE 0 END
        WHEN m.model = 'first' THEN CASE WHEN p.place = 0 THEN 1000000 ELSE 0 END
        ELSE 1000000 / s.k
    END AS parts
) AS w
LEFT JOIN codes AS c ON s.k > 0 AND c.n = s.shop AND c.k = 1 + pg_temp.drawn(s.drawn, 31 + p.place, 6)
WHERE w.parts > 0;

INSERT INTO attribution.days
SELECT MARKET, c.store_id, c.model, c.day, c.channel, c.way, c.merchant_id, sum(c.parts), sum(c.paid_minor), sum(c.parts),
    sum(c.redeemed_minor), 0, coalesce(sum(c.parts) FILTER (WHERE c.again), 0), 0
FROM attribution.credits AS c
GROUP BY c.store_id, c.merchant_id, c.model, c.day, c.channel, c.way;

INSERT INTO attribution.code_days
SELECT MARKET, c.store_id, c.model, c.day, c.link_id, NULL, min(c.channel), c.merchant_id, sum(c.parts), sum(c.paid_minor),
    sum(c.parts), sum(c.redeemed_minor), 0, 0, 0
FROM attribution.credits AS c WHERE c.link_id IS NOT NULL
GROUP BY c.store_id, c.merchant_id, c.model, c.day, c.link_id;

INSERT INTO attribution.visit_days
SELECT MARKET, t.store_id, t.day, t.channel, t.link_id, t.fault, t.merchant_id, count(*)
FROM attribution.touches AS t
GROUP BY t.store_id, t.day, t.channel, t.link_id, t.fault, t.merchant_id;

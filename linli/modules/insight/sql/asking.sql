-- name: customers_of_store
-- hot: a store's customers of a kind ($3: '' is all), who came last first, after the last one seen ($8, $9). Borders in
-- days back are $4 new, $5 here, $6 gone; $7 is from how many visits on somebody is a regular.
SELECT c.person_id, c.first_at, c.first_order_id, c.last_at, c.visits, c.uses, c.spent_minor, c.favorite, c.favorite_en,
    k.kind
FROM insight.customers AS c
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN c.last_at < $6 THEN 'gone'
        WHEN c.last_at < $5 THEN 'drifting'
        WHEN c.visits >= $7 THEN 'regular'
        WHEN c.visits = 1 AND c.first_at >= $4 THEN 'new'
        ELSE 'returning'
    END AS kind
) AS k
WHERE c.market_id = $1 AND c.store_id = $2 AND (c.last_at, c.person_id) < ($8, $9) AND ($3 = '' OR k.kind = $3)
ORDER BY c.last_at DESC, c.person_id DESC LIMIT $10

-- name: kinds_of_customers
-- How many customers of each kind stores have, and what they spent; borders as above.
SELECT k.kind, count(*)::integer AS people, sum(c.visits)::integer AS visits, sum(c.spent_minor)::bigint AS spent_minor
FROM insight.customers AS c
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN c.last_at < $5 THEN 'gone'
        WHEN c.last_at < $4 THEN 'drifting'
        WHEN c.visits >= $6 THEN 'regular'
        WHEN c.visits = 1 AND c.first_at >= $3 THEN 'new'
        ELSE 'returning'
    END AS kind
) AS k
WHERE c.market_id = $1 AND ($2::uuid[] IS NULL OR c.store_id = ANY($2))
GROUP BY k.kind

-- name: returns
-- Of the people who came in a period ($3 to $4, days), how many had come before it, and how many came on more than one
-- day of it.
SELECT count(*)::integer AS people, count(*) FILTER (WHERE c.first_day < $3)::integer AS known,
    count(*) FILTER (WHERE v.days > 1 OR c.first_day < $3)::integer AS again
FROM (
    SELECT v.store_id, v.person_id, count(*) AS days
    FROM insight.visits AS v
    WHERE v.market_id = $1 AND ($2::uuid[] IS NULL OR v.store_id = ANY($2)) AND v.day >= $3 AND v.day < $4 AND v.uses > 0
    GROUP BY v.store_id, v.person_id
) AS v
JOIN insight.customers AS c ON c.market_id = $1 AND c.store_id = v.store_id AND c.person_id = v.person_id
WHERE c.market_id = $1

-- name: cohorts
-- Who came for the first time in which month (since $3), and how many of them came again so many months later; of
-- the stores $2. Month 0 counts everybody once.
SELECT date_trunc('month', c.first_day)::date AS month,
    ((extract(year FROM v.day) - extract(year FROM c.first_day)) * 12
        + extract(month FROM v.day) - extract(month FROM c.first_day))::integer AS later,
    count(DISTINCT (c.store_id, c.person_id))::integer AS people
FROM insight.customers AS c
JOIN insight.visits AS v ON v.market_id = $1 AND v.store_id = c.store_id AND v.person_id = c.person_id
WHERE c.market_id = $1 AND v.market_id = $1 AND ($2::uuid[] IS NULL OR c.store_id = ANY($2)) AND c.first_day >= $3 AND v.uses > 0
GROUP BY 1, 2
ORDER BY 1, 2

-- name: days_of_stores
-- What the days of a period ($3 to $4) were, of these stores together; a day without anybody is left out.
SELECT d.day, sum(d.visits)::integer AS visits, sum(d.uses)::integer AS uses,
    sum(d.amount_minor)::bigint AS amount_minor
FROM insight.days AS d
WHERE d.market_id = $1 AND ($2::uuid[] IS NULL OR d.store_id = ANY($2)) AND d.day >= $3 AND d.day < $4
GROUP BY d.day
ORDER BY d.day

-- name: hours_of_stores
-- When people came: for each weekday (1: Monday) and hour, how many came in a period ($3 to $4).
SELECT extract(isodow FROM u.day)::integer AS weekday, u.hour::integer AS hour,
    count(DISTINCT (u.person_id, u.day))::integer AS visits
FROM insight.uses AS u
WHERE u.market_id = $1 AND ($2::uuid[] IS NULL OR u.store_id = ANY($2)) AND u.day >= $3 AND u.day < $4 AND u.told AND NOT u.undone
GROUP BY 1, 2
ORDER BY 1, 2

-- name: forecast_of_stores
-- What is foreseen of these stores together from a day on; the bounds of each are added up, so they are wide.
SELECT f.day, sum(f.expected)::integer AS expected, sum(f.low)::integer AS low, sum(f.high)::integer AS high
FROM insight.forecasts AS f
WHERE f.market_id = $1 AND ($2::uuid[] IS NULL OR f.store_id = ANY($2)) AND f.day >= $3
GROUP BY f.day
ORDER BY f.day

-- name: outlooks_of_stores
-- What the forecasts of these stores were made from.
SELECT o.store_id, o.made_on, o.days, o.loss_bp, o.usual_loss_bp
FROM insight.outlooks AS o
WHERE o.market_id = $1 AND o.store_id = ANY($2::uuid[])

-- name: stores_by_visits
-- A market's stores by how many came in a period ($2 to $3), the most first.
SELECT d.store_id, sum(d.visits)::integer AS visits, sum(d.uses)::integer AS uses,
    sum(d.amount_minor)::bigint AS amount_minor
FROM insight.days AS d
WHERE d.market_id = $1 AND d.day >= $2 AND d.day < $3
GROUP BY d.store_id
ORDER BY visits DESC, d.store_id LIMIT $4

-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'uses' AS kind, jsonb_build_object(
    'store_id', t.store_id, 'order_id', t.order_id, 'at', t.at, 'amount_minor', t.amount_minor, 'title', t.title
) AS said
FROM insight.uses AS t
WHERE t.market_id = $1 AND t.person_id = $2 AND t.told AND NOT t.undone

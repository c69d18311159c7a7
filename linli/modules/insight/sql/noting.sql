-- name: note_use
-- Something was used; a row comes back the first time that it is told, and says whether it was undone before.
INSERT INTO insight.uses AS u (
    market_id, use_id, store_id, merchant_id, person_id, order_id, at, day, hour, amount_minor, title, title_en,
    told, undone
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, true, false)
ON CONFLICT (market_id, use_id) DO UPDATE SET
    at = excluded.at, day = excluded.day, hour = excluded.hour, title = excluded.title, title_en = excluded.title_en,
    told = true
WHERE NOT u.told
RETURNING u.day, u.told AND NOT u.undone AS changed

-- name: note_undone
-- It was taken back; a row comes back the first time, and says whether it had counted.
INSERT INTO insight.uses AS u (
    market_id, use_id, store_id, merchant_id, person_id, order_id, at, day, hour, amount_minor, title, title_en,
    told, undone
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false, true)
ON CONFLICT (market_id, use_id) DO UPDATE SET undone = true
WHERE NOT u.undone
RETURNING u.day, u.told AS changed

-- name: count_visit
-- One use more or less ($5) of somebody's day at a store; how many there are now.
INSERT INTO insight.visits AS v (market_id, store_id, day, person_id, uses) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (market_id, store_id, day, person_id) DO UPDATE SET uses = v.uses + excluded.uses
RETURNING v.uses

-- name: count_day
-- What a day was, with so many more or less.
INSERT INTO insight.days AS d (market_id, store_id, day, visits, uses, amount_minor) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (market_id, store_id, day) DO UPDATE SET
    visits = d.visits + excluded.visits, uses = d.uses + excluded.uses,
    amount_minor = d.amount_minor + excluded.amount_minor

-- name: write_customer
-- A customer anew from what they used at the store; nothing where none of it counts.
INSERT INTO insight.customers (
    market_id, store_id, person_id, merchant_id, first_at, first_day, first_order_id, last_at, visits, uses,
    spent_minor, favorite, favorite_en
)
SELECT $1, $2, $3, $4, min(u.at), min(u.day), (array_agg(u.order_id ORDER BY u.at, u.use_id))[1], max(u.at),
    count(DISTINCT u.day)::integer, count(*)::integer, sum(u.amount_minor)::bigint,
    mode() WITHIN GROUP (ORDER BY u.title), mode() WITHIN GROUP (ORDER BY u.title_en)
FROM insight.uses AS u
WHERE u.market_id = $1 AND u.store_id = $2 AND u.person_id = $3 AND u.told AND NOT u.undone
HAVING count(*) > 0
ON CONFLICT (market_id, store_id, person_id) DO UPDATE SET
    merchant_id = excluded.merchant_id, first_at = excluded.first_at, first_day = excluded.first_day,
    first_order_id = excluded.first_order_id, last_at = excluded.last_at, visits = excluded.visits,
    uses = excluded.uses, spent_minor = excluded.spent_minor, favorite = excluded.favorite,
    favorite_en = excluded.favorite_en

-- name: drop_customer
-- Somebody of whom nothing counts at a store is no customer of it.
DELETE FROM insight.customers WHERE market_id = $1 AND store_id = $2 AND person_id = $3

-- name: stores_of_person
-- Where somebody used anything; counted or not.
SELECT DISTINCT u.store_id, u.merchant_id FROM insight.uses AS u WHERE u.market_id = $1 AND u.person_id = $2

-- name: move_uses
-- What was one person's ($2) is another's ($3).
UPDATE insight.uses SET person_id = $3 WHERE market_id = $1 AND person_id = $2

-- name: move_visits
-- Their days as well; where the other came on the same day, it is one visit of more uses.
INSERT INTO insight.visits AS v (market_id, store_id, day, person_id, uses)
SELECT g.market_id, g.store_id, g.day, $3, g.uses
FROM insight.visits AS g
WHERE g.market_id = $1 AND g.person_id = $2
ON CONFLICT (market_id, store_id, day, person_id) DO UPDATE SET uses = v.uses + excluded.uses

-- name: one_visit_less
-- Days on which both of them came ($2, $3), and that count as one visit from now on.
UPDATE insight.days AS d SET visits = d.visits - 1
FROM insight.visits AS g
JOIN insight.visits AS v ON v.market_id = g.market_id AND v.store_id = g.store_id AND v.day = g.day
WHERE d.market_id = $1 AND g.market_id = $1 AND v.market_id = $1 AND g.person_id = $2 AND v.person_id = $3
    AND g.uses > 0 AND v.uses > 0 AND d.store_id = g.store_id AND d.day = g.day

-- name: drop_visits
-- The days that were one person's.
DELETE FROM insight.visits WHERE market_id = $1 AND person_id = $2

-- name: drop_customers
-- Somebody as a customer of every store.
DELETE FROM insight.customers WHERE market_id = $1 AND person_id = $2

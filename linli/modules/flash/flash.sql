-- name: insert_sale
-- A flash sale is announced.
INSERT INTO flash.sales (
    market_id, sale_id, store_id, deal_id, units, per_person, price_minor, currency, hold_seconds, starts_at, ends_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: find_sale
-- hot: a sale as its page and its orders see it.
SELECT sale_id, store_id, deal_id, units, per_person, price_minor, currency, hold_seconds, starts_at, ends_at,
    called_off_at
FROM flash.sales WHERE market_id = $1 AND sale_id = $2

-- name: lock_sale
-- hot: what is claimed, once for a whole group of people; groups of several servers take it one after the other, so that
-- each sees what the one before it has written.
SELECT sale_id, store_id, deal_id, units, per_person, price_minor, currency, hold_seconds, starts_at, ends_at,
    called_off_at
FROM flash.sales WHERE market_id = $1 AND sale_id = $2
FOR UPDATE

-- name: sales_of_store
-- What a store's page shows: what is to come and what is on, and what was over last.
SELECT sale_id, store_id, deal_id, units, per_person, price_minor, currency, hold_seconds, starts_at, ends_at,
    called_off_at
FROM flash.sales WHERE market_id = $1 AND store_id = $2
ORDER BY sale_id DESC
LIMIT $3

-- name: sales_of_market
-- What operators see: of every store, the last announced first.
SELECT sale_id, store_id, deal_id, units, per_person, price_minor, currency, hold_seconds, starts_at, ends_at,
    called_off_at
FROM flash.sales WHERE market_id = $1 AND sale_id < $2
ORDER BY sale_id DESC
LIMIT $3

-- name: sales_ahead
-- What pages point to: what is on, and what begins by $3.
SELECT sale_id, store_id, deal_id, units, per_person, price_minor, currency, hold_seconds, starts_at, ends_at,
    called_off_at
FROM flash.sales WHERE market_id = $1 AND ends_at > $2 AND starts_at < $3 AND called_off_at IS NULL
ORDER BY starts_at, sale_id
LIMIT $4

-- name: call_off_sale
-- Only before it starts, and once; a moment later somebody may hold some of it.
UPDATE flash.sales SET called_off_at = $4
WHERE market_id = $1 AND sale_id = $2 AND store_id = $3 AND starts_at > $4 AND called_off_at IS NULL

-- name: sum_claims
-- What people have of several sales: how many units are held to be ordered, how many people wait for how many, and how
-- many units were ever kept for somebody.
SELECT c.sale_id, coalesce(sum(c.quantity) FILTER (WHERE c.state = 'held' AND c.held_until > $3), 0)::bigint AS held,
    count(*) FILTER (WHERE c.state = 'waiting') AS waiting,
    coalesce(sum(c.quantity) FILTER (WHERE c.state = 'waiting'), 0)::bigint AS wanted,
    coalesce(sum(c.served), 0)::bigint AS served
FROM flash.claims AS c
WHERE c.market_id = $1 AND c.sale_id = ANY($2::uuid[])
GROUP BY c.sale_id

-- name: sales_over
-- Whose units may go back to the deal.
SELECT sale_id, store_id, deal_id, units, per_person, price_minor, currency, hold_seconds, starts_at, ends_at,
    called_off_at
FROM flash.sales WHERE market_id = $1 AND ends_at <= $2 AND ends_at > $3

-- name: sales_with_line
-- Where people wait.
SELECT s.sale_id, s.store_id, s.deal_id, s.units, s.per_person, s.price_minor, s.currency, s.hold_seconds, s.starts_at,
    s.ends_at, s.called_off_at
FROM flash.sales AS s
WHERE s.market_id = $1 AND s.ends_at > $2 AND s.starts_at <= $2 AND s.called_off_at IS NULL AND EXISTS (
    SELECT FROM flash.claims AS c WHERE c.market_id = $1 AND c.sale_id = s.sale_id AND c.state = 'waiting'
)

-- name: lock_claims
-- hot: the claims of those who ask ($3) and of those who are first in line ($4: so many), in the order that everybody
-- keeps; nobody else changes them meanwhile.
WITH line AS (
    SELECT w.person_id FROM flash.claims AS w
    WHERE w.market_id = $1 AND w.sale_id = $2 AND w.state = 'waiting'
    ORDER BY w.claimed_at, w.claim_id
    LIMIT $4
)
SELECT c.person_id, c.claim_id, c.quantity, c.state, c.claimed_at, c.held_until
FROM flash.claims AS c
WHERE c.market_id = $1 AND c.sale_id = $2
    AND (c.person_id = ANY($3::uuid[]) OR c.person_id IN (SELECT person_id FROM line))
ORDER BY c.person_id
FOR UPDATE OF c

-- name: write_claims
-- hot: what those of a group have from now on who had nothing; where somebody wrote one since it was looked at, that is
-- left alone, and the group is worked out again.
INSERT INTO flash.claims (
    market_id, sale_id, person_id, claim_id, quantity, state, claimed_at, held_until, served
)
SELECT $1, $2, n.person_id, n.claim_id, n.quantity, n.state, n.claimed_at, n.held_until,
    CASE WHEN n.state = 'held' THEN n.quantity ELSE 0 END
FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::timestamptz[], $8::timestamptz[])
    AS n (person_id, claim_id, quantity, state, claimed_at, held_until)
ORDER BY n.person_id
ON CONFLICT DO NOTHING
RETURNING person_id

-- name: change_claims
-- hot: the same of those who had something ($9: which claim it was), as long as they have it still.
UPDATE flash.claims AS c SET
    claim_id = n.claim_id, quantity = n.quantity, state = n.state, claimed_at = n.claimed_at, held_until = n.held_until,
    served = c.served + CASE WHEN n.state = 'held' THEN n.quantity ELSE 0 END
FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::uuid[])
    AS n (person_id, claim_id, quantity, state, claimed_at, held_until, was)
WHERE c.market_id = $1 AND c.sale_id = $2 AND c.person_id = n.person_id AND c.claim_id = n.was
RETURNING c.person_id

-- name: find_claim
-- hot: how somebody stands, and how many are before them in line.
SELECT c.person_id, c.claim_id, c.quantity, c.state, c.claimed_at, c.held_until
FROM flash.claims AS c WHERE c.market_id = $1 AND c.sale_id = $2 AND c.person_id = $3

-- name: count_before
-- hot: an honest place in line.
SELECT count(*) FROM flash.claims AS c
WHERE c.market_id = $1 AND c.sale_id = $2 AND c.state = 'waiting' AND (c.claimed_at, c.claim_id) < ($3, $4::uuid)

-- name: use_claim
-- hot: an order takes what was held; once, and only as long as it is held.
UPDATE flash.claims AS c SET state = 'ordered', held_until = NULL
WHERE c.market_id = $1 AND c.sale_id = $2 AND c.person_id = $3 AND c.state = 'held' AND c.held_until > $4
    AND c.quantity = $5
RETURNING c.claim_id

-- name: leave
-- Whoever no longer wants it: out of the line, or what is held is free for the next.
UPDATE flash.claims AS c SET state = 'left', held_until = NULL
WHERE c.market_id = $1 AND c.sale_id = $2 AND c.person_id = $3 AND c.state IN ('waiting', 'held')
RETURNING c.claim_id

-- name: forget_waiting
-- Nobody waits for what is over.
UPDATE flash.claims SET state = 'left' WHERE market_id = $1 AND sale_id = $2 AND state = 'waiting'

-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'flash_claims' AS kind, jsonb_build_object(
    'sale_id', c.sale_id, 'quantity', c.quantity, 'state', c.state, 'claimed_at', c.claimed_at
) AS said
FROM flash.claims AS c
WHERE c.market_id = $1 AND c.person_id = $2

-- name: insert_batch
-- A batch of which no code is made yet; its codes are drawn already, so that they are the same in every try.
INSERT INTO marketing.batches (
    market_id, batch_id, store_id, channel, label, place, landing, landing_ref, campaign_id, clerk_id,
    total, made, codes, made_by, made_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14)

-- name: find_batch
-- One batch of its own store.
SELECT b.batch_id, b.store_id, b.channel, b.label, b.place, b.landing, b.landing_ref, b.campaign_id, b.clerk_id,
    b.total, b.made, b.made_by, b.made_at, b.ended_at
FROM marketing.batches AS b
WHERE b.market_id = $1 AND b.store_id = $2 AND b.batch_id = $3

-- name: find_codes_drawn
-- The codes that a batch gets; none once all are made.
SELECT codes FROM marketing.batches WHERE market_id = $1 AND batch_id = $2

-- name: advance_batch
-- The batch goes on from the place one has seen ($3) to the next ($4); whoever comes second finds it moved. What is made
-- need not be kept twice.
UPDATE marketing.batches SET made = $4, codes = CASE WHEN $4 = total THEN '{}' ELSE codes END
WHERE market_id = $1 AND batch_id = $2 AND made = $3 AND ended_at IS NULL
RETURNING batch_id

-- name: insert_codes_of_batch
-- Some codes of a batch ($3 ids, $4 codes, $5 numbers), with what is told of all; those whose code is taken in this market
-- are left out, and get another one.
INSERT INTO marketing.links (
    market_id, link_id, code, store_id, channel, label, place, landing, landing_ref, campaign_id, clerk_id,
    batch_id, number, made_by, made_at
)
SELECT b.market_id, n.link_id, n.code, b.store_id, b.channel, b.label, b.place, b.landing, b.landing_ref, b.campaign_id,
    b.clerk_id, b.batch_id, n.number, b.made_by, b.made_at
FROM marketing.batches AS b
CROSS JOIN unnest($3::uuid[], $4::text[], $5::integer[]) AS n (link_id, code, number)
WHERE b.market_id = $1 AND b.batch_id = $2
ON CONFLICT (market_id, code) DO NOTHING
RETURNING number

-- name: retarget_batch
-- Where the codes of a batch lead from now on, those that are still to be made included.
UPDATE marketing.batches SET landing = $4, landing_ref = $5
WHERE market_id = $1 AND store_id = $2 AND batch_id = $3 AND ended_at IS NULL
RETURNING batch_id

-- name: end_batch
-- No more codes of the batch are made; one that has ended keeps the moment at which it did.
UPDATE marketing.batches SET ended_at = coalesce(ended_at, $4)
WHERE market_id = $1 AND store_id = $2 AND batch_id = $3
RETURNING batch_id

-- name: batches_of_store
-- A store's batches and what came of each, the latest first, before the last one of the page before ($3).
WITH found AS (
    SELECT b.batch_id, b.store_id, b.channel, b.label, b.place, b.landing, b.landing_ref, b.campaign_id, b.clerk_id,
        b.total, b.made, b.made_by, b.made_at, b.ended_at
    FROM marketing.batches AS b
    WHERE b.market_id = $1 AND b.store_id = $2 AND b.batch_id < $3
    ORDER BY b.batch_id DESC
    LIMIT $4
)
SELECT b.batch_id, b.store_id, b.channel, b.label, b.place, b.landing, b.landing_ref, b.campaign_id, b.clerk_id,
    b.total, b.made, b.made_by, b.made_at, b.ended_at,
    (
        SELECT coalesce(sum(l.old_visits), 0) FROM marketing.links AS l
        WHERE l.market_id = $1 AND l.batch_id = b.batch_id
    )::integer + (
        SELECT count(*) FROM marketing.links AS l
        JOIN marketing.visits AS v ON v.market_id = l.market_id AND v.link_id = l.link_id
        WHERE l.market_id = $1 AND l.batch_id = b.batch_id AND v.market_id = $1 AND v.apart IS NULL
    )::integer AS visits,
    came.orders, came.paid_minor
FROM found AS b
CROSS JOIN LATERAL (
    SELECT (count(*) FILTER (WHERE s.kind = 'ordered'))::integer AS orders,
        coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'paid'), 0)::bigint AS paid_minor
    FROM marketing.links AS l
    JOIN marketing.steps AS first ON first.market_id = l.market_id AND first.link_id = l.link_id AND first.kind = 'visited'
    JOIN marketing.steps AS s ON s.market_id = first.market_id AND s.order_id = first.order_id
    WHERE l.market_id = $1 AND l.batch_id = b.batch_id AND first.market_id = $1 AND s.market_id = $1
) AS came
ORDER BY b.batch_id DESC

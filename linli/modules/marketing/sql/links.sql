-- name: insert_link
-- A new link; no row when its random code is taken in this market, and the caller draws another.
INSERT INTO marketing.links (
    market_id, link_id, code, store_id, channel, label, place, landing, landing_ref, campaign_id, clerk_id, made_by, made_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (market_id, code) DO NOTHING
RETURNING link_id, code, store_id, channel, label, made_at, ended_at,
    place, landing, landing_ref, campaign_id, batch_id, number, clerk_id

-- name: end_link
-- Ends a link of its own store; one that has ended keeps the moment at which it did.
UPDATE marketing.links SET ended_at = coalesce(ended_at, $4)
WHERE market_id = $1 AND store_id = $2 AND link_id = $3
RETURNING link_id, code, store_id, channel, label, made_at, ended_at,
    place, landing, landing_ref, campaign_id, batch_id, number, clerk_id

-- name: find_live_link
-- Where a scanned or typed code leads; a link that has ended leads nowhere.
SELECT link_id, code, store_id, channel, label, made_at, ended_at,
    place, landing, landing_ref, campaign_id, batch_id, number, clerk_id
FROM marketing.links
WHERE market_id = $1 AND code = $2 AND ended_at IS NULL

-- name: find_link
-- One code of its own store.
SELECT link_id, code, store_id, channel, label, made_at, ended_at,
    place, landing, landing_ref, campaign_id, batch_id, number, clerk_id
FROM marketing.links
WHERE market_id = $1 AND store_id = $2 AND link_id = $3

-- name: insert_campaign
-- A campaign is known by its store and name, so whoever names it second finds it.
INSERT INTO marketing.campaigns (market_id, campaign_id, store_id, name, made_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING

-- name: campaigns_of_store
-- What the codes of a store were made for.
SELECT campaign_id, store_id, name, made_at FROM marketing.campaigns
WHERE market_id = $1 AND store_id = $2
ORDER BY made_at DESC, campaign_id DESC

-- name: links_of_store
-- A page of a store's codes that fit, and what came of each: all or those made one by one ($3), of a channel ($4), a
-- campaign ($5), a batch ($6), a clerk ($7), live or ended ($8), with a text ($9). The newest first, those of one batch by
-- their numbers; after the last one of the page before ($10). Orders are found by the line's visit and the rest by the
-- order, because steps may be reported in any order, and one that came early does not know its link. What was undone or
-- withdrawn is taken off, in whatever order the two were told.
WITH found AS (
    SELECT w.link_id, w.code, w.store_id, w.channel, w.label, w.made_at, w.ended_at,
        w.place, w.landing, w.landing_ref, w.campaign_id, w.batch_id, w.number, w.clerk_id, w.old_visits,
        CASE WHEN $6::uuid IS NULL THEN 0 ELSE w.number END AS rank
    FROM marketing.links AS w
    WHERE w.market_id = $1 AND w.store_id = $2 AND (NOT $3::boolean OR w.batch_id IS NULL)
        AND ($4 = '' OR w.channel = $4) AND ($5::uuid IS NULL OR w.campaign_id = $5)
        AND ($6 IS NULL OR w.batch_id = $6) AND ($7::uuid IS NULL OR w.clerk_id = $7)
        AND ($8::boolean IS NULL OR (w.ended_at IS NULL) = $8)
        AND (
            $9 = '' OR strpos(lower(w.label || ' ' || w.place || ' ' || w.code || ' ' || coalesce(w.number::text, '')), $9) > 0
        )
        AND (
            $10::uuid IS NULL OR CASE WHEN $6 IS NULL THEN w.link_id < $10 ELSE w.number > (
                SELECT last.number FROM marketing.links AS last WHERE last.market_id = $1 AND last.link_id = $10
            ) END
        )
    ORDER BY rank, w.link_id DESC
    LIMIT $11
)
SELECT l.link_id, l.code, l.store_id, l.channel, l.label, l.made_at, l.ended_at,
    l.place, l.landing, l.landing_ref, l.campaign_id, l.batch_id, l.number, l.clerk_id,
    l.old_visits + (
        SELECT count(*) FROM marketing.visits AS v
        WHERE v.market_id = $1 AND v.link_id = l.link_id AND v.apart IS NULL
    )::integer AS visits,
    came.orders, came.paid_minor, came.redeemed, came.reviews
FROM found AS l
CROSS JOIN LATERAL (
    SELECT (count(*) FILTER (WHERE s.kind = 'ordered'))::integer AS orders,
        coalesce(sum(s.amount_minor) FILTER (WHERE s.kind = 'paid'), 0)::bigint AS paid_minor,
        (count(*) FILTER (WHERE s.kind = 'redeemed')
            - count(*) FILTER (WHERE s.kind = 'undone'))::integer AS redeemed,
        (count(*) FILTER (WHERE s.kind = 'reviewed')
            - count(*) FILTER (WHERE s.kind = 'withdrawn'))::integer AS reviews
    FROM marketing.steps AS first
    JOIN marketing.steps AS s ON s.market_id = first.market_id AND s.order_id = first.order_id
    WHERE first.market_id = $1 AND first.link_id = l.link_id AND first.kind = 'visited' AND s.market_id = $1
) AS came
ORDER BY l.rank, l.link_id DESC

-- name: counts_of_codes
-- How many codes a store has that lead somewhere, and on which channels it has any.
SELECT channel, (count(*) FILTER (WHERE ended_at IS NULL))::integer AS live, count(*)::integer AS made
FROM marketing.links
WHERE market_id = $1 AND store_id = $2
GROUP BY channel

-- name: codes_to_print
-- What stands on the printed pieces of these codes ($3), as long as they lead somewhere: those of a batch by number.
SELECT link_id, code, store_id, channel, label, made_at, ended_at,
    place, landing, landing_ref, campaign_id, batch_id, number, clerk_id
FROM marketing.links
WHERE market_id = $1 AND store_id = $2 AND link_id = ANY($3::uuid[]) AND ended_at IS NULL
ORDER BY batch_id, number, link_id

-- name: codes_of_batch
-- All codes of a batch by their numbers, for its file and its printed sheets.
SELECT link_id, code, store_id, channel, label, made_at, ended_at,
    place, landing, landing_ref, campaign_id, batch_id, number, clerk_id
FROM marketing.links
WHERE market_id = $1 AND store_id = $2 AND batch_id = $3
ORDER BY number

-- name: retarget_links
-- Where these codes ($3) lead from now on ($4, $5), and, for good, what they led to until now. One that leads there
-- already, or has ended, is left as it is.
WITH changed AS (
    UPDATE marketing.links SET landing = $4, landing_ref = $5
    WHERE market_id = $1 AND store_id = $2 AND link_id = ANY($3::uuid[]) AND ended_at IS NULL
        AND (landing, landing_ref) IS DISTINCT FROM ($4, $5::uuid)
    RETURNING link_id, old.landing AS was, old.landing_ref AS was_ref
)
INSERT INTO marketing.retargets (
    market_id, link_id, change_id, was, was_ref, landing, landing_ref, changed_by, changed_at
)
SELECT $1, changed.link_id, $6, changed.was, changed.was_ref, $4, $5, $7, $8 FROM changed

-- name: retarget_codes_of_batch
-- The same for all codes of a batch ($3).
WITH changed AS (
    UPDATE marketing.links SET landing = $4, landing_ref = $5
    WHERE market_id = $1 AND store_id = $2 AND batch_id = $3 AND ended_at IS NULL
        AND (landing, landing_ref) IS DISTINCT FROM ($4, $5::uuid)
    RETURNING link_id, old.landing AS was, old.landing_ref AS was_ref
)
INSERT INTO marketing.retargets (
    market_id, link_id, change_id, was, was_ref, landing, landing_ref, changed_by, changed_at
)
SELECT $1, changed.link_id, $6, changed.was, changed.was_ref, $4, $5, $7, $8 FROM changed

-- name: retargets_of_link
-- What a code led to before, the latest change first.
SELECT change_id, was, was_ref, landing, landing_ref, changed_by, changed_at
FROM marketing.retargets
WHERE market_id = $1 AND link_id = $2
ORDER BY change_id DESC

-- name: end_links
-- These codes ($3) lead nowhere from now on; one that has ended keeps the moment at which it did.
UPDATE marketing.links SET ended_at = $4
WHERE market_id = $1 AND store_id = $2 AND link_id = ANY($3::uuid[]) AND ended_at IS NULL

-- name: end_codes_of_batch
-- The same for all codes of a batch ($3).
UPDATE marketing.links SET ended_at = $4
WHERE market_id = $1 AND store_id = $2 AND batch_id = $3 AND ended_at IS NULL

-- name: stores_with_links
-- Which of these stores have a link that still leads somewhere.
SELECT DISTINCT store_id FROM marketing.links
WHERE market_id = $1 AND store_id = ANY($2::uuid[]) AND ended_at IS NULL

-- name: links_of_ids
-- What codes are called, for reports that know their ids.
SELECT link_id, code, store_id, channel, label, made_at, ended_at, place, landing, landing_ref, campaign_id, batch_id,
    number, clerk_id
FROM marketing.links
WHERE market_id = $1 AND link_id = ANY($2::uuid[])

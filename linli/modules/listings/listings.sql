-- name: start_source
-- A new run of a source, the first or another one; an older one that is still under way has been overtaken.
INSERT INTO listings.sources (market_id, source, run_id, file_name, whole, counts, started_at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)
ON CONFLICT (market_id, source) DO UPDATE SET
    run_id = excluded.run_id, file_name = excluded.file_name, whole = excluded.whole, counts = excluded.counts,
    started_at = excluded.started_at, finished_at = NULL

-- name: advance_source
-- After each batch: how far this run is, unless another one has overtaken it.
UPDATE listings.sources SET counts = $4::jsonb, finished_at = $5
WHERE market_id = $1 AND source = $2 AND run_id = $3

-- name: find_sources
-- The operator's page: where places come from, the newest run first.
SELECT source, run_id, file_name, whole, counts, started_at, finished_at
FROM listings.sources
WHERE market_id = $1
ORDER BY started_at DESC, source
LIMIT 100

-- name: find_records
-- What is known of the things of a batch.
SELECT source, key, store_id, print, said, taken, kept, run_id, gone_at
FROM listings.records
WHERE market_id = $1 AND source = $2 AND key = ANY($3::text[])

-- name: touch_records
-- Seen again, and the same as before.
UPDATE listings.records SET run_id = $4, last_seen = $5
WHERE market_id = $1 AND source = $2 AND key = ANY($3::text[])

-- name: write_records
-- What a batch says, and what became of it.
INSERT INTO listings.records (market_id, source, key, store_id, print, said, taken, kept, run_id, first_seen,
    last_seen)
SELECT $1, $2, n.key, n.store_id, n.print, n.said, n.taken, n.kept, $4, $5, $5
FROM jsonb_to_recordset($3::jsonb)
     AS n (key text, store_id uuid, print text, said jsonb, taken jsonb, kept text[])
ON CONFLICT (market_id, source, key) DO UPDATE SET
    store_id = excluded.store_id, print = excluded.print, said = excluded.said, taken = excluded.taken,
    kept = excluded.kept, run_id = excluded.run_id, last_seen = excluded.last_seen, gone_at = NULL

-- name: settle_record
-- What a review decided: the store that a thing goes with.
UPDATE listings.records SET store_id = $4, taken = $5::jsonb, kept = $6::text[]
WHERE market_id = $1 AND source = $2 AND key = $3

-- name: write_reviews
-- What may be there twice; of what was decided nobody asks again.
INSERT INTO listings.reviews AS t (market_id, review_id, source, key, store_id, reasons, distance_m, state,
    found_at)
SELECT $1, n.review_id, $2, n.key, n.store_id, n.reasons, n.distance_m, 'open', $4
FROM jsonb_to_recordset($3::jsonb)
     AS n (review_id uuid, key text, store_id uuid, reasons text[], distance_m integer)
ON CONFLICT (market_id, review_id) DO UPDATE SET
    store_id = excluded.store_id, reasons = excluded.reasons, distance_m = excluded.distance_m, state = 'open',
    found_at = excluded.found_at
WHERE t.state = 'gone'

-- name: find_missing
-- What the source had and the newest run did not see; `alone`: no other thing stands for its store.
SELECT r.key, r.store_id, NOT EXISTS (
    SELECT FROM listings.records AS o
    WHERE o.market_id = $1 AND o.store_id = r.store_id AND o.gone_at IS NULL
      AND (o.source <> $2 OR o.run_id = $3)
) AS alone
FROM listings.records AS r
WHERE r.market_id = $1 AND r.source = $2 AND r.run_id <> $3 AND r.gone_at IS NULL
ORDER BY r.key
LIMIT $4

-- name: count_missing
-- How many of them, and how many the run saw.
SELECT count(*) FILTER (WHERE run_id <> $3) AS missing, count(*) FILTER (WHERE run_id = $3) AS seen
FROM listings.records
WHERE market_id = $1 AND source = $2 AND gone_at IS NULL

-- name: mark_gone
-- Things that are not in the source any more.
UPDATE listings.records SET gone_at = $4
WHERE market_id = $1 AND source = $2 AND key = ANY($3::text[])

-- name: drop_reviews
-- Nobody need judge what is not there any more.
UPDATE listings.reviews SET state = 'gone', decided_at = $4
WHERE market_id = $1 AND source = $2 AND key = ANY($3::text[]) AND state = 'open'

-- name: decide_review
-- Merged or kept both, once.
UPDATE listings.reviews SET state = $3, decided_by = $4, decided_at = $5
WHERE market_id = $1 AND review_id = $2 AND state = 'open'
RETURNING source, key, store_id

-- name: find_review
-- One question, with what the source says.
SELECT v.review_id, v.source, v.key, v.store_id, v.reasons, v.distance_m, v.state, v.found_at, r.said,
       v.decided_at
FROM listings.reviews AS v
JOIN listings.records AS r ON r.market_id = $1 AND r.source = v.source AND r.key = v.key
WHERE v.market_id = $1 AND v.review_id = $2

-- name: find_reviews
-- The operator's queue.
SELECT v.review_id, v.source, v.key, v.store_id, v.reasons, v.distance_m, v.state, v.found_at, r.said,
       v.decided_at
FROM listings.reviews AS v
JOIN listings.records AS r ON r.market_id = $1 AND r.source = v.source AND r.key = v.key
WHERE v.market_id = $1 AND v.state = 'open' AND v.review_id > $2
ORDER BY v.review_id
LIMIT $3

-- name: count_reviews
-- How many wait, up to a thousand.
SELECT count(*) FROM (
    SELECT FROM listings.reviews WHERE market_id = $1 AND state = 'open' LIMIT 1000
) AS waiting

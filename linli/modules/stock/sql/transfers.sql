-- name: write_transfer
-- Goods leave for another store, or will when an order is paid.
INSERT INTO stock.transfers (market_id, transfer_id, from_store_id, to_store_id, state, order_id, note, sent_at, sent_by,
    due_on)
VALUES ($1, $2, $3, $4, $9, $5, $6, $7, $8, $10)

-- name: write_transfer_lines
-- What is on the way.
INSERT INTO stock.transfer_lines (market_id, transfer_id, variant_id, sent)
SELECT $1, $2, n.variant_id, n.sent FROM unnest($3::uuid[], $4::bigint[]) AS n (variant_id, sent)

-- name: end_transfer
-- A transfer ends once: it arrives where it was sent to, or who sent it calls it back.
UPDATE stock.transfers SET state = $3, ended_at = $4, ended_by = $5
WHERE market_id = $1 AND transfer_id = $2 AND state = 'sent'

-- name: write_arrived
-- What was there when somebody looked.
UPDATE stock.transfer_lines AS l SET arrived = n.arrived
FROM unnest($3::uuid[], $4::bigint[]) AS n (variant_id, arrived)
WHERE l.market_id = $1 AND l.transfer_id = $2 AND l.variant_id = n.variant_id

-- name: ask_transfer
-- The order is paid, whenever: what it lacks is asked for.
UPDATE stock.transfers SET state = 'asked', ended_at = NULL, sent_at = $3
WHERE market_id = $1 AND order_id = $2 AND state IN ('planned', 'dropped')
RETURNING transfer_id, from_store_id, to_store_id, state, order_id, note, sent_at, sent_by, ended_at, ended_by, due_on

-- name: drop_transfers
-- The order wants nothing of what was not sent yet.
UPDATE stock.transfers AS t SET state = 'dropped', ended_at = $3
WHERE t.market_id = $1 AND t.order_id = $2 AND t.state IN ('planned', 'asked')
    AND ($4::boolean OR NOT EXISTS (
        SELECT FROM stock.transfer_lines AS l
        WHERE l.market_id = $1 AND l.transfer_id = t.transfer_id AND l.freed < l.sent
    ))

-- name: dispatch_transfer
-- What was asked for leaves, once.
UPDATE stock.transfers SET state = 'sent', sent_at = $3, sent_by = $4
WHERE market_id = $1 AND transfer_id = $2 AND state = 'asked'

-- name: decline_transfer
-- What was asked for is not there, or does not go; once.
UPDATE stock.transfers SET state = 'declined', note = $3, ended_at = $4, ended_by = $5
WHERE market_id = $1 AND transfer_id = $2 AND state = 'asked'

-- name: ask_again
-- It was called back, and its order still waits for it.
UPDATE stock.transfers SET state = 'asked', ended_at = NULL, ended_by = NULL
WHERE market_id = $1 AND transfer_id = $2 AND state = 'called_back'

-- name: lock_transfers_of_order
-- Whatever is brought over for an order stays as it is until this transaction ends.
SELECT transfer_id, from_store_id, to_store_id, state, order_id, note, sent_at, sent_by, ended_at, ended_by, due_on
FROM stock.transfers
WHERE market_id = $1 AND order_id = $2
ORDER BY transfer_id
FOR UPDATE

-- name: free_lines
-- So much of what was asked for or sent is not the order's any more; its transfer is locked.
UPDATE stock.transfer_lines AS l SET freed = l.freed + n.units
FROM unnest($3::uuid[], $4::bigint[]) AS n (variant_id, units)
WHERE l.market_id = $1 AND l.transfer_id = $2 AND l.variant_id = n.variant_id

-- name: take_off_freed
-- What is not wanted any more stays where it is, or is there again.
UPDATE stock.transfer_lines SET sent = sent - freed, freed = 0
WHERE market_id = $1 AND transfer_id = $2 AND freed > 0

-- name: count_asked
-- How many transfers these stores are asked for.
SELECT from_store_id AS store_id, count(*)::integer AS asked
FROM stock.transfers
WHERE market_id = $1 AND from_store_id = ANY($2::uuid[]) AND state = 'asked'
GROUP BY from_store_id

-- name: open_transfers_of_store
-- How many transfers would be left without this store: promised by it to orders of others, or on their way to it.
SELECT count(*)::integer FROM stock.transfers
WHERE market_id = $1 AND (
    (from_store_id = $2 AND state IN ('planned', 'asked')) OR (to_store_id = $2 AND state = 'sent')
)

-- name: find_transfer
-- One transfer by key.
SELECT transfer_id, from_store_id, to_store_id, state, order_id, note, sent_at, sent_by, ended_at, ended_by,
    due_on
FROM stock.transfers
WHERE market_id = $1 AND transfer_id = $2

-- name: transfers_of_store
-- What a store has sent and been sent, the newest first, a page at a time; only what is still on the way where asked.
SELECT transfer_id, from_store_id, to_store_id, state, order_id, note, sent_at, sent_by, ended_at, ended_by,
    due_on
FROM stock.transfers
WHERE market_id = $1 AND (from_store_id = $2 OR to_store_id = $2) AND transfer_id < $3
    AND state NOT IN ('planned', 'dropped') AND (state IN ('asked', 'sent') OR NOT $4::boolean)
ORDER BY transfer_id DESC
LIMIT $5

-- name: lines_of_transfers
-- What is in them.
SELECT transfer_id, variant_id, sent, arrived, freed
FROM stock.transfer_lines
WHERE market_id = $1 AND transfer_id = ANY($2::uuid[])
ORDER BY transfer_id, variant_id

-- name: on_the_way
-- How much of each variant a store is sent and does not have yet.
SELECT l.variant_id, sum(l.sent)::bigint AS units
FROM stock.transfers AS t
JOIN stock.transfer_lines AS l ON l.market_id = t.market_id AND l.transfer_id = t.transfer_id
WHERE t.market_id = $1 AND t.to_store_id = $2 AND t.state = 'sent' AND l.market_id = $1
    AND l.variant_id = ANY($3::uuid[])
GROUP BY l.variant_id

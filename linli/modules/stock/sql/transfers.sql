-- name: write_transfer
-- Goods leave for another store.
INSERT INTO stock.transfers (market_id, transfer_id, from_store_id, to_store_id, state, order_id, note, sent_at, sent_by)
VALUES ($1, $2, $3, $4, 'sent', $5, $6, $7, $8)

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

-- name: free_transfers_of_order
-- The order wants it no more: what is on the way will be for the shelf.
UPDATE stock.transfers SET order_id = NULL WHERE market_id = $1 AND order_id = $2 AND state = 'sent'

-- name: find_transfer
-- One transfer by key.
SELECT transfer_id, from_store_id, to_store_id, state, order_id, note, sent_at, sent_by, ended_at, ended_by
FROM stock.transfers
WHERE market_id = $1 AND transfer_id = $2

-- name: transfers_of_store
-- What a store has sent and been sent, the newest first, a page at a time; only what is still on the way where asked.
SELECT transfer_id, from_store_id, to_store_id, state, order_id, note, sent_at, sent_by, ended_at, ended_by
FROM stock.transfers
WHERE market_id = $1 AND (from_store_id = $2 OR to_store_id = $2) AND transfer_id < $3
    AND (state = 'sent' OR NOT $4::boolean)
ORDER BY transfer_id DESC
LIMIT $5

-- name: transfers_of_order
-- What is brought over for an order.
SELECT transfer_id, from_store_id, to_store_id, state, order_id, note, sent_at, sent_by, ended_at, ended_by
FROM stock.transfers
WHERE market_id = $1 AND order_id = $2
ORDER BY transfer_id

-- name: lines_of_transfers
-- What is in them.
SELECT transfer_id, variant_id, sent, arrived
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

-- name: write_message
-- A message in the transaction that needs it.
INSERT INTO notices.messages (market_id, message_id, recipient, body, state, written_at)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: latest_messages
-- The demo's message page; ids grow with time.
SELECT message_id, recipient, body, state, written_at
FROM notices.messages
WHERE market_id = $1
ORDER BY message_id DESC
LIMIT $2

-- name: waiting_messages
-- What a sender has not taken yet, oldest first.
SELECT message_id, recipient, body, state, written_at
FROM notices.messages
WHERE market_id = $1 AND state = 'waiting' AND written_at > $3
ORDER BY message_id
LIMIT $2

-- name: mark_sent
-- A message that its sender has taken; a second worker that was as fast changes nothing.
UPDATE notices.messages SET state = 'sent', sent_at = $3, body = $4
WHERE market_id = $1 AND message_id = $2 AND state = 'waiting'

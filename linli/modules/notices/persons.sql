-- name: about_recipient
-- What was texted to one number, for its owner’s own eyes.
SELECT 'messages' AS kind, jsonb_build_object(
    'body', t.body, 'state', t.state, 'written_at', t.written_at, 'sent_at', t.sent_at
) AS said
FROM notices.messages AS t
WHERE t.market_id = $1 AND t.recipient = $2

-- name: forget_recipient
-- Nothing that was texted to somebody who is erased is left.
DELETE FROM notices.messages WHERE market_id = $1 AND recipient = $2

-- name: forget_messages
-- What was texted long ago, whether it left or not, a batch.
DELETE FROM notices.messages WHERE market_id = $1 AND message_id IN (
    SELECT m.message_id FROM notices.messages AS m
    WHERE m.market_id = $1 AND m.message_id < $2 ORDER BY m.message_id LIMIT $3
)

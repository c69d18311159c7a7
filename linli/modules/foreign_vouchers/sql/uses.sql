-- name: insert_uses
-- What the platform has shown for one code, one row for each voucher, before anybody asks for one.
INSERT INTO foreign_vouchers.uses (market_id, use_id, look_id, connection_id, store_id, merchant_id, platform, known_as,
    certificate, token, code_tail, title, paid_minor, list_minor, currency, valid_until, state, clerk_id, clerk_name,
    prepared_at)
SELECT $1, n.use_id, $2, $3, $4, $5, $6, n.known_as, n.certificate, $7, n.code_tail, n.title, n.paid_minor, n.list_minor,
    $8, n.valid_until, 'prepared', $9, $10, $11
FROM unnest($12::uuid[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bigint[], $18::bigint[],
    $19::timestamptz[]) AS n (use_id, known_as, certificate, code_tail, title, paid_minor, list_minor, valid_until)
RETURNING use_id, connection_id, store_id, merchant_id, platform, code_tail, title, paid_minor, list_minor, currency,
    valid_until, state, reason, clerk_name, undone_by, prepared_at, asked_at, taken_at, undo_asked_at, undone_at

-- name: ask_for_use
-- hot: from looked at to asked, once: the claims of the voucher and of the look are taken by the same statement, so of any
-- number of counters that try one voucher one goes on. Only what was shown a short while ago ($4: after this), at its own
-- store, while its connection is active, and only one of what one look has shown.
WITH wanted AS (
    SELECT w.use_id, w.look_id, w.platform, w.known_as
    FROM foreign_vouchers.uses AS w
    JOIN foreign_vouchers.connections AS c ON c.market_id = w.market_id AND c.connection_id = w.connection_id
    WHERE w.market_id = $1 AND w.use_id = $2 AND w.store_id = $3 AND w.state = 'prepared' AND w.prepared_at > $4
        AND c.market_id = $1 AND c.state = 'active'
        AND NOT EXISTS (
            SELECT FROM foreign_vouchers.uses AS s
            WHERE s.market_id = $1 AND s.look_id = w.look_id AND s.state <> 'prepared'
        )
),
claimed AS (
    INSERT INTO foreign_vouchers.claims (market_id, platform, known_as, look_id, use_id)
    SELECT $1, wanted.platform, wanted.known_as, wanted.look_id, wanted.use_id FROM wanted
    ON CONFLICT DO NOTHING
    RETURNING use_id
)
UPDATE foreign_vouchers.uses AS u SET state = 'asked', asked_at = $5, look_at = $6, clerk_id = $7, clerk_name = $8
FROM claimed
WHERE u.market_id = $1 AND u.use_id = claimed.use_id AND u.state = 'prepared'
RETURNING u.use_id, u.connection_id, u.store_id, u.merchant_id, u.platform, u.code_tail, u.title, u.paid_minor,
    u.list_minor, u.currency, u.valid_until, u.state, u.reason, u.clerk_name, u.undone_by, u.prepared_at,
    u.asked_at, u.taken_at, u.undo_asked_at, u.undone_at

-- name: mark_taken
-- The platform's yes, or what asking it has shown. Whoever brings it first writes it.
UPDATE foreign_vouchers.uses AS u SET state = 'taken', taken_at = $3, verify_ref = $4, certificate_ref = $5,
    look_at = NULL, tries = 0
WHERE u.market_id = $1 AND u.use_id = $2 AND u.state = 'asked'
RETURNING u.use_id, u.connection_id, u.store_id, u.merchant_id, u.platform, u.code_tail, u.title, u.paid_minor,
    u.list_minor, u.currency, u.valid_until, u.state, u.reason, u.clerk_name, u.undone_by, u.prepared_at,
    u.asked_at, u.taken_at, u.undo_asked_at, u.undone_at

-- name: mark_taken_late
-- The platform has done after all what it knew nothing of before; unless another use of ours holds the voucher now.
WITH wanted AS (
    SELECT w.use_id, w.look_id, w.platform, w.known_as
    FROM foreign_vouchers.uses AS w
    WHERE w.market_id = $1 AND w.use_id = $2 AND w.state = 'not_taken'
),
claimed AS (
    INSERT INTO foreign_vouchers.claims (market_id, platform, known_as, look_id, use_id)
    SELECT $1, wanted.platform, wanted.known_as, wanted.look_id, wanted.use_id FROM wanted
    ON CONFLICT DO NOTHING
    RETURNING use_id
)
UPDATE foreign_vouchers.uses AS u SET state = 'taken', taken_at = $3, verify_ref = $4, certificate_ref = $5,
    look_at = NULL, tries = 0
FROM claimed
WHERE u.market_id = $1 AND u.use_id = claimed.use_id AND u.state = 'not_taken'
RETURNING u.use_id, u.connection_id, u.store_id, u.merchant_id, u.platform, u.code_tail, u.title, u.paid_minor,
    u.list_minor, u.currency, u.valid_until, u.state, u.reason, u.clerk_name, u.undone_by, u.prepared_at,
    u.asked_at, u.taken_at, u.undo_asked_at, u.undone_at

-- name: mark_over
-- The platform's no ('denied'), or its knowing of no use ('not_taken', looked at once more at $5): the voucher is free
-- for another try.
WITH ended AS (
    UPDATE foreign_vouchers.uses AS e SET state = $3, reason = $4, look_at = $5, tries = 0
    WHERE e.market_id = $1 AND e.use_id = $2 AND e.state = 'asked'
    RETURNING e.*
),
freed AS (
    DELETE FROM foreign_vouchers.claims AS k USING ended
    WHERE k.market_id = $1 AND k.platform = ended.platform AND k.known_as = ended.known_as
        AND k.use_id = ended.use_id
)
SELECT u.use_id, u.connection_id, u.store_id, u.merchant_id, u.platform, u.code_tail, u.title, u.paid_minor,
    u.list_minor, u.currency, u.valid_until, u.state, u.reason, u.clerk_name, u.undone_by, u.prepared_at,
    u.asked_at, u.taken_at, u.undo_asked_at, u.undone_at
FROM ended AS u

-- name: ask_for_undoing
-- Only a use that stands, at its own store, inside the window ($4: taken after this).
UPDATE foreign_vouchers.uses AS u SET state = 'undoing', undo_asked_at = $5, undone_by = $6, look_at = $7, reason = ''
WHERE u.market_id = $1 AND u.use_id = $2 AND u.store_id = $3 AND u.state = 'taken' AND u.taken_at > $4
RETURNING u.use_id, u.connection_id, u.store_id, u.merchant_id, u.platform, u.code_tail, u.title, u.paid_minor,
    u.list_minor, u.currency, u.valid_until, u.state, u.reason, u.clerk_name, u.undone_by, u.prepared_at,
    u.asked_at, u.taken_at, u.undo_asked_at, u.undone_at

-- name: mark_undone
-- The platform has taken it back: the voucher can be used again.
WITH ended AS (
    UPDATE foreign_vouchers.uses AS e SET state = 'undone', undone_at = $3, look_at = NULL, tries = 0
    WHERE e.market_id = $1 AND e.use_id = $2 AND e.state = 'undoing'
    RETURNING e.*
),
freed AS (
    DELETE FROM foreign_vouchers.claims AS k USING ended
    WHERE k.market_id = $1 AND k.platform = ended.platform AND k.known_as = ended.known_as
        AND k.use_id = ended.use_id
)
SELECT u.use_id, u.connection_id, u.store_id, u.merchant_id, u.platform, u.code_tail, u.title, u.paid_minor,
    u.list_minor, u.currency, u.valid_until, u.state, u.reason, u.clerk_name, u.undone_by, u.prepared_at,
    u.asked_at, u.taken_at, u.undo_asked_at, u.undone_at
FROM ended AS u

-- name: mark_still_taken
-- The platform did not take it back: the use stands, with why.
UPDATE foreign_vouchers.uses AS u SET state = 'taken', undo_asked_at = NULL, undone_by = '', reason = $3, look_at = NULL,
    tries = 0
WHERE u.market_id = $1 AND u.use_id = $2 AND u.state = 'undoing'
RETURNING u.use_id, u.connection_id, u.store_id, u.merchant_id, u.platform, u.code_tail, u.title, u.paid_minor,
    u.list_minor, u.currency, u.valid_until, u.state, u.reason, u.clerk_name, u.undone_by, u.prepared_at,
    u.asked_at, u.taken_at, u.undo_asked_at, u.undone_at

-- name: look_later
-- The platform could not say yet: another look at $4. One whose next look lies ahead ($3: now) has been moved on already.
UPDATE foreign_vouchers.uses SET look_at = $4, tries = tries + 1
WHERE market_id = $1 AND use_id = $2 AND look_at <= $3

-- name: look_no_more
-- Nothing came late.
UPDATE foreign_vouchers.uses SET look_at = NULL WHERE market_id = $1 AND use_id = $2 AND state = 'not_taken'

-- name: uses_to_look_at
-- What the timetable asks the platforms about, longest due first.
SELECT use_id, tries FROM foreign_vouchers.uses
WHERE market_id = $1 AND look_at <= $2
ORDER BY look_at
LIMIT $3

-- name: drop_prepared
-- What was only looked at, and a day ago.
DELETE FROM foreign_vouchers.uses WHERE market_id = $1 AND state = 'prepared' AND prepared_at <= $2

-- name: find_use
-- One use of this store.
SELECT use_id, connection_id, store_id, merchant_id, platform, code_tail, title, paid_minor, list_minor, currency,
    valid_until, state, reason, clerk_name, undone_by, prepared_at, asked_at, taken_at, undo_asked_at, undone_at
FROM foreign_vouchers.uses
WHERE market_id = $1 AND use_id = $2 AND store_id = $3

-- name: find_case
-- What the platform has to be told of a use, and how it is spoken to, also while the connection is paused.
SELECT u.certificate, u.token, u.verify_ref, u.certificate_ref, c.connection_id, c.store_id, c.merchant_id, c.platform,
    c.shop_ref, c.app_ref, c.sealed
FROM foreign_vouchers.uses AS u
JOIN foreign_vouchers.connections AS c ON c.market_id = u.market_id AND c.connection_id = u.connection_id
WHERE u.market_id = $1 AND u.use_id = $2 AND c.market_id = $1 AND c.state <> 'ended'

-- name: others_of_look
-- How many of those that one look has shown were asked for.
SELECT count(*)::integer
FROM foreign_vouchers.uses AS u
JOIN foreign_vouchers.uses AS s ON s.market_id = u.market_id AND s.look_id = u.look_id
WHERE u.market_id = $1 AND u.use_id = $2 AND s.market_id = $1 AND s.state <> 'prepared'

-- name: use_of_market
-- The same use for the timetable, whosever store it is.
SELECT use_id, connection_id, store_id, merchant_id, platform, code_tail, title, paid_minor, list_minor, currency,
    valid_until, state, reason, clerk_name, undone_by, prepared_at, asked_at, taken_at, undo_asked_at, undone_at
FROM foreign_vouchers.uses
WHERE market_id = $1 AND use_id = $2

-- name: uses_of_ids
-- The rows behind a figure, in one go.
SELECT use_id, connection_id, store_id, merchant_id, platform, code_tail, title, paid_minor, list_minor, currency,
    valid_until, state, reason, clerk_name, undone_by, prepared_at, asked_at, taken_at, undo_asked_at, undone_at
FROM foreign_vouchers.uses
WHERE market_id = $1 AND use_id = ANY($2::uuid[])

-- name: uses_of_store
-- The counter's list since a moment, newest first: what stands, what was taken back, and what is not clear yet.
SELECT use_id, connection_id, store_id, merchant_id, platform, code_tail, title, paid_minor, list_minor, currency,
    valid_until, state, reason, clerk_name, undone_by, prepared_at, asked_at, taken_at, undo_asked_at, undone_at
FROM foreign_vouchers.uses
WHERE market_id = $1 AND store_id = $2 AND asked_at >= $3 AND state IN ('asked', 'taken', 'undoing', 'undone')
ORDER BY asked_at DESC, use_id DESC
LIMIT $4

-- name: use_totals
-- The counter's day or shift, platform by platform: what stands, until just before a moment ($4) where one is given.
SELECT platform, count(*)::integer AS uses, coalesce(sum(paid_minor), 0)::bigint AS paid_minor
FROM foreign_vouchers.uses
WHERE market_id = $1 AND store_id = $2 AND asked_at >= $3 AND ($4::timestamptz IS NULL OR asked_at < $4)
    AND state IN ('taken', 'undoing')
GROUP BY platform
ORDER BY platform

-- name: hold_device
-- One entry of a device after the other: what contradicts what is decided by all that have arrived.
SELECT device_id, merchant_id, store_id, name, public_key, enrolled_by, enrolled_at, synced_at, revoked_at, offline,
    hours, uses, limit_minor
FROM terminals.devices
WHERE market_id = $1 AND device_id = $2
FOR UPDATE

-- name: find_anchor
-- The sync after which an entry says it was written.
SELECT anchor_id, device_id, server_at, device_at, offline, hours, uses, limit_minor
FROM terminals.anchors
WHERE market_id = $1 AND anchor_id = $2

-- name: latest_anchor
-- What the device was told last, and whether an entry was written after it.
SELECT a.anchor_id, a.device_id, a.server_at, a.device_at, a.offline, a.hours, a.uses, a.limit_minor
FROM terminals.anchors AS a
WHERE a.market_id = $1 AND a.device_id = $2
    AND NOT EXISTS (
        SELECT FROM terminals.entries AS e
        WHERE e.market_id = $1 AND e.device_id = $2 AND e.anchor_id = a.anchor_id
    )
ORDER BY a.anchor_id DESC
LIMIT 1

-- name: write_anchor
-- From here on the device may work without a network.
INSERT INTO terminals.anchors (
    market_id, anchor_id, device_id, server_at, device_at, offline, hours, uses, limit_minor
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: note_sync
-- The device has told all that it had.
UPDATE terminals.devices SET synced_at = $3 WHERE market_id = $1 AND device_id = $2

-- name: write_entry
-- An entry as it was signed, once; it never changes.
INSERT INTO terminals.entries (
    market_id, device_id, seq, body_print, prev_print, store_id, body, signature, anchor_id, count_no, use_id, refused,
    happened_at, arrived_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT DO NOTHING

-- name: contradicting_uses
-- Uses that stand in other entries under the same number, the same id, or as the same one since the same sync.
SELECT use_id
FROM terminals.entries
WHERE market_id = $1 AND device_id = $2 AND body_print <> $4
    AND (seq = $3 OR use_id = $5 OR (anchor_id = $6 AND count_no = $7))

-- name: entry_refused
-- Whether exactly this entry has arrived before, and what was said of it.
SELECT refused FROM terminals.entries WHERE market_id = $1 AND device_id = $2 AND seq = $3 AND body_print = $4

-- name: log_of_device
-- The latest entries of a device, as they were numbered.
SELECT seq, body_print, prev_print, use_id, refused, happened_at, arrived_at
FROM terminals.entries
WHERE market_id = $1 AND device_id = $2
ORDER BY seq DESC, body_print
LIMIT $3

-- name: heard_until
-- Merchants with devices that may have taken something offline lately ($2: as long as such a thing can still arrive),
-- and until when every one of these devices has told all.
SELECT d.merchant_id, min(coalesce(d.synced_at, d.enrolled_at)) AS heard_at
FROM terminals.devices AS d
WHERE d.market_id = $1 AND EXISTS (
    SELECT FROM terminals.anchors AS a
    WHERE a.market_id = $1 AND a.device_id = d.device_id AND a.offline AND a.server_at > $2
)
GROUP BY d.merchant_id

-- name: drop_anchors
-- Nothing that was written after these can still be believed.
DELETE FROM terminals.anchors WHERE market_id = $1 AND server_at < $2

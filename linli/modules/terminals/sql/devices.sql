-- name: write_enrolment
-- An owner lets one browser become a device.
INSERT INTO terminals.enrolments (market_id, enrolment_id, merchant_id, store_id, made_by, made_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: find_enrolment
-- The page that the QR code opens, and the one that shows it.
SELECT enrolment_id, merchant_id, store_id, made_by, made_at, ends_at, device_id
FROM terminals.enrolments
WHERE market_id = $1 AND enrolment_id = $2

-- name: use_enrolment
-- One code makes one device, however many browsers opened it.
UPDATE terminals.enrolments SET device_id = $3
WHERE market_id = $1 AND enrolment_id = $2 AND device_id IS NULL AND ends_at > $4
RETURNING enrolment_id, merchant_id, store_id, made_by, made_at, ends_at, device_id

-- name: write_device
-- A browser that was enrolled; offline work is off until the owner turns it on.
INSERT INTO terminals.devices (
    market_id, device_id, merchant_id, store_id, name, public_key, token_print, enrolled_by, enrolled_at, limit_minor
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING device_id, merchant_id, store_id, name, public_key, enrolled_by, enrolled_at, synced_at, revoked_at, offline,
    hours, uses, limit_minor

-- name: devices_of_store
-- The owner's list: those that work first, the newest on top.
SELECT device_id, merchant_id, store_id, name, public_key, enrolled_by, enrolled_at, synced_at, revoked_at, offline,
    hours, uses, limit_minor
FROM terminals.devices
WHERE market_id = $1 AND store_id = $2
ORDER BY revoked_at IS NOT NULL, device_id DESC
LIMIT $3

-- name: find_device
-- One device, whatever became of it.
SELECT device_id, merchant_id, store_id, name, public_key, enrolled_by, enrolled_at, synced_at, revoked_at, offline,
    hours, uses, limit_minor
FROM terminals.devices
WHERE market_id = $1 AND device_id = $2

-- name: device_names
-- What their owners know these devices by, whatever became of them.
SELECT device_id, name FROM terminals.devices WHERE market_id = $1 AND device_id = ANY($2::uuid[])

-- name: find_device_by_secret
-- hot: which device asks, by its cookie; a revoked one, too, whose log may still come.
SELECT device_id, merchant_id, store_id, name, public_key, enrolled_by, enrolled_at, synced_at, revoked_at, offline,
    hours, uses, limit_minor
FROM terminals.devices
WHERE market_id = $1 AND device_id = $2 AND token_print = $3

-- name: rename_device
-- What its owner knows it by.
UPDATE terminals.devices SET name = $4 WHERE market_id = $1 AND device_id = $2 AND store_id = $3

-- name: change_allowance
-- What it may do without a network, from its next sync on.
UPDATE terminals.devices SET offline = $4, hours = $5, uses = $6, limit_minor = $7
WHERE market_id = $1 AND device_id = $2 AND store_id = $3 AND revoked_at IS NULL

-- name: revoke_device
-- From now on it opens nothing, for good.
UPDATE terminals.devices SET revoked_at = $4
WHERE market_id = $1 AND device_id = $2 AND store_id = $3 AND revoked_at IS NULL

-- name: store_of_device
-- Explains a change that matched nothing.
SELECT store_id FROM terminals.devices WHERE market_id = $1 AND device_id = $2

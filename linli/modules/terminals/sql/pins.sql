-- name: write_pin
-- A clerk's first PIN or another one.
INSERT INTO terminals.pins (market_id, merchant_id, person_id, pin_hash, made_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (market_id, merchant_id, person_id) DO UPDATE SET pin_hash = excluded.pin_hash, made_at = excluded.made_at

-- name: find_pin
-- What a typed PIN is compared with.
SELECT pin_hash FROM terminals.pins WHERE market_id = $1 AND merchant_id = $2 AND person_id = $3

-- name: people_with_pins
-- Who of a merchant's staff can sign in by PIN.
SELECT person_id FROM terminals.pins WHERE market_id = $1 AND merchant_id = $2

-- name: begin_sitting
-- A clerk signs in at a device that still works, and with the PIN that was compared ($8): one that was changed meanwhile
-- opens nothing. It belongs to the epoch in which the PIN was typed ($9).
INSERT INTO terminals.sittings (market_id, sitting_id, device_id, person_id, token_print, began_at, ends_at, epoch)
SELECT $1, $2, $3, $4, $5, $6, $7, $9
FROM terminals.devices AS d
JOIN terminals.pins AS p ON p.market_id = d.market_id AND p.merchant_id = d.merchant_id
WHERE d.market_id = $1 AND d.device_id = $3 AND d.revoked_at IS NULL
    AND p.market_id = $1 AND p.person_id = $4 AND p.pin_hash = $8

-- name: end_sittings_of_device
-- One clerk at a time sits at a device.
UPDATE terminals.sittings SET ended_at = $3 WHERE market_id = $1 AND device_id = $2 AND ended_at IS NULL

-- name: end_sittings_of_person
-- Their PIN is another one now: whoever sat down with the old one stands up.
UPDATE terminals.sittings SET ended_at = $4
WHERE market_id = $1 AND person_id = $2 AND ended_at IS NULL AND device_id IN (
    SELECT d.device_id FROM terminals.devices AS d WHERE d.market_id = $1 AND d.merchant_id = $3
)

-- name: find_sitting
-- hot: who acts at a counter, where nobody is signed in as themselves.
SELECT s.sitting_id, s.device_id, d.store_id, s.person_id, s.ends_at, s.epoch
FROM terminals.sittings AS s
JOIN terminals.devices AS d ON d.market_id = s.market_id AND d.device_id = s.device_id
WHERE s.market_id = $1 AND s.sitting_id = $2 AND s.token_print = $3 AND s.device_id = $4 AND s.ended_at IS NULL
    AND s.ends_at > $5 AND d.market_id = $1 AND d.revoked_at IS NULL

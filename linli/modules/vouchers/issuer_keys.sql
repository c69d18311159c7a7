-- name: issuer_keys
-- What a market signs with and what its counters believe, oldest first; keys that are over are left out.
SELECT key_id, public_key, private_key_sealed, made_at, signs_from, retired_at, verifies_until
FROM vouchers.issuer_keys
WHERE market_id = $1 AND (verifies_until IS NULL OR verifies_until > $2)
ORDER BY key_id

-- name: newest_issuer_key
-- Numbers go on and are never given twice, so those of keys that are over count, too.
SELECT key_id FROM vouchers.issuer_keys WHERE market_id = $1 ORDER BY key_id DESC LIMIT 1

-- name: add_issuer_key
-- Of two processes that miss a key at once, one makes it.
INSERT INTO vouchers.issuer_keys (market_id, key_id, public_key, private_key_sealed, made_at, signs_from)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING

-- name: retire_issuer_keys
-- Keys before $2 sign no more: their private half is gone for good.
UPDATE vouchers.issuer_keys SET retired_at = $3, private_key_sealed = NULL
WHERE market_id = $1 AND key_id < $2 AND retired_at IS NULL
RETURNING key_id

-- name: last_end
-- The end of the voucher that is good for longest.
SELECT valid_until FROM vouchers.vouchers
WHERE market_id = $1 AND state = 'issued'
ORDER BY valid_until DESC
LIMIT 1

-- name: end_issuer_keys
-- Keys that retired before $2 verify until $3: by then every voucher that they signed is over.
UPDATE vouchers.issuer_keys SET verifies_until = $3
WHERE market_id = $1 AND retired_at < $2 AND verifies_until IS NULL
RETURNING key_id

-- name: revoke_issuer_key
-- A key that somebody else may have: nothing that it signed is believed from now on.
UPDATE vouchers.issuer_keys
SET retired_at = coalesce(retired_at, $3), verifies_until = $3, private_key_sealed = NULL
WHERE market_id = $1 AND key_id = $2 AND (verifies_until IS NULL OR verifies_until > $3)

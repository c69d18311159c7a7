-- name: insert_escrow
-- hot: an order's money comes in once; its key makes a second time impossible.
INSERT INTO settlement.escrows (
    market_id, order_id, merchant_id, provider, currency, commission_bp, amount_minor, held_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: release_part
-- hot: a consumed part leaves escrow; no row means that less is waiting.
UPDATE settlement.escrows SET released_minor = released_minor + $3
WHERE market_id = $1 AND order_id = $2 AND amount_minor - released_minor - refunded_minor >= $3
RETURNING order_id, merchant_id, provider, currency, commission_bp, amount_minor, released_minor, refunded_minor, held_at

-- name: unrelease_part
-- A redemption undone: the part is waiting again; no row means that less was released.
UPDATE settlement.escrows SET released_minor = released_minor - $3
WHERE market_id = $1 AND order_id = $2 AND released_minor >= $3
RETURNING order_id, merchant_id, provider, currency, commission_bp, amount_minor, released_minor, refunded_minor, held_at

-- name: return_part
-- hot: an unused part goes back; no row means that less is waiting.
UPDATE settlement.escrows SET refunded_minor = refunded_minor + $3
WHERE market_id = $1 AND order_id = $2 AND amount_minor - released_minor - refunded_minor >= $3
RETURNING order_id, merchant_id, provider, currency, commission_bp, amount_minor, released_minor, refunded_minor, held_at

-- name: find_escrow
-- One order's escrow by key.
SELECT order_id, merchant_id, provider, currency, commission_bp, amount_minor, released_minor, refunded_minor, held_at
FROM settlement.escrows WHERE market_id = $1 AND order_id = $2

-- name: all_escrows
-- The audit compares each with its ledger account.
SELECT order_id, merchant_id, provider, currency, commission_bp, amount_minor, released_minor, refunded_minor, held_at
FROM settlement.escrows WHERE market_id = $1

-- name: waiting_of_merchant
-- What the merchant will earn when it has been consumed, before commission; along the merchant's index.
SELECT coalesce(sum(amount_minor - released_minor - refunded_minor), 0)::bigint
FROM settlement.escrows WHERE market_id = $1 AND merchant_id = $2 AND currency = $3

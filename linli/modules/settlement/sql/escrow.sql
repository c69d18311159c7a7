-- name: insert_escrow
-- hot: an order's money comes in once, with its lines and the rules that hold now; its key makes a second time
-- impossible.
WITH escrow AS (
    INSERT INTO settlement.escrows (market_id, order_id, merchant_id, currency, amount_minor, held_at, provider)
    VALUES ($1, $2, $3, $4, $5, $6, $16)
)
INSERT INTO settlement.lines (market_id, order_id, line_no, deal_id, store_id, merchant_id, currency, amount_minor,
    commission_bp, commission_rule_id, split_rule_id, shares, claims_hours, subsidy_minor)
SELECT $1, $2, l.line_no, l.deal_id, l.store_id, $3, $4, l.amount_minor, l.commission_bp, l.commission_rule_id,
    l.split_rule_id, l.shares::jsonb, l.claims_hours, l.subsidy_minor
FROM unnest($7::integer[], $8::uuid[], $9::uuid[], $10::bigint[], $11::integer[], $12::uuid[], $13::uuid[],
    $14::text[], $15::integer[], $17::bigint[])
    AS l (line_no, deal_id, store_id, amount_minor, commission_bp, commission_rule_id, split_rule_id, shares,
        claims_hours, subsidy_minor)

-- name: release_part
-- hot: a consumed part of a line leaves escrow; no row means that less is waiting. The escrow is one row an order,
-- on which all that happens to it waits for each other.
WITH escrow AS (
    UPDATE settlement.escrows SET released_minor = released_minor + $4
    WHERE market_id = $1 AND order_id = $2 AND amount_minor - released_minor - refunded_minor >= $4
    RETURNING market_id, order_id
)
UPDATE settlement.lines AS l SET released_minor = l.released_minor + $4
FROM escrow AS e
WHERE l.market_id = $1 AND l.market_id = e.market_id AND l.order_id = e.order_id AND l.order_id = $2 AND l.line_no = $3
    AND l.amount_minor - l.released_minor - l.refunded_minor >= $4
RETURNING l.order_id, l.line_no, l.deal_id, l.store_id, l.merchant_id, l.currency, l.amount_minor, l.commission_bp,
    l.commission_rule_id, l.split_rule_id, l.shares, l.claims_hours, l.released_minor, l.refunded_minor,
    l.taken_back_minor, l.subsidized_minor, l.subsidy_minor

-- name: unrelease_part
-- A redemption undone: the part is waiting again; no row means that less was released.
WITH escrow AS (
    UPDATE settlement.escrows SET released_minor = released_minor - $4
    WHERE market_id = $1 AND order_id = $2 AND released_minor >= $4
    RETURNING market_id, order_id
)
UPDATE settlement.lines AS l SET released_minor = l.released_minor - $4
FROM escrow AS e
WHERE l.market_id = $1 AND l.market_id = e.market_id AND l.order_id = e.order_id AND l.order_id = $2 AND l.line_no = $3
    AND l.released_minor - l.subsidized_minor >= $4
RETURNING l.order_id, l.line_no, l.deal_id, l.store_id, l.merchant_id, l.currency, l.amount_minor, l.commission_bp,
    l.commission_rule_id, l.split_rule_id, l.shares, l.claims_hours, l.released_minor, l.refunded_minor,
    l.taken_back_minor, l.subsidized_minor, l.subsidy_minor

-- name: note_taken_back
-- By an operator's decision this much of a line went from its bearers back to the payer.
UPDATE settlement.lines SET taken_back_minor = taken_back_minor + $4
WHERE market_id = $1 AND order_id = $2 AND line_no = $3

-- name: note_subsidized
-- By an operator's decision the market gives this much for a line; no row means that less was released and not returned.
UPDATE settlement.lines AS l SET subsidized_minor = l.subsidized_minor + $4
FROM settlement.escrows AS e
WHERE l.market_id = $1 AND l.order_id = $2 AND l.line_no = $3 AND l.released_minor - l.subsidized_minor >= $4
    AND e.market_id = $1 AND e.order_id = l.order_id
RETURNING e.provider

-- name: return_part
-- hot: an unused part of a line goes back through the provider that it came by; no row means that less is waiting.
WITH escrow AS (
    UPDATE settlement.escrows SET refunded_minor = refunded_minor + $4
    WHERE market_id = $1 AND order_id = $2 AND amount_minor - released_minor - refunded_minor >= $4
    RETURNING market_id, order_id, provider
)
UPDATE settlement.lines AS l SET refunded_minor = l.refunded_minor + $4
FROM escrow AS e
WHERE l.market_id = $1 AND l.market_id = e.market_id AND l.order_id = e.order_id AND l.order_id = $2 AND l.line_no = $3
    AND l.amount_minor - l.released_minor - l.refunded_minor >= $4
RETURNING e.provider

-- name: find_escrow
-- One order's escrow by key.
SELECT order_id, merchant_id, provider, currency, amount_minor, released_minor, refunded_minor, held_at
FROM settlement.escrows WHERE market_id = $1 AND order_id = $2

-- name: find_lines
-- The lines of one order with the rules they were sold under.
SELECT order_id, line_no, deal_id, store_id, merchant_id, currency, amount_minor, commission_bp, commission_rule_id,
    split_rule_id, shares, claims_hours, released_minor, refunded_minor, taken_back_minor, subsidized_minor,
    subsidy_minor
FROM settlement.lines
WHERE market_id = $1 AND order_id = $2
ORDER BY line_no

-- name: waiting_of_merchant
-- What the merchant will earn when it has been consumed, before commission; along an index of what still holds something,
-- for a merchant's orders are many and those that wait are few.
SELECT coalesce(sum(amount_minor - released_minor - refunded_minor), 0)::bigint
FROM settlement.escrows
WHERE market_id = $1 AND merchant_id = $2 AND currency = $3 AND released_minor + refunded_minor < amount_minor

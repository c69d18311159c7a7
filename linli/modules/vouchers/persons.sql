-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'vouchers' AS kind, jsonb_build_object(
    'order_id', t.order_id, 'store_id', t.store_id, 'title', t.title, 'value_minor', t.value_minor,
    'currency', t.currency, 'state', t.state, 'issued_at', t.issued_at, 'valid_until', t.valid_until,
    'redeemed_at', t.redeemed_at
) AS said
FROM vouchers.vouchers AS t
WHERE t.market_id = $1 AND t.person_id = $2
UNION ALL
SELECT 'gifts' AS kind, jsonb_build_object(
    'voucher_id', t.voucher_id, 'giver_name', t.giver_name, 'note', t.note, 'state', t.state,
    'made_at', t.made_at, 'closed_at', t.closed_at
) AS said
FROM vouchers.gifts AS t
WHERE t.market_id = $1 AND t.giver_id = $2

-- name: blank_gifts
-- The name under what somebody gave, and what they wrote to it.
UPDATE vouchers.gifts SET giver_name = $3, note = '' WHERE market_id = $1 AND giver_id = $2

-- name: count_unused
-- What somebody still holds that is worth something.
SELECT count(*) FROM vouchers.vouchers
WHERE market_id = $1 AND person_id = $2 AND state = 'issued'

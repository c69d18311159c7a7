-- name: about_person
-- All that is kept of one person here, for their own eyes.
SELECT 'coupons' AS kind, jsonb_build_object(
    'store_id', t.store_id, 'batch_id', t.batch_id, 'state', t.state, 'how', t.how, 'claimed_at', t.claimed_at,
    'valid_until', t.valid_until
) AS said
FROM promotions.coupons AS t
WHERE t.market_id = $1 AND t.person_id = $2
UNION ALL
SELECT 'coupon_uses' AS kind, jsonb_build_object(
    'order_id', t.order_id, 'store_id', t.store_id, 'merchant_minor', t.merchant_minor,
    'platform_minor', t.platform_minor, 'currency', t.currency, 'state', t.state, 'held_at', t.held_at
) AS said
FROM promotions.uses AS t
WHERE t.market_id = $1 AND t.person_id = $2

-- name: transfers_wrong
-- Double entry by shape: both accounts exist, differ, and have the transfer's currency.
SELECT count(*)::int AS looked_at, count(*) FILTER (
    WHERE d.account_id IS NULL OR c.account_id IS NULL OR d.account_id = c.account_id
        OR d.currency <> t.currency OR c.currency <> t.currency OR t.amount_minor <= 0
)::int AS wrong
FROM ledger.transfers AS t
LEFT JOIN ledger.accounts AS d
    ON d.market_id = t.market_id AND d.account_id = t.debit_account_id AND d.market_id = $1
LEFT JOIN ledger.accounts AS c
    ON c.market_id = t.market_id AND c.account_id = t.credit_account_id AND c.market_id = $1
WHERE t.market_id = $1

-- name: accounts_overdrawn
-- Trusts no kept balance: adds up the transfers of every limited account.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE s.balance < 0)::int AS wrong
FROM (
    SELECT a.account_id, coalesce(sum(
        CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor ELSE -t.amount_minor END
    ), 0) AS balance
    FROM ledger.accounts AS a
    LEFT JOIN ledger.transfers AS t
        ON t.market_id = a.market_id AND t.market_id = $1
        AND (t.debit_account_id = a.account_id OR t.credit_account_id = a.account_id)
    WHERE a.market_id = $1 AND a.limited
    GROUP BY a.account_id
) AS s

-- name: deals_oversold
-- Counts vouchers that were not given back, not what any counter says.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE s.sold > s.stock)::int AS wrong
FROM (
    SELECT d.deal_id, d.stock, count(v.voucher_id) AS sold
    FROM catalog.deals AS d
    LEFT JOIN vouchers.vouchers AS v
        ON v.market_id = d.market_id AND v.deal_id = d.deal_id AND v.market_id = $1
        AND v.state IN ('issued', 'redeemed')
    WHERE d.market_id = $1
    GROUP BY d.deal_id, d.stock
) AS s

-- name: limits_exceeded
-- Vouchers that one person has of one deal, against the deal's limit.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE s.bought > s.per_person)::int AS wrong
FROM (
    SELECT v.deal_id, v.person_id, d.per_person, count(*) AS bought
    FROM vouchers.vouchers AS v
    JOIN catalog.deals AS d ON d.market_id = v.market_id AND d.deal_id = v.deal_id AND d.market_id = $1
    WHERE v.market_id = $1 AND v.state IN ('issued', 'redeemed')
    GROUP BY v.deal_id, v.person_id, d.per_person
) AS s

-- name: orders_without_vouchers
-- What was paid is what was issued, in number and in worth.
SELECT count(*)::int AS looked_at, count(*) FILTER (
    WHERE s.issued <> s.quantity OR s.worth <> s.total_minor
)::int AS wrong
FROM (
    SELECT o.order_id, o.quantity, o.total_minor, count(v.voucher_id) AS issued,
        coalesce(sum(v.value_minor), 0) AS worth
    FROM orders.orders AS o
    LEFT JOIN vouchers.vouchers AS v
        ON v.market_id = o.market_id AND v.order_id = o.order_id AND v.market_id = $1
    WHERE o.market_id = $1 AND o.state IN ('paid', 'completed')
    GROUP BY o.order_id, o.quantity, o.total_minor
) AS s

-- name: vouchers_misused
-- The append-only redemptions tell how often each voucher was really used.
SELECT count(*)::int AS looked_at, count(*) FILTER (
    WHERE s.used - s.undone <> CASE WHEN s.state = 'redeemed' THEN 1 ELSE 0 END
)::int AS wrong
FROM (
    SELECT v.voucher_id, v.state,
        count(r.redemption_id) FILTER (WHERE r.undoes IS NULL) AS used,
        count(r.redemption_id) FILTER (WHERE r.undoes IS NOT NULL) AS undone
    FROM vouchers.vouchers AS v
    LEFT JOIN vouchers.redemptions AS r
        ON r.market_id = v.market_id AND r.voucher_id = v.voucher_id AND r.market_id = $1
    WHERE v.market_id = $1
    GROUP BY v.voucher_id, v.state
) AS s

-- name: escrows_wrong
-- Released is what was redeemed, returned is what was refunded or expired, to the last minor unit.
SELECT count(*)::int AS looked_at, count(*) FILTER (
    WHERE s.vouchers > 0 AND (s.released_minor <> s.redeemed OR s.refunded_minor <> s.given_back)
)::int AS wrong
FROM (
    SELECT e.order_id, e.released_minor, e.refunded_minor, count(v.voucher_id) AS vouchers,
        coalesce(sum(v.value_minor) FILTER (WHERE v.state = 'redeemed'), 0) AS redeemed,
        coalesce(sum(v.value_minor) FILTER (WHERE v.state IN ('refunded', 'expired')), 0) AS given_back
    FROM settlement.escrows AS e
    LEFT JOIN vouchers.vouchers AS v
        ON v.market_id = e.market_id AND v.order_id = e.order_id AND v.market_id = $1
    WHERE e.market_id = $1
    GROUP BY e.order_id, e.released_minor, e.refunded_minor
) AS s

-- name: refunds_wrong
-- Money on its way back, seen from the payment and from escrow.
SELECT count(*)::int AS looked_at, count(*) FILTER (
    WHERE s.refunded > s.amount_minor OR s.refunded <> s.refunded_minor OR s.refunded <> s.returned
)::int AS wrong
FROM (
    SELECT i.intent_id, i.amount_minor, i.refunded_minor,
        coalesce((
            SELECT sum(r.amount_minor) FROM payments.refunds AS r
            WHERE r.market_id = $1 AND r.intent_id = i.intent_id
        ), 0) AS refunded,
        coalesce((
            SELECT e.refunded_minor FROM settlement.escrows AS e
            WHERE e.market_id = $1 AND e.order_id = i.order_id
        ), 0) AS returned
    FROM payments.intents AS i
    WHERE i.market_id = $1 AND i.state = 'paid'
) AS s

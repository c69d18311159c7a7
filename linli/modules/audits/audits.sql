-- name: deals_oversold
-- Counts vouchers that were not given back, not what any counter says.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.sold > q.stock)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.sold > q.stock))[1:5] AS examples
FROM (
    SELECT d.deal_id AS id, d.stock, count(v.voucher_id) AS sold
    FROM catalog.deals AS d
    LEFT JOIN vouchers.vouchers AS v
        ON v.market_id = d.market_id AND v.deal_id = d.deal_id AND v.market_id = $1
        AND v.state IN ('issued', 'redeemed')
    WHERE d.market_id = $1
    GROUP BY d.deal_id, d.stock
) AS q

-- name: limits_exceeded
-- Vouchers that one person has bought of one deal, whoever holds them now, against the deal's limit.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.bought > q.per_person)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.bought > q.per_person))[1:5] AS examples
FROM (
    SELECT v.deal_id AS id, o.person_id, d.per_person, count(*) AS bought
    FROM vouchers.vouchers AS v
    JOIN orders.orders AS o ON o.market_id = v.market_id AND o.order_id = v.order_id AND o.market_id = $1
    JOIN catalog.deals AS d ON d.market_id = v.market_id AND d.deal_id = v.deal_id AND d.market_id = $1
    WHERE v.market_id = $1 AND v.state IN ('issued', 'redeemed')
    GROUP BY v.deal_id, o.person_id, d.per_person
) AS q

-- name: orders_without_vouchers
-- What was paid is what was issued, in number and in worth; what was not paid has no voucher.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT o.order_id AS id,
        CASE WHEN o.state IN ('paid', 'completed')
            THEN count(v.voucher_id) <> o.quantity OR coalesce(sum(v.value_minor), 0) <> o.total_minor
            ELSE count(v.voucher_id) FILTER (WHERE v.state IN ('issued', 'redeemed')) > 0
        END AS wrong
    FROM orders.orders AS o
    LEFT JOIN vouchers.vouchers AS v
        ON v.market_id = o.market_id AND v.order_id = o.order_id AND v.market_id = $1
    WHERE o.market_id = $1 AND (o.kind = 'deal' OR v.voucher_id IS NOT NULL)
    GROUP BY o.order_id, o.state, o.quantity, o.total_minor
) AS q

-- name: vouchers_misused
-- The append-only redemptions tell what was really used of each part of each voucher, and what that was worth; a
-- voucher is redeemed where all of it is used, and its parts are worth what it is.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT v.voucher_id AS id,
        coalesce(r.used, array_fill(0::numeric, ARRAY[cardinality(v.units)])) <> v.used::numeric[]
            OR coalesce(r.worth, 0) <> (
                SELECT sum(x.v * x.u / x.n) FROM unnest(v.part_values, v.used, v.units) AS x (v, u, n)
            )
            OR (v.state = 'redeemed') <> (v.used = v.units)
            OR (SELECT sum(x.v) FROM unnest(v.part_values) AS x (v)) <> v.value_minor AS wrong
    FROM vouchers.vouchers AS v
    LEFT JOIN (
        SELECT q.voucher_id, array_agg(q.used ORDER BY q.place) AS used, max(q.worth) AS worth
        FROM (
            SELECT r.voucher_id, x.place, sum(CASE WHEN r.undoes IS NULL THEN x.taken ELSE -x.taken END) AS used,
                sum(CASE WHEN r.undoes IS NULL THEN r.value_minor ELSE -r.value_minor END) AS worth
            FROM vouchers.redemptions AS r
            CROSS JOIN LATERAL unnest(r.units) WITH ORDINALITY AS x (taken, place)
            WHERE r.market_id = $1
            GROUP BY r.voucher_id, x.place
        ) AS q
        GROUP BY q.voucher_id
    ) AS r ON r.voucher_id = v.voucher_id
    WHERE v.market_id = $1
) AS q

-- name: offline_uses_wrong
-- What waits of each part of a voucher is what its undecided uses without a network took; a decided one has the
-- redemption of exactly what it got, or none where it got nothing.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT v.voucher_id AS id,
        v.waiting <> coalesce(w.waiting, array_fill(0::bigint, ARRAY[cardinality(v.units)])) AS wrong
    FROM vouchers.vouchers AS v
    LEFT JOIN (
        SELECT p.voucher_id, array_agg(p.taken ORDER BY p.place) AS waiting
        FROM (
            SELECT u.voucher_id, x.place, sum(x.taken)::bigint AS taken
            FROM vouchers.offline_uses AS u
            CROSS JOIN LATERAL unnest(u.taken) WITH ORDINALITY AS x (taken, place)
            WHERE u.market_id = $1 AND u.state = 'waiting'
            GROUP BY u.voucher_id, x.place
        ) AS p
        GROUP BY p.voucher_id
    ) AS w ON w.voucher_id = v.voucher_id
    WHERE v.market_id = $1
    UNION ALL
    SELECT u.use_id AS id,
        CASE WHEN u.state IN ('settled', 'partly')
            THEN r.redemption_id IS NULL OR r.units <> u.settled OR r.value_minor <> u.value_minor
                OR r.voucher_id <> u.voucher_id OR r.store_id <> u.store_id OR r.device_id IS DISTINCT FROM u.device_id
            ELSE u.redemption_id IS NOT NULL OR u.value_minor <> 0
        END AS wrong
    FROM vouchers.offline_uses AS u
    LEFT JOIN vouchers.redemptions AS r
        ON r.market_id = u.market_id AND r.redemption_id = u.redemption_id AND r.market_id = $1
    WHERE u.market_id = $1
) AS q

-- name: offline_uses_overdue
-- Seven days and ten minutes after it happened a use without a network is decided ($2: so long the job may be late).
SELECT count(*)::int AS looked_at,
    count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.use_id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT u.use_id, u.state = 'waiting' AND u.happened_at < $2::timestamptz - interval '7 days 10 minutes' AS wrong
    FROM vouchers.offline_uses AS u
    WHERE u.market_id = $1
) AS q

-- name: reviews_groundless
-- Only who consumed may be heard; the append-only redemptions tell what was consumed and not taken back, and pickups
-- what was handed over, and tills what was paid there.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT c.review_id AS id,
        count(r.redemption_id) FILTER (WHERE r.undoes IS NULL)
            <= count(r.redemption_id) FILTER (WHERE r.undoes IS NOT NULL)
            AND NOT EXISTS (
                SELECT FROM pickups.lines AS l
                WHERE l.market_id = $1 AND l.order_id = c.order_id AND l.handed + l.returned > 0
            )
            AND NOT EXISTS (
                SELECT FROM orders.sales AS s
                WHERE s.market_id = $1 AND s.order_id = c.order_id AND s.paid_at IS NOT NULL
                    AND s.refunded_minor < s.total_minor
            ) AS wrong
    FROM community.reviews AS c
    LEFT JOIN vouchers.vouchers AS v
        ON v.market_id = c.market_id AND v.order_id = c.order_id AND v.market_id = $1
    LEFT JOIN vouchers.redemptions AS r
        ON r.market_id = v.market_id AND r.voucher_id = v.voucher_id AND r.market_id = $1
    WHERE c.market_id = $1 AND c.withdrawn_at IS NULL
    GROUP BY c.review_id, c.order_id
) AS q

-- name: escrows_wrong
-- Released is what was used, returned is what was left of what was refunded or expired, to the last minor unit. The money of a
-- voucher that has just expired waits for its errand; an announcement without its delivery says how much does.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT e.order_id AS id,
        count(v.voucher_id) > 0 AND (
            e.released_minor + coalesce(d.taken_back, 0)
                <> coalesce(sum(v.used_minor), 0)
            OR e.refunded_minor - coalesce(d.taken_back, 0) + coalesce(w.waiting, 0)
                <> coalesce(sum(v.value_minor - v.used_minor) FILTER (WHERE v.state IN ('refunded', 'expired')), 0)
        ) AS wrong
    FROM settlement.escrows AS e
    LEFT JOIN (
        SELECT o.order_id, o.voucher_id, o.state, o.value_minor, (
                SELECT sum(x.v * x.u / x.n) FROM unnest(o.part_values, o.used, o.units) AS x (v, u, n)
            ) AS used_minor
        FROM vouchers.vouchers AS o
        WHERE o.market_id = $1
    ) AS v ON v.order_id = e.order_id
    LEFT JOIN (
        SELECT (convert_from(b.payload, 'UTF8')::jsonb ->> 'order_id')::uuid AS order_id,
            sum((convert_from(b.payload, 'UTF8')::jsonb ->> 'value_minor')::bigint) AS waiting
        FROM kernel.outbox AS b
        LEFT JOIN kernel.deliveries AS d
            ON d.market_id = b.market_id AND d.market_id = $1
            AND d.announcement_id = b.announcement_id AND d.reaction = 'refund_expired'
        WHERE b.market_id = $1 AND b.event = 'VoucherExpired' AND d.announcement_id IS NULL
        GROUP BY 1
    ) AS w ON w.order_id = e.order_id
    LEFT JOIN (
        SELECT order_id, sum(taken_back_minor) AS taken_back FROM settlement.lines WHERE market_id = $1 GROUP BY order_id
    ) AS d ON d.order_id = e.order_id
    WHERE e.market_id = $1
    GROUP BY e.order_id, e.released_minor, e.refunded_minor, w.waiting, d.taken_back
) AS q

-- name: payments_waiting
-- No fault of the books, but money that somebody must look at: held, told differently, or taken twice.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.waits)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.waits))[1:5] AS examples
FROM (
    SELECT i.order_id AS id, CASE WHEN count(e.loose_end_id) = 0 THEN i.state = 'held'
            ELSE bool_or(e.settled_at IS NULL) END AS waits
    FROM payments.intents AS i
    LEFT JOIN payments.loose_ends AS e
        ON e.market_id = i.market_id AND e.intent_id = i.intent_id AND e.market_id = $1
    WHERE i.market_id = $1
    GROUP BY i.intent_id, i.order_id, i.state
) AS q

-- name: refunds_refused
-- Money that is owed to a payer and that the provider would not send.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE r.state = 'failed')::int AS wrong,
    (array_agg(r.order_id) FILTER (WHERE r.state = 'failed'))[1:5] AS examples
FROM payments.refunds AS r
WHERE r.market_id = $1

-- name: refunds_wrong
-- Money that came in and money on its way back, seen from the payment and from escrow.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT i.order_id AS id,
        e.amount_minor IS DISTINCT FROM i.amount_minor
            OR e.refunded_minor + coalesce(d.subsidized, 0) IS DISTINCT FROM i.refunded_minor
            OR i.refunded_minor <> coalesce(sum(r.amount_minor), 0)
            OR i.refunded_minor > i.amount_minor AS wrong
    FROM payments.intents AS i
    LEFT JOIN settlement.escrows AS e
        ON e.market_id = i.market_id AND e.order_id = i.order_id AND e.market_id = $1
    LEFT JOIN (
        SELECT order_id, sum(subsidized_minor) AS subsidized FROM settlement.lines WHERE market_id = $1 GROUP BY order_id
    ) AS d ON d.order_id = i.order_id
    LEFT JOIN payments.refunds AS r
        ON r.market_id = i.market_id AND r.intent_id = i.intent_id AND r.market_id = $1 AND r.loose_end_id IS NULL
    WHERE i.market_id = $1 AND i.state = 'paid'
    GROUP BY i.intent_id, i.order_id, i.amount_minor, i.refunded_minor, e.amount_minor, e.refunded_minor, d.subsidized
) AS q

-- name: suspense_wrong
-- What cannot be placed stands in suspense, provider by provider, to the last minor unit.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT coalesce(h.account_id, '00000000-0000-0000-0000-000000000000') AS id,
        coalesce(h.held, 0) <> coalesce(e.booked, 0) AS wrong
    FROM (
        SELECT a.account_id, a.owner, a.currency,
            sum(CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor ELSE -t.amount_minor END) AS held
        FROM ledger.accounts AS a
        JOIN ledger.transfers AS t ON t.market_id = $1
            AND a.account_id = ANY(ARRAY[t.debit_account_id, t.credit_account_id])
        WHERE a.market_id = $1 AND a.purpose = 'suspense'
        GROUP BY a.account_id, a.owner, a.currency
    ) AS h
    FULL JOIN (
        SELECT 'provider:' || provider AS owner, told_currency AS currency, sum(booked_minor) AS booked
        FROM payments.loose_ends WHERE market_id = $1
        GROUP BY provider, told_currency
    ) AS e ON e.owner = h.owner AND e.currency = h.currency
) AS q

-- name: payees_wrong
-- Every cent that a payee was credited, and every one taken from it, stands in exactly one entry; payouts are no earnings.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT e.payee_id AS id, e.total <> coalesce(h.held, 0) AS wrong
    FROM (
        SELECT s.payee_id, s.currency, sum(s.amount_minor) AS total
        FROM settlement.entries AS s
        WHERE s.market_id = $1
        GROUP BY s.payee_id, s.currency
    ) AS e
    LEFT JOIN (
        SELECT a.owner, a.currency,
            sum(CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor ELSE -t.amount_minor END) AS held
        FROM ledger.accounts AS a
        JOIN ledger.transfers AS t
            ON t.market_id = a.market_id AND t.market_id = $1
            AND (t.debit_account_id = a.account_id OR t.credit_account_id = a.account_id)
        WHERE a.market_id = $1 AND a.purpose IN ('payable', 'advances')
            AND t.kind NOT IN ('payout', 'payout_returned')
        GROUP BY a.owner, a.currency
    ) AS h ON h.owner = 'merchant:' || e.payee_id AND h.currency = e.currency
) AS q

-- name: payouts_wrong
-- A statement at the bank, or paid, has its one payout of exactly its total; no other statement has one that counts.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT s.statement_id AS id,
        CASE WHEN s.state IN ('paying', 'paid')
            THEN count(o.payout_id) <> 1 OR max(o.amount_minor) <> s.total_minor
                OR max(o.state) <> CASE s.state WHEN 'paid' THEN 'paid' ELSE 'sending' END
            ELSE count(o.payout_id) > 0 END AS wrong
    FROM settlement.statements AS s
    LEFT JOIN treasury.payouts AS o
        ON o.market_id = s.market_id AND o.market_id = $1 AND o.statement_id = s.statement_id
        AND o.state <> 'failed'
    WHERE s.market_id = $1
    GROUP BY s.statement_id, s.state, s.total_minor
) AS q

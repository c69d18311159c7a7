-- name: transfers_wrong
-- Double entry by shape: both accounts exist, differ, and have the transfer's currency.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT t.transfer_id AS id,
        d.account_id IS NULL OR c.account_id IS NULL OR d.account_id = c.account_id
            OR d.currency <> t.currency OR c.currency <> t.currency OR t.amount_minor <= 0 AS wrong
    FROM ledger.transfers AS t
    LEFT JOIN ledger.accounts AS d
        ON d.market_id = t.market_id AND d.account_id = t.debit_account_id AND d.market_id = $1
    LEFT JOIN ledger.accounts AS c
        ON c.market_id = t.market_id AND c.account_id = t.credit_account_id AND c.market_id = $1
    WHERE t.market_id = $1
) AS q

-- name: accounts_overdrawn
-- Trusts no kept balance: adds up the transfers of every limited account and takes off what is set aside. Only what a
-- credit limit allows may be owed; escrow has none.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT a.account_id AS id,
        coalesce(s.balance, 0) - coalesce(p.aside, 0) + coalesce(b.credit_limit_minor, 0) < 0
            OR (a.purpose = 'escrow' AND coalesce(s.balance, 0) < 0) AS wrong
    FROM ledger.accounts AS a
    LEFT JOIN (
        SELECT m.account_id, sum(m.change) AS balance
        FROM (
            SELECT debit_account_id AS account_id, -amount_minor AS change
            FROM ledger.transfers WHERE market_id = $1
            UNION ALL
            SELECT credit_account_id, amount_minor FROM ledger.transfers WHERE market_id = $1
        ) AS m
        GROUP BY m.account_id
    ) AS s ON s.account_id = a.account_id
    LEFT JOIN (
        SELECT p.debit_account_id AS account_id, sum(p.amount_minor) AS aside
        FROM ledger.pendings AS p
        LEFT JOIN ledger.results AS r ON r.market_id = $1 AND r.pending_id = p.pending_id
        WHERE p.market_id = $1 AND r.pending_id IS NULL
        GROUP BY p.debit_account_id
    ) AS p ON p.account_id = a.account_id
    LEFT JOIN ledger.balances AS b ON b.market_id = $1 AND b.account_id = a.account_id
    WHERE a.market_id = $1 AND a.limited
) AS q

-- name: results_wrong
-- A posted result has its transfer, between the same accounts and of at most what was set aside; and exactly what has no
-- result waits.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT p.pending_id AS id,
        (r.pending_id IS NULL) <> (w.pending_id IS NOT NULL)
            OR (r.outcome = 'posted') IS TRUE <> (t.transfer_id IS NOT NULL)
            OR t.amount_minor > p.amount_minor OR t.debit_account_id <> p.debit_account_id
            OR t.credit_account_id <> p.credit_account_id OR t.currency <> p.currency AS wrong
    FROM ledger.pendings AS p
    LEFT JOIN ledger.results AS r ON r.market_id = $1 AND r.pending_id = p.pending_id
    LEFT JOIN ledger.waiting AS w ON w.market_id = $1 AND w.pending_id = p.pending_id
    LEFT JOIN ledger.transfers AS t ON t.market_id = $1 AND t.transfer_id = r.transfer_id
    WHERE p.market_id = $1
) AS q

-- name: pendings_overdue
-- Money set aside whose time was over at this moment, and that nobody has given up.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE p.expires_at <= $2)::int AS wrong,
    (array_agg(p.pending_id) FILTER (WHERE p.expires_at <= $2))[1:5] AS examples
FROM ledger.pendings AS p
LEFT JOIN ledger.results AS r ON r.market_id = $1 AND r.pending_id = p.pending_id
WHERE p.market_id = $1 AND r.pending_id IS NULL

-- name: captures_astray
-- Money that was taken belongs to exactly one order that counts as paid, or all of it is on its way back.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT i.intent_id AS id,
        coalesce(o.orders, 0) <> 1 OR (coalesce(o.paid, 0) <> 1 AND i.refunded_minor < i.amount_minor) AS wrong
    FROM payments.intents AS i
    LEFT JOIN (
        SELECT intent_id, count(*) AS orders,
            count(*) FILTER (WHERE state IN ('paid', 'completed', 'refunded')) AS paid
        FROM orders.orders WHERE market_id = $1
        GROUP BY intent_id
    ) AS o ON o.intent_id = i.intent_id
    WHERE i.market_id = $1 AND i.state = 'paid'
) AS q

-- name: refunds_beyond
-- Never more goes back than came in, counted from the refunds themselves.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT r.order_id AS id, sum(r.amount_minor) > i.amount_minor OR i.state <> 'paid' AS wrong
    FROM payments.refunds AS r
    JOIN payments.intents AS i ON i.market_id = r.market_id AND i.intent_id = r.intent_id AND i.market_id = $1
    WHERE r.market_id = $1 AND r.loose_end_id IS NULL
    GROUP BY r.intent_id, r.order_id, i.amount_minor, i.state
) AS q

-- name: settled_beyond
-- What bearers were credited for a line is never more than was redeemed of it and not taken back, with the market's
-- part for its coupons; and lines add up to their escrow.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT e.order_id AS id,
        bool_or(coalesce(s.credited, 0) > l.released_minor + l.subsidy_minor * l.released_minor / l.amount_minor)
            OR sum(l.amount_minor) <> e.amount_minor OR sum(l.released_minor) <> e.released_minor
            OR sum(l.refunded_minor) <> e.refunded_minor AS wrong
    FROM settlement.escrows AS e
    JOIN settlement.lines AS l ON l.market_id = e.market_id AND l.order_id = e.order_id AND l.market_id = $1
    LEFT JOIN (
        SELECT order_id, line_no, sum(amount_minor) AS credited
        FROM settlement.entries
        WHERE market_id = $1 AND line_no IS NOT NULL
        GROUP BY order_id, line_no
    ) AS s ON s.order_id = l.order_id AND s.line_no = l.line_no
    WHERE e.market_id = $1
    GROUP BY e.order_id, e.amount_minor, e.released_minor, e.refunded_minor
) AS q

-- name: subsidies_wrong
-- What the market bears of an order's coupons is said by the coupons, by the order's lines and by what settlement keeps of them,
-- and the ledger has paid just so much of it as of each line is released.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT p.order_id AS id,
        sum(p.said) <> sum(p.used) OR sum(p.due) <> sum(p.paid)
            OR (sum(p.kept) <> sum(p.said) AND (sum(p.kept) > 0 OR bool_or(e.order_id IS NOT NULL))) AS wrong
    FROM (
        SELECT l.order_id, l.subsidy_minor AS said, 0 AS used, 0 AS kept, 0 AS due, 0 AS paid
        FROM orders.lines AS l WHERE l.market_id = $1 AND l.subsidy_minor > 0
        UNION ALL
        SELECT u.order_id, 0, u.platform_minor, 0, 0, 0
        FROM promotions.uses AS u WHERE u.market_id = $1 AND u.platform_minor > 0
        UNION ALL
        SELECT s.order_id, 0, 0, s.subsidy_minor, s.subsidy_minor * s.released_minor / s.amount_minor, 0
        FROM settlement.lines AS s WHERE s.market_id = $1 AND s.subsidy_minor > 0
        UNION ALL
        SELECT t.subject_id, 0, 0, 0, 0, CASE t.kind WHEN 'subsidized' THEN t.amount_minor ELSE -t.amount_minor END
        FROM ledger.transfers AS t WHERE t.market_id = $1 AND t.kind IN ('subsidized', 'subsidy_returned')
    ) AS p
    LEFT JOIN settlement.escrows AS e ON e.market_id = $1 AND e.order_id = p.order_id
    GROUP BY p.order_id
) AS q

-- name: statements_wrong
-- A statement is the sum of its entries, as long as it counts.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT s.statement_id AS id,
        coalesce(sum(e.amount_minor), 0) <> s.total_minor OR count(e.entry_id) <> s.entry_count
            OR bool_or(e.payee_id <> s.payee_id OR e.currency <> s.currency) AS wrong
    FROM settlement.statements AS s
    LEFT JOIN settlement.entries AS e
        ON e.market_id = s.market_id AND e.statement_id = s.statement_id AND e.market_id = $1
    WHERE s.market_id = $1 AND s.state <> 'dissolved'
    GROUP BY s.statement_id, s.payee_id, s.currency, s.total_minor, s.entry_count
) AS q

-- name: refunds_in_transit_wrong
-- What each provider's account of refunds holds is what it has still to send back, refund by refund, money of no order
-- included.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT coalesce(h.account_id, '00000000-0000-0000-0000-000000000000') AS id,
        coalesce(h.held, 0) <> coalesce(r.owed, 0) AS wrong
    FROM (
        SELECT a.account_id, a.owner, a.currency,
            sum(CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor ELSE -t.amount_minor END) AS held
        FROM ledger.accounts AS a
        JOIN ledger.transfers AS t ON t.market_id = $1
            AND a.account_id = ANY(ARRAY[t.debit_account_id, t.credit_account_id])
        WHERE a.market_id = $1 AND a.purpose = 'refunds'
        GROUP BY a.account_id, a.owner, a.currency
    ) AS h
    FULL JOIN (
        SELECT 'provider:' || d.provider AS owner, d.currency, sum(d.amount_minor) AS owed
        FROM (
            SELECT provider, currency, amount_minor
            FROM payments.refunds WHERE market_id = $1 AND state IN ('due', 'failed')
            UNION ALL
            SELECT provider, currency, amount_minor
            FROM reconciliation.returns WHERE market_id = $1 AND state IN ('due', 'failed')
        ) AS d
        GROUP BY d.provider, d.currency
    ) AS r ON r.owner = h.owner AND r.currency = h.currency
) AS q

-- name: holds_astray
-- Nothing is held that should be free: by its own expiry, or because its order no longer waits to be paid; and nothing
-- waits to be paid for days.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT h.owner_id AS id,
        coalesce(h.expires_at <= $2, false)
            OR (o.order_id IS NOT NULL AND o.state <> 'awaiting_payment')
            OR coalesce(o.pay_before <= $2 - interval '4 days', false) AS wrong
    FROM reservations.holds AS h
    LEFT JOIN orders.orders AS o ON o.market_id = h.market_id AND o.order_id = h.owner_id AND o.market_id = $1
    WHERE h.market_id = $1 AND h.state = 'held'
) AS q

-- name: transit_waiting
-- Transit accounts that hold money: it is under way, or waits for somebody.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.held <> 0)::int AS wrong,
    (array_agg(q.said ORDER BY q.said) FILTER (WHERE q.held <> 0))[1:9] AS examples
FROM (
    SELECT sum(m.change) AS held, a.purpose || ' of ' || a.owner || ': ' || sum(m.change) || ' minor ' || a.currency AS said
    FROM ledger.accounts AS a
    JOIN (
        SELECT debit_account_id AS account_id, -amount_minor AS change FROM ledger.transfers WHERE market_id = $1
        UNION ALL
        SELECT credit_account_id, amount_minor FROM ledger.transfers WHERE market_id = $1
    ) AS m ON m.account_id = a.account_id
    WHERE a.market_id = $1 AND a.purpose IN ('suspense', 'refunds', 'payouts')
    GROUP BY a.account_id, a.purpose, a.owner, a.currency
) AS q

-- name: escrow_accounts_wrong
-- What an order's escrow row says is waiting is what its account holds, added up from its transfers.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT coalesce(e.order_id, a.account_id) AS id,
        coalesce(e.amount_minor - e.released_minor - e.refunded_minor, 0) <> coalesce(s.balance, 0) AS wrong
    FROM (
        SELECT account_id, owner, currency FROM ledger.accounts WHERE market_id = $1 AND purpose = 'escrow'
    ) AS a
    FULL JOIN (
        SELECT order_id, currency, amount_minor, released_minor, refunded_minor
        FROM settlement.escrows WHERE market_id = $1
    ) AS e ON a.owner = 'order:' || e.order_id AND a.currency = e.currency
    LEFT JOIN (
        SELECT m.account_id, sum(m.change) AS balance
        FROM (
            SELECT debit_account_id AS account_id, -amount_minor AS change
            FROM ledger.transfers WHERE market_id = $1
            UNION ALL
            SELECT credit_account_id, amount_minor FROM ledger.transfers WHERE market_id = $1
        ) AS m
        GROUP BY m.account_id
    ) AS s ON s.account_id = a.account_id
) AS q

-- name: differences_waiting
-- Where a provider's bill and the books do not agree, and nobody has decided yet.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE d.state = 'open')::int AS wrong,
    (array_agg(d.difference_id) FILTER (WHERE d.state = 'open'))[1:5] AS examples
FROM reconciliation.differences AS d
WHERE d.market_id = $1

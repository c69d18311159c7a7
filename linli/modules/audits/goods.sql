-- name: pickups_wrong
-- Every paid order of goods has its one pickup with exactly its lines, and nothing else has one; where units and money of
-- a line lie is the sum of what happened to them, and what its escrow says.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT coalesce(o.order_id, p.order_id) AS id,
        o.order_id IS NULL OR o.kind IN ('deal', 'sale') OR (o.state IN ('paid', 'completed') AND p.order_id IS NULL)
            OR (o.state IN ('awaiting_payment', 'canceled') AND p.order_id IS NOT NULL)
            OR (p.order_id IS NOT NULL AND o.line_count <> (
                SELECT count(*) FROM pickups.lines AS l WHERE l.market_id = $1 AND l.order_id = p.order_id
            )) AS wrong
    FROM (
        SELECT order_id, kind, state, line_count FROM orders.orders WHERE market_id = $1
    ) AS o
    FULL JOIN (
        SELECT order_id FROM pickups.pickups WHERE market_id = $1
    ) AS p ON p.order_id = o.order_id
    WHERE o.kind IS NULL OR o.kind NOT IN ('deal', 'sale') OR p.order_id IS NOT NULL
    UNION ALL
    SELECT l.order_id AS id,
        o.order_id IS NULL OR o.quantity <> l.quantity OR o.total_minor <> l.total_minor
            OR o.variant_id IS DISTINCT FROM l.variant_id
            OR e.order_id IS NULL
            OR e.released_minor + e.taken_back_minor <> l.handed_minor + l.returned_minor
            OR e.refunded_minor - e.taken_back_minor <> l.refunded_minor
            OR l.handed + l.returned <> coalesce(m.handed, 0) OR l.returned <> coalesce(m.returned, 0)
            OR l.refunded <> coalesce(m.refunded, 0)
            OR l.handed_minor + l.returned_minor <> coalesce(m.handed_minor, 0)
            OR l.returned_minor <> coalesce(m.returned_minor, 0)
            OR l.refunded_minor <> coalesce(m.refunded_minor, 0) AS wrong
    FROM pickups.lines AS l
    LEFT JOIN orders.lines AS o
        ON o.market_id = l.market_id AND o.order_id = l.order_id AND o.line_no = l.line_no AND o.market_id = $1
    LEFT JOIN settlement.lines AS e
        ON e.market_id = l.market_id AND e.order_id = l.order_id AND e.line_no = l.line_no AND e.market_id = $1
    LEFT JOIN (
        SELECT v.order_id, (x.line ->> 'line_no')::integer AS line_no,
            sum(CASE v.kind WHEN 'handed' THEN 1 WHEN 'undone' THEN -1 ELSE 0 END
                * (x.line ->> 'units')::integer) AS handed,
            sum(CASE v.kind WHEN 'handed' THEN 1 WHEN 'undone' THEN -1 ELSE 0 END
                * (x.line ->> 'amount_minor')::bigint) AS handed_minor,
            sum(CASE WHEN v.kind = 'returned' THEN (x.line ->> 'units')::integer ELSE 0 END) AS returned,
            sum(CASE WHEN v.kind = 'returned' THEN (x.line ->> 'amount_minor')::bigint ELSE 0 END) AS returned_minor,
            sum(CASE WHEN v.kind IN ('given_back', 'lapsed') THEN (x.line ->> 'units')::integer ELSE 0 END) AS refunded,
            sum(CASE WHEN v.kind IN ('given_back', 'lapsed') THEN (x.line ->> 'amount_minor')::bigint
                ELSE 0 END) AS refunded_minor
        FROM pickups.moves AS v
        CROSS JOIN LATERAL jsonb_array_elements(v.lines) AS x (line)
        WHERE v.market_id = $1
        GROUP BY v.order_id, x.line ->> 'line_no'
    ) AS m ON m.order_id = l.order_id AND m.line_no = l.line_no
    WHERE l.market_id = $1
) AS q

-- name: sales_wrong
-- An amount that was paid in a shop is known to its till, and all of it is the shop's but for what went back.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT o.order_id AS id,
        s.order_id IS NULL OR o.state = 'paid' OR (o.state = 'completed' AND s.paid_at IS NULL)
            OR (s.paid_at IS NOT NULL AND (
                e.order_id IS NULL OR e.released_minor + e.taken_back_minor <> e.amount_minor
                OR e.refunded_minor <> e.taken_back_minor OR s.refunded_minor > e.taken_back_minor
            )) AS wrong
    FROM orders.orders AS o
    LEFT JOIN orders.sales AS s ON s.market_id = o.market_id AND s.order_id = o.order_id AND s.market_id = $1
    LEFT JOIN settlement.lines AS e ON e.market_id = o.market_id AND e.order_id = o.order_id AND e.market_id = $1
    WHERE o.market_id = $1 AND o.kind = 'sale'
) AS q

-- name: levels_wrong
-- What is on hand is the sum of its movements, and what is out by orders is what hand-overs took and nothing brought back.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT l.level_id AS id, l.on_hand <> coalesce(m.delta, 0) OR l.handed <> coalesce(m.handed, 0) AS wrong
    FROM stock.levels AS l
    LEFT JOIN (
        SELECT x.level_id, sum(x.delta) AS delta,
            -sum(x.delta) FILTER (WHERE x.kind IN ('handed_over', 'hand_over_undone', 'taken_back')) AS handed
        FROM stock.movements AS x
        WHERE x.market_id = $1
        GROUP BY x.level_id
    ) AS m ON m.level_id = l.level_id
    WHERE l.market_id = $1
) AS q

-- name: level_pools_wrong
-- What can be sold of a level is a pool of its own: in all what is on hand and what is out by orders, and no more is out
-- than orders have taken. Promised beyond that is only what a count did not find.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT l.level_id AS id,
        p.pool_id IS NULL OR p.total <> l.on_hand + l.handed OR l.handed > p.taken
            OR p.held + p.taken > p.total + p.short AS wrong
    FROM stock.levels AS l
    LEFT JOIN reservations.pools AS p
        ON p.market_id = l.market_id AND p.pool_id = l.level_id AND p.market_id = $1
    WHERE l.market_id = $1
) AS q

-- name: goods_on_the_way_wrong
-- What left a store for another is what was sent, and what came is what somebody found there; what was called back is
-- back where it was, and what was only asked for has not left.
SELECT count(*)::int AS looked_at, count(*) FILTER (WHERE q.wrong)::int AS wrong,
    (array_agg(q.id) FILTER (WHERE q.wrong))[1:5] AS examples
FROM (
    SELECT t.transfer_id AS id,
        coalesce(m.gone, 0) - coalesce(m.back, 0)
                <> CASE WHEN t.state IN ('sent', 'arrived') THEN sum(l.sent) ELSE 0 END
            OR coalesce(m.came, 0) <> coalesce(sum(l.arrived), 0)
            OR (t.state = 'called_back' AND coalesce(m.back, 0) < sum(l.sent))
            OR (t.state = 'arrived') <> (count(l.arrived) = count(*)) AS wrong
    FROM stock.transfers AS t
    JOIN stock.transfer_lines AS l
        ON l.market_id = t.market_id AND l.transfer_id = t.transfer_id AND l.market_id = $1
    LEFT JOIN (
        SELECT x.transfer_id, -sum(x.delta) FILTER (WHERE x.kind = 'sent') AS gone,
            sum(x.delta) FILTER (WHERE x.kind = 'arrived') AS came,
            sum(x.delta) FILTER (WHERE x.kind = 'called_back') AS back
        FROM stock.movements AS x
        WHERE x.market_id = $1 AND x.transfer_id IS NOT NULL
        GROUP BY x.transfer_id
    ) AS m ON m.transfer_id = t.transfer_id
    WHERE t.market_id = $1
    GROUP BY t.transfer_id, t.state, m.gone, m.came, m.back
) AS q

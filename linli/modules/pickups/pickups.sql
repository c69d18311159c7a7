-- name: open_pickup
-- hot: a paid order of goods waits in its store, once, with its code and its lines.
WITH coded AS (
    INSERT INTO pickups.codes (market_id, code, order_id) VALUES ($1, $7, $2)
), opened AS (
    INSERT INTO pickups.pickups (
        market_id, order_id, store_id, merchant_id, person_id, kind, code, state, currency, opened_at, collect_before,
        comes_on, for_day
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10, $20, $21)
)
INSERT INTO pickups.lines (
    market_id, order_id, line_no, variant_id, title, title_en, detail, detail_en, icon, quantity, total_minor, waiting,
    waiting_minor
)
SELECT $1, $2, l.line_no, l.variant_id, l.title, l.title_en, l.detail, l.detail_en, l.icon, l.quantity, l.total_minor,
    l.quantity, l.total_minor
FROM unnest(
    $11::integer[], $12::uuid[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::integer[],
    $19::bigint[]
) AS l (line_no, variant_id, title, title_en, detail, detail_en, icon, quantity, total_minor)

-- name: hold_pickup
-- hot: all that happens to one pickup waits for each other here; what comes next sees how it stands then.
SELECT order_id FROM pickups.pickups WHERE market_id = $1 AND order_id = $2 FOR UPDATE

-- name: find_pickups
-- hot: pickups by key, each with its lines.
SELECT p.order_id, p.store_id, p.merchant_id, p.person_id, p.kind, p.code, p.state, p.currency, p.opened_at,
    p.collect_before, p.ready_at, p.closed_at, p.left_at, p.left_by, p.comes_on, p.came_at, p.for_day,
    (
        SELECT jsonb_agg(to_jsonb(l) ORDER BY l.line_no) FROM pickups.lines AS l
        WHERE l.market_id = $1 AND l.order_id = p.order_id
    ) AS lines
FROM pickups.pickups AS p
WHERE p.market_id = $1 AND p.order_id = ANY($2::uuid[])

-- name: find_code
-- hot: what the counter asks for each code.
SELECT order_id FROM pickups.codes WHERE market_id = $1 AND code = $2

-- name: move_units
-- hot: units and their money go from one pot of a line into another; what is not in a pot does not leave it.
UPDATE pickups.lines AS l SET
    waiting = l.waiting + m.waiting, waiting_minor = l.waiting_minor + m.waiting_minor,
    handed = l.handed + m.handed, handed_minor = l.handed_minor + m.handed_minor,
    refunded = l.refunded + m.refunded, refunded_minor = l.refunded_minor + m.refunded_minor,
    returned = l.returned + m.returned, returned_minor = l.returned_minor + m.returned_minor
FROM unnest(
    $3::integer[], $4::integer[], $5::bigint[], $6::integer[], $7::bigint[], $8::integer[], $9::bigint[],
    $10::integer[], $11::bigint[]
) AS m (
    line_no, waiting, waiting_minor, handed, handed_minor, refunded, refunded_minor, returned, returned_minor
)
WHERE l.market_id = $1 AND l.order_id = $2 AND l.line_no = m.line_no

-- name: write_state
-- hot: where it stands after that.
UPDATE pickups.pickups SET state = $3, closed_at = $4
WHERE market_id = $1 AND order_id = $2

-- name: insert_move
-- hot: what happened, for good.
INSERT INTO pickups.moves (
    market_id, move_id, order_id, store_id, kind, lines, amount_minor, currency, actor_id, actor_name, at, undoes,
    reason, restocked
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: find_move
-- One thing that happened.
SELECT move_id, order_id, store_id, kind, lines, amount_minor, currency, actor_id, actor_name, at, undoes, reason,
    restocked
FROM pickups.moves WHERE market_id = $1 AND move_id = $2

-- name: moves_of_order
-- All that happened to one pickup, oldest first.
SELECT move_id, order_id, store_id, kind, lines, amount_minor, currency, actor_id, actor_name, at, undoes, reason,
    restocked
FROM pickups.moves WHERE market_id = $1 AND order_id = $2
ORDER BY move_id

-- name: mark_ready
-- The shop has it together, once; from then on there is at least as long to collect it as the store gives.
UPDATE pickups.pickups SET state = 'ready', ready_at = $4, collect_before = greatest(collect_before, $5)
WHERE market_id = $1 AND order_id = $2 AND store_id = $3 AND state = 'waiting'

-- name: note_came
-- What was brought over is there, once, or will not come; from then on there is at least as long to collect it.
UPDATE pickups.pickups SET came_at = $3, collect_before = greatest(collect_before, $4)
WHERE market_id = $1 AND order_id = $2 AND comes_on IS NOT NULL AND came_at IS NULL AND state IN ('waiting', 'ready')

-- name: note_left
-- Somebody at the door has seen the exit pass, once.
UPDATE pickups.pickups SET left_at = $4, left_by = $5
WHERE market_id = $1 AND order_id = $2 AND store_id = $3 AND kind = 'aisle' AND left_at IS NULL

-- name: open_of_store
-- The shop's list: what waits there, the oldest first, after a cursor.
SELECT p.order_id FROM pickups.pickups AS p
WHERE p.market_id = $1 AND p.store_id = $2 AND p.order_id > $3 AND p.state IN ('waiting', 'ready')
    AND ($4::text IS NULL OR p.state = $4) AND ($5::timestamptz IS NULL OR p.collect_before <= $5)
ORDER BY p.order_id LIMIT $6

-- name: all_of_store
-- Everything that was ever to be handed over there, the newest first, before a cursor.
SELECT order_id FROM pickups.pickups
WHERE market_id = $1 AND store_id = $2 AND order_id < $3
ORDER BY order_id DESC LIMIT $4

-- name: open_of_person
-- What waits for a person somewhere in the market, the newest first.
SELECT order_id FROM pickups.pickups
WHERE market_id = $1 AND person_id = $2 AND state IN ('waiting', 'ready')
ORDER BY order_id DESC LIMIT $3

-- name: count_open
-- How much waits at a store.
SELECT count(*)::integer AS waiting, count(*) FILTER (WHERE state = 'ready')::integer AS ready,
    count(*) FILTER (WHERE collect_before <= $3)::integer AS overdue
FROM pickups.pickups
WHERE market_id = $1 AND store_id = $2 AND state IN ('waiting', 'ready')

-- name: due_pickups
-- What was not collected in time, the longest first.
SELECT order_id FROM pickups.pickups
WHERE market_id = $1 AND collect_before <= $2 AND state IN ('waiting', 'ready')
ORDER BY collect_before, order_id LIMIT 200

-- name: store_of_handed
-- Where something of the order was handed over and not brought back; that is so until this transaction ends.
SELECT p.store_id FROM pickups.pickups AS p
WHERE p.market_id = $1 AND p.order_id = $2
    AND EXISTS (SELECT FROM pickups.lines AS l WHERE l.market_id = $1 AND l.order_id = p.order_id AND l.handed > 0)
FOR UPDATE OF p

-- name: find_rules
-- How stores hand over.
SELECT store_id, collect_hours, return_days, self_checkout, brings, bring_days FROM pickups.rules
WHERE market_id = $1 AND store_id = ANY($2::uuid[])

-- name: write_rules
-- A store hands over like this from now on.
INSERT INTO pickups.rules (market_id, store_id, collect_hours, return_days, self_checkout, brings, bring_days)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (market_id, store_id) DO UPDATE SET
    collect_hours = excluded.collect_hours, return_days = excluded.return_days, self_checkout = excluded.self_checkout,
    brings = excluded.brings, bring_days = excluded.bring_days

-- name: open_gift
-- Only of a voucher that its holder has, that has something left, and of which nothing waits to be decided. It is not
-- held: whether it is still good decides when the gift is claimed.
WITH mine AS (
    SELECT voucher_id FROM vouchers.vouchers
    WHERE market_id = $1 AND voucher_id = $3 AND person_id = $4 AND state = 'issued' AND valid_until > $7
        AND 0 = ALL(waiting)
)
INSERT INTO vouchers.gifts (market_id, gift_id, voucher_id, giver_id, giver_name, note, state, made_at)
SELECT $1, $2, mine.voucher_id, $4, $5, $6, 'open', $7 FROM mine
ON CONFLICT (market_id, voucher_id) WHERE state = 'open' DO NOTHING
RETURNING gift_id, voucher_id, giver_id, giver_name, note, state, made_at, closed_at, taker_id

-- name: find_gift
-- What the link opens: one row by key.
SELECT gift_id, voucher_id, giver_id, giver_name, note, state, made_at, closed_at, taker_id
FROM vouchers.gifts
WHERE market_id = $1 AND gift_id = $2

-- name: open_gift_of_voucher
-- The voucher's page says that it is being given away.
SELECT gift_id, voucher_id, giver_id, giver_name, note, state, made_at, closed_at, taker_id
FROM vouchers.gifts
WHERE market_id = $1 AND voucher_id = $2 AND state = 'open'

-- name: gifts_of_person
-- The wallet's shelf of what was given away, newest first, before a cursor; what was taken back is not on it.
SELECT g.gift_id, g.voucher_id, g.giver_id, g.giver_name, g.note, g.state, g.made_at, g.closed_at, g.taker_id, v.title,
    v.title_en, v.store_id
FROM vouchers.gifts AS g
JOIN vouchers.vouchers AS v ON v.market_id = g.market_id AND v.voucher_id = g.voucher_id
WHERE g.market_id = $1 AND v.market_id = $1 AND g.giver_id = $2 AND g.gift_id < $3 AND g.state <> 'revoked'
ORDER BY g.gift_id DESC
LIMIT $4

-- name: count_gifts
-- How many stand on that shelf.
SELECT count(*)::integer FROM vouchers.gifts
WHERE market_id = $1 AND giver_id = $2 AND state <> 'revoked'

-- name: revoke_gift
-- By its giver, while nobody has claimed it.
UPDATE vouchers.gifts SET state = 'revoked', closed_at = $4
WHERE market_id = $1 AND gift_id = $2 AND giver_id = $3 AND state = 'open'
RETURNING gift_id, voucher_id, giver_id, giver_name, note, state, made_at, closed_at, taker_id

-- name: claim_gift
-- The first who claims it, once; the voucher follows by the statement below in the same transaction.
UPDATE vouchers.gifts SET state = 'claimed', closed_at = $4, taker_id = $3
WHERE market_id = $1 AND gift_id = $2 AND giver_id <> $3 AND state = 'open'
RETURNING gift_id, voucher_id, giver_id, giver_name, note, state, made_at, closed_at, taker_id

-- name: hand_over
-- The voucher goes to another hand ($4) if the giver ($3) still has it, with what is left of it, under a new code ($5): the
-- old one, its digits, and every picture of it, are worth nothing from now on.
WITH handed AS (
    UPDATE vouchers.vouchers AS v SET state = 'issued', person_id = $4, code = $5, hands = hands + 1
    WHERE v.market_id = $1 AND v.voucher_id = $2 AND v.person_id = $3 AND v.state = 'issued' AND v.valid_until > $6
        AND 0 = ALL(v.waiting)
    RETURNING v.voucher_id, old.code AS old_code
),
forgotten AS (
    DELETE FROM vouchers.codes AS c USING handed AS h WHERE c.market_id = $1 AND c.code = h.old_code
),
unsaid AS (
    DELETE FROM vouchers.short_codes AS s USING handed AS h WHERE s.market_id = $1 AND s.voucher_id = h.voucher_id
)
INSERT INTO vouchers.codes (market_id, code, voucher_id)
SELECT $1, $5, handed.voucher_id FROM handed
RETURNING voucher_id

-- name: insert_entries
-- hot: what a release or an undoing gives each payee. An undoing becomes available when what it undoes did, unless
-- that has been settled already.
INSERT INTO settlement.entries (market_id, entry_id, payee_id, kind, part, order_id, line_no, store_id, voucher_id,
    gross_minor, commission_minor, amount_minor, currency, note, made_at, available_at)
SELECT $1, n.entry_id, n.payee_id, $2, n.part, $3, $4, $5, $6, n.gross_minor, n.commission_minor, n.amount_minor, $7, $8,
    $9, greatest($9, coalesce((
        SELECT max(o.available_at) FROM settlement.entries AS o
        WHERE o.market_id = $1 AND o.order_id = $3 AND o.line_no = $4 AND o.voucher_id = $6
            AND o.payee_id = n.payee_id AND o.kind = 'released' AND o.statement_id IS NULL AND $2 = 'undone'
    ), $10))
FROM unnest($11::uuid[], $12::uuid[], $13::text[], $14::bigint[], $15::bigint[], $16::bigint[])
    AS n (entry_id, payee_id, part, gross_minor, commission_minor, amount_minor)

-- name: entries_of_order
-- What became of one order's money, in the order it happened.
SELECT entry_id, payee_id, kind, part, order_id, line_no, store_id, voucher_id, gross_minor, commission_minor,
    amount_minor, currency, note, made_at, available_at, statement_id, disputed_at
FROM settlement.entries
WHERE market_id = $1 AND order_id = $2
ORDER BY entry_id

"""Faults of the books, of goods and of vouchers, each with the question of the audit that is about it."""

# What is planted as the superuser, what it names, and the question that must find it.
PLANTED = {
    "a cent that no entry has": (
        "UPDATE settlement.entries SET amount_minor = amount_minor + 1 WHERE entry_id = (SELECT entry_id FROM"
        " settlement.entries LIMIT 1) RETURNING payee_id",
        "what payees were credited is what their entries say",
    ),
    "a statement that was paid by nobody": (
        "INSERT INTO settlement.statements SELECT market_id, gen_random_uuid(), payee_id, '1', currency,"
        " 'paid', now() - interval '1 day', now(), 5, 1, now(), now() FROM settlement.entries LIMIT 1"
        " RETURNING statement_id",
        "every statement at the bank has exactly one payout of its total",
    ),
    "a lost ledger row": (
        "DELETE FROM ledger.transfers WHERE transfer_id = (SELECT min(transfer_id::text)::uuid FROM"
        " ledger.transfers WHERE kind = 'released') RETURNING NULL",
        "kept balances equal their transfers",
    ),
    "a drifted balance": (
        "UPDATE ledger.balances SET balance_minor = balance_minor + 1 WHERE account_id IN"
        " (SELECT account_id FROM ledger.balances WHERE balance_minor > 0 LIMIT 1) RETURNING account_id",
        "kept balances equal their transfers",
    ),
    "an account that owes": (
        "UPDATE ledger.transfers SET amount_minor = amount_minor * 2 WHERE kind = 'refund_due'"
        " RETURNING debit_account_id",
        "no limited account is below zero, added up from its transfers",
    ),
    "a transfer between two currencies": (
        "UPDATE ledger.transfers SET currency = 'EUR' WHERE transfer_id = (SELECT transfer_id FROM"
        " ledger.transfers LIMIT 1) RETURNING transfer_id",
        "every transfer balances and names two accounts of its market and currency",
    ),
    "goods that left without a movement": (
        "UPDATE stock.levels SET on_hand = on_hand - 1 WHERE on_hand > 1 RETURNING level_id",
        "what a store has on hand is the sum of its movements",
    ),
    "goods for sale that are nowhere": (
        "UPDATE reservations.pools SET total = total + 1 WHERE pool_id = (SELECT level_id FROM stock.levels"
        " LIMIT 1) RETURNING pool_id",
        "what can be sold is what is on hand less what is promised",
    ),
    "a parcel that grew on its way": (
        "UPDATE stock.transfer_lines SET sent = sent + 1 RETURNING transfer_id",
        "what left a store is on its way, arrived or came back",
    ),
    "an oversell": (
        "UPDATE catalog.deals SET stock = 2 RETURNING deal_id",
        "no deal has sold more than its stock, counted from its vouchers",
    ),
    "one person with too many": (
        "UPDATE catalog.deals SET per_person = 1 RETURNING deal_id",
        "nobody has bought more of a deal than one person may",
    ),
    "a lost voucher": (
        "DELETE FROM vouchers.vouchers WHERE voucher_id = (SELECT voucher_id FROM vouchers.vouchers"
        " WHERE state = 'issued' LIMIT 1) RETURNING order_id",
        "every paid order has exactly its vouchers, worth exactly its total; no other has any",
    ),
    "vouchers of an order that nobody paid": (
        "UPDATE orders.orders SET state = 'awaiting_payment' WHERE state = 'paid' RETURNING order_id",
        "every paid order has exactly its vouchers, worth exactly its total; no other has any",
    ),
    "an amount that no till knows": (
        "UPDATE orders.orders SET kind = 'sale', deal_id = NULL, terms_id = NULL WHERE state = 'completed'"
        " OR order_id = (SELECT order_id FROM orders.orders WHERE state = 'paid' LIMIT 1)"
        " RETURNING order_id",
        "what was paid in a shop was released to it, and what it gave back was taken from it",
    ),
    "a doubled redemption": (
        "INSERT INTO vouchers.redemptions SELECT market_id, gen_random_uuid(), voucher_id, store_id,"
        " clerk_id, clerk_name, NULL, at, units, value_minor FROM vouchers.redemptions RETURNING voucher_id",
        "every part of a voucher is used as often as its redemptions say, and for what they say",
    ),
    "a voucher marked used without a redemption": (
        "UPDATE vouchers.vouchers SET state = 'redeemed', used = units WHERE voucher_id = (SELECT voucher_id"
        " FROM vouchers.vouchers WHERE state = 'issued' LIMIT 1) RETURNING voucher_id",
        "every part of a voucher is used as often as its redemptions say, and for what they say",
    ),
    "a use that was worth a cent more": (
        "UPDATE vouchers.redemptions SET value_minor = value_minor + 1 WHERE redemption_id = (SELECT"
        " redemption_id FROM vouchers.vouchers WHERE state = 'redeemed' LIMIT 1) RETURNING voucher_id",
        "every part of a voucher is used as often as its redemptions say, and for what they say",
    ),
    "parts that are worth more than the voucher": (
        "UPDATE vouchers.vouchers SET part_values = ARRAY[value_minor + 1] WHERE voucher_id = (SELECT"
        " voucher_id FROM vouchers.vouchers WHERE state = 'issued' LIMIT 1) RETURNING voucher_id",
        "every part of a voucher is used as often as its redemptions say, and for what they say",
    ),
    "money released for nothing": (
        "UPDATE settlement.escrows SET released_minor = released_minor + 1 WHERE amount_minor >"
        " released_minor + refunded_minor RETURNING order_id",
        "each order's money in escrow is what its vouchers say",
    ),
    "money that cannot be placed and is booked nowhere": (
        "INSERT INTO payments.loose_ends (market_id, loose_end_id, intent_id, kind, told_minor,"
        " told_currency, provider, provider_ref, noted_at, booked_minor) SELECT market_id, intent_id,"
        " intent_id, 'paid_twice', 5, currency, provider, 'pay_2', now(), 5 FROM payments.intents LIMIT 1"
        " RETURNING NULL",
        "what cannot be placed stands in suspense, and nothing else",
    ),
    "an escrow row that its account denies": (
        "UPDATE settlement.escrows SET released_minor = released_minor - 1 WHERE released_minor > 0"
        " RETURNING order_id",
        "escrow rows equal their ledger accounts",
    ),
    "a review of what nobody consumed": (
        "UPDATE community.reviews SET order_id = (SELECT order_id FROM vouchers.vouchers WHERE state ="
        " 'refunded' LIMIT 1) RETURNING review_id",
        "every review that shows stands on a redemption that was not undone",
    ),
    "a review whose redemption was undone": (
        "INSERT INTO vouchers.redemptions SELECT market_id, gen_random_uuid(), voucher_id, store_id,"
        " clerk_id, clerk_name, redemption_id, at, units, value_minor FROM vouchers.redemptions AS r WHERE"
        " undoes IS NULL AND EXISTS (SELECT FROM vouchers.vouchers AS v JOIN community.reviews AS c"
        " USING (order_id) WHERE v.redemption_id = r.redemption_id) RETURNING (SELECT review_id FROM"
        " community.reviews WHERE withdrawn_at IS NULL)",
        "every review that shows stands on a redemption that was not undone",
    ),
    "a lost refund": (
        "DELETE FROM payments.refunds RETURNING order_id",
        "every payment is in escrow, and every refund has its part of both",
    ),
    "a payment that never came to escrow": (
        "DELETE FROM settlement.escrows WHERE refunded_minor = 0 RETURNING order_id",
        "every payment is in escrow, and every refund has its part of both",
    ),
    "a snapshot that drifted": (
        "UPDATE ledger.sealed_accounts SET credits_minor = credits_minor + 1 RETURNING account_id",
        "snapshots equal the transfers that are sealed",
    ),
    "a snapshot of a purpose that drifted": (
        "UPDATE ledger.sealed_purposes SET debits_minor = debits_minor + 1 WHERE purpose = 'escrow'"
        " RETURNING NULL",
        "snapshots equal the transfers that are sealed",
    ),
    "money set aside that nobody waits for": (
        "DELETE FROM ledger.waiting RETURNING pending_id",
        "money that was set aside has at most one outcome, and moved as it was meant to",
    ),
    "a posting of more than was set aside": (
        "UPDATE ledger.transfers AS t SET amount_minor = t.amount_minor + 1 FROM ledger.results AS r"
        " WHERE r.transfer_id = t.transfer_id RETURNING r.pending_id",
        "money that was set aside has at most one outcome, and moved as it was meant to",
    ),
    "an outcome that got lost": (
        "DELETE FROM ledger.results RETURNING pending_id",
        "money that was set aside has at most one outcome, and moved as it was meant to",
    ),
    "money set aside for too long": (
        "UPDATE ledger.pendings SET expires_at = made_at - interval '1 hour' WHERE pending_id IN"
        " (SELECT pending_id FROM ledger.waiting) RETURNING pending_id",
        "nothing is set aside beyond its time",
    ),
    "a sealed moment that was changed": (
        "UPDATE ledger.transfers SET made_at = made_at - interval '1 second' RETURNING NULL",
        "every entry is sealed once or waits to be, and nothing sealed has changed",
    ),
    "a transfer that no block knows": (
        "INSERT INTO ledger.transfers SELECT market_id, gen_random_uuid(), debit_account_id,"
        " credit_account_id, amount_minor, currency, kind, subject_id, made_at FROM ledger.transfers"
        " LIMIT 1 RETURNING transfer_id",
        "every entry is sealed once or waits to be, and nothing sealed has changed",
    ),
    "a payment whose order is not paid": (
        "UPDATE orders.orders SET state = 'canceled' WHERE state = 'paid' RETURNING intent_id",
        "every captured payment has exactly one order that counts as paid, or goes back",
    ),
    "a payment without an order": (
        "DELETE FROM orders.orders WHERE state = 'paid' RETURNING intent_id",
        "every captured payment has exactly one order that counts as paid, or goes back",
    ),
    "a refund of more than was paid": (
        "UPDATE payments.refunds SET amount_minor = amount_minor * 100 RETURNING order_id",
        "no more goes back than came in",
    ),
    "a refund that is said to be sent": (
        "UPDATE payments.refunds SET state = 'done' RETURNING NULL",
        "accounts of refunds hold what providers have still to send back",
    ),
    "a merchant who was credited too much": (
        "UPDATE settlement.entries SET amount_minor = amount_minor + 100000 WHERE line_no IS NOT NULL"
        " AND amount_minor > 0 RETURNING order_id",
        "bearers are credited no more than was redeemed, line by line",
    ),
    "lines that are not their escrow": (
        "UPDATE settlement.lines SET amount_minor = amount_minor + 1 RETURNING order_id",
        "bearers are credited no more than was redeemed, line by line",
    ),
    "a coupon that the market has not paid for": (
        "UPDATE settlement.lines SET subsidy_minor = 7 WHERE released_minor > 0 RETURNING order_id",
        "what the market has paid for coupons is what orders say that it bears",
    ),
    "a statement that is not its entries": (
        "INSERT INTO settlement.statements (market_id, statement_id, payee_id, number, currency, state,"
        " period_from, period_until, total_minor, entry_count, drafted_at, confirms_at) SELECT market_id,"
        " gen_random_uuid(), merchant_id, '1', currency, 'draft', held_at - interval '1 day', held_at, 5, 1,"
        " held_at, held_at FROM settlement.escrows LIMIT 1 RETURNING statement_id",
        "every statement is the sum of its entries",
    ),
    "a hold of an order that is paid": (
        "UPDATE reservations.holds SET state = 'held' WHERE state = 'confirmed' RETURNING owner_id",
        "nothing is held longer than it may be",
    ),
    "a hold that nobody returned": (
        "UPDATE reservations.holds SET expires_at = held_at - interval '1 hour' WHERE state = 'held'"
        " RETURNING owner_id",
        "nothing is held longer than it may be",
    ),
    "an order that waits to be paid for days": (
        "UPDATE orders.orders SET pay_before = pay_before - interval '5 days'"
        " WHERE state = 'awaiting_payment' RETURNING order_id",
        "nothing is held longer than it may be",
    ),
    "a use without a network that no voucher knows of": (
        "INSERT INTO vouchers.offline_uses SELECT market_id, gen_random_uuid(), gen_random_uuid(),"
        " voucher_id, merchant_id, store_id, person_id, 'Mei', 1, '{1}', now(), now(), 'waiting', '', '{0}'"
        " FROM vouchers.vouchers WHERE state = 'issued' LIMIT 1 RETURNING voucher_id",
        "what waits of vouchers is what was taken offline, and what was decided is what was redeemed",
    ),
    "a use without a network that is never decided": (
        "INSERT INTO vouchers.offline_uses SELECT market_id, gen_random_uuid(), gen_random_uuid(),"
        " voucher_id, merchant_id, store_id, person_id, 'Mei', 1, '{1}', now() - interval '8 days', now(),"
        " 'waiting', '', '{0}' FROM vouchers.vouchers WHERE state = 'issued' LIMIT 1 RETURNING use_id",
        "every use without a network is decided once its window is over",
    ),
    "goods that wait for nobody's order": (
        "INSERT INTO pickups.pickups (market_id, order_id, store_id, merchant_id, person_id, kind, code,"
        " state, currency, opened_at, collect_before) SELECT market_id, order_id, store_id, merchant_id,"
        " person_id, 'pickup', '', 'waiting', currency, now(), now() FROM orders.orders"
        " LIMIT 1 RETURNING order_id",
        "every paid order of goods has its pickup, and its units and money lie where they were moved",
    ),
    "a stock count that its holds deny": (
        "UPDATE reservations.pools SET taken = taken - 1 WHERE taken > 0 RETURNING pool_id",
        "kept stock counts equal their holds",
    ),
    "a credit that somebody lost": (
        "DELETE FROM attribution.credits WHERE model = 'last' AND goal_id = (SELECT goal_id FROM"
        " attribution.goals WHERE reached_at IS NOT NULL LIMIT 1) RETURNING goal_id",
        "by every model the credits of an order add up to it",
    ),
    "an order that a report counts twice": (
        "UPDATE attribution.days SET orders = orders + 1000000 WHERE model = 'last' RETURNING store_id",
        "what reports say of channels is what was credited",
    ),
    "a visit that nobody made": (
        "INSERT INTO attribution.visit_days SELECT market_id, store_id, day, 'poster', store_id, '',"
        " merchant_id, 1 FROM attribution.days LIMIT 1 RETURNING link_id",
        "every visit by a code is counted once",
    ),
    "a coupon that cost a channel and no order": (
        "INSERT INTO attribution.coupons SELECT market_id, gen_random_uuid(), gen_random_uuid(), store_id,"
        " merchant_id, day, 'poster', NULL, NULL, NULL, 100, 0, true, false FROM attribution.days LIMIT 1"
        " RETURNING coupon_id",
        "what coupons cost a channel is what orders say they took off",
    ),
}

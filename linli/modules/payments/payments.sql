-- name: insert_intent
-- hot: part of placing an order.
INSERT INTO payments.intents (
    market_id, intent_id, order_id, amount_minor, currency, subject, provider, state, created_at, expires_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, 'created', $8, $9)

-- name: find_intent
-- hot: one intent by key.
SELECT market_id, intent_id, order_id, amount_minor, refunded_minor, currency, subject, provider, state, attempt,
    provider_ref, ask, checkout, created_at, expires_at, paid_at
FROM payments.intents WHERE market_id = $1 AND intent_id = $2

-- name: intent_of_order
-- The order page asks how its payment stands.
SELECT market_id, intent_id, order_id, amount_minor, refunded_minor, currency, subject, provider, state, attempt,
    provider_ref, ask, checkout, created_at, expires_at, paid_at
FROM payments.intents WHERE market_id = $1 AND order_id = $2
ORDER BY intent_id DESC LIMIT 1

-- name: intent_state
-- After speaking to the provider: what we now believe.
SELECT state FROM payments.intents WHERE market_id = $1 AND intent_id = $2

-- name: begin_attempt
-- hot: the provider is about to hear of it, in these words; after one that failed or was closed there another begins, at
-- this provider or at another.
UPDATE payments.intents SET
    state = 'pending',
    attempt = CASE WHEN state = 'created' THEN attempt ELSE attempt + 1 END,
    provider = coalesce($4, provider),
    provider_ref = NULL,
    ask = $5,
    checkout = NULL
WHERE market_id = $1 AND intent_id = $2 AND state IN ('created', 'failed', 'closed') AND expires_at > $3
RETURNING market_id, intent_id, order_id, amount_minor, refunded_minor, currency, subject, provider, state,
    attempt, provider_ref, ask, checkout, created_at, expires_at, paid_at

-- name: end_attempt
-- The payer wants to pay another way: this attempt is closed at its provider, and the next one may begin; unless its
-- page came in meanwhile, which then has to be closed first.
UPDATE payments.intents SET state = 'failed'
WHERE market_id = $1 AND intent_id = $2 AND attempt = $3 AND state = 'pending'
    AND provider_ref IS NOT DISTINCT FROM $4

-- name: note_checkout
-- The provider's own name for this attempt, and what it gave us to show; a later attempt and a quicker payment keep
-- theirs.
UPDATE payments.intents SET provider_ref = $3, checkout = $4
WHERE market_id = $1 AND intent_id = $2 AND attempt = $5 AND provider_ref IS NULL AND state <> 'failed'
RETURNING market_id, intent_id, order_id, amount_minor, refunded_minor, currency, subject, provider, state,
    attempt, provider_ref, ask, checkout, created_at, expires_at, paid_at

-- name: mark_paid
-- hot: capture, once: the amount and currency must be the ones we asked for. An earlier attempt's provider may be the one
-- that has the money: refunds go through it. A payment that went back does not count again.
UPDATE payments.intents SET state = 'paid', provider_ref = $3, paid_at = $7, provider = coalesce($8, provider)
WHERE market_id = $1 AND intent_id = $2 AND amount_minor = $4 AND currency = $5 AND state = ANY($6::text[])
    AND $3::text <> ALL(returned_refs)
RETURNING market_id, intent_id, order_id, amount_minor, refunded_minor, currency, subject, provider, state, attempt,
    provider_ref, ask, checkout, created_at, expires_at, paid_at,
    EXISTS (
        SELECT FROM payments.loose_ends AS e
        WHERE e.market_id = $1 AND e.intent_id = $2 AND e.settled_at IS NULL
    ) AS loose

-- name: lock_intent
-- What came is not what we asked for: nothing else happens to the intent meanwhile.
SELECT market_id, intent_id, order_id, amount_minor, refunded_minor, currency, subject, provider, state, attempt,
    provider_ref, ask, checkout, created_at, expires_at, paid_at, returned_refs
FROM payments.intents WHERE market_id = $1 AND intent_id = $2 FOR UPDATE

-- name: note_returned
-- This payment of the intent went back and never counts again. With nothing held any more, the payer may try again while
-- there is time.
UPDATE payments.intents SET
    returned_refs = array_append(returned_refs, $3::text),
    state = CASE
        WHEN state <> 'held' OR EXISTS (
            SELECT FROM payments.loose_ends AS e
            WHERE e.market_id = $1 AND e.intent_id = $2 AND e.settled_at IS NULL AND e.kind = 'held'
        ) THEN state
        WHEN expires_at > $4 THEN 'failed'
        ELSE 'closed'
    END
WHERE market_id = $1 AND intent_id = $2

-- name: mark_held
-- The provider's amount is not ours: a person must look before anything moves.
UPDATE payments.intents SET state = 'held'
WHERE market_id = $1 AND intent_id = $2 AND state = ANY($3::text[])

-- name: mark_failed
-- The payer's means were declined, in this attempt and no later one; another attempt may follow.
UPDATE payments.intents SET state = 'failed'
WHERE market_id = $1 AND intent_id = $2 AND state = 'pending' AND provider_ref = $3

-- name: mark_attempt_closed
-- The provider says that nobody can pay this attempt any more; a later one goes on.
UPDATE payments.intents SET state = 'closed'
WHERE market_id = $1 AND intent_id = $2 AND state IN ('created', 'pending', 'failed') AND provider_ref = $3

-- name: mark_closed
-- Given up: nobody may pay this any more, in this attempt or another; money that comes all the same is recorded and
-- sent back.
UPDATE payments.intents SET state = 'closed', expires_at = least(expires_at, $3)
WHERE market_id = $1 AND intent_id = $2 AND state IN ('created', 'pending', 'failed', 'closed')

-- name: stop_paying
-- Given up while the provider is away: nobody is sent to its page any more, but it will be asked again.
UPDATE payments.intents SET expires_at = $3
WHERE market_id = $1 AND intent_id = $2 AND state IN ('created', 'pending', 'failed') AND expires_at > $3

-- name: overdue_intents
-- Payments that the provider knows of and whose callback should have come by now, oldest first.
SELECT intent_id, expires_at FROM payments.intents
WHERE market_id = $1 AND state = 'pending' AND created_at > $2 AND created_at <= $3
ORDER BY created_at
LIMIT 100

-- name: insert_provider_event
-- hot: each piece of news counts once; what was said is kept word for word.
INSERT INTO payments.provider_events (market_id, provider, event_id, body, received_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING

-- name: take_paid
-- hot: the two before in one: the news that a payment was made, once, and the capture that follows from it. `fresh`: it was
-- not known; the rest is null where the payment is not as it was told.
WITH news AS (
    INSERT INTO payments.provider_events (market_id, provider, event_id, body, received_at)
    VALUES ($1, $8, $9, $10, $7)
    ON CONFLICT DO NOTHING
    RETURNING event_id
), paid AS (
    UPDATE payments.intents AS i SET state = 'paid', provider_ref = $3, paid_at = $7, provider = $8
    WHERE i.market_id = $1 AND i.intent_id = $2 AND i.amount_minor = $4 AND i.currency = $5
        AND i.state = ANY($6::text[]) AND $3::text <> ALL(i.returned_refs) AND EXISTS (SELECT FROM news)
    RETURNING i.order_id, EXISTS (
        SELECT FROM payments.loose_ends AS e
        WHERE e.market_id = $1 AND e.intent_id = $2 AND e.settled_at IS NULL
    ) AS loose
)
SELECT EXISTS (SELECT FROM news) AS fresh, (SELECT p.order_id FROM paid AS p) AS order_id,
    coalesce((SELECT p.loose FROM paid AS p), false) AS loose

-- name: add_refunded
-- hot: locks the paid intent: never more in all than was paid.
UPDATE payments.intents SET refunded_minor = refunded_minor + $3
WHERE market_id = $1 AND order_id = $2 AND currency = $4 AND state = 'paid' AND refunded_minor + $3 <= amount_minor
RETURNING intent_id, provider

-- name: refundable_left
-- Explains a refund that was not written: how much of what was paid is not on its way back yet.
SELECT amount_minor - refunded_minor FROM payments.intents
WHERE market_id = $1 AND order_id = $2 AND currency = $3 AND state = 'paid'

-- name: insert_refund
-- hot: due from now on; the worker sends it. Where it is not of the intent's own payment, of which ($11) one.
INSERT INTO payments.refunds (
    market_id, refund_id, intent_id, order_id, amount_minor, currency, reason, state, provider, due_at, next_try_at,
    loose_end_id, payment_ref
) VALUES ($1, $2, $3, $4, $5, $6, $7, 'due', $8, $9, $10, $11, $12)

-- name: find_refund
-- One refund by key.
SELECT market_id, refund_id, intent_id, order_id, amount_minor, currency, reason, state, round, provider, payment_ref,
    tries, due_at, done_at
FROM payments.refunds WHERE market_id = $1 AND refund_id = $2

-- name: refunds_of_order
-- The order page shows what went back and when.
SELECT market_id, refund_id, intent_id, order_id, amount_minor, currency, reason, state, round, provider, payment_ref,
    tries, due_at, done_at
FROM payments.refunds WHERE market_id = $1 AND order_id = $2 ORDER BY refund_id

-- name: try_refund_later
-- The provider did not answer: once more after a pause.
UPDATE payments.refunds SET tries = tries + 1, next_try_at = $3
WHERE market_id = $1 AND refund_id = $2 AND state = 'due'

-- name: mark_refund_done
-- The provider has sent it, also where it had refused before; a second time changes nothing.
UPDATE payments.refunds SET state = 'done', provider_ref = $3, done_at = $4
WHERE market_id = $1 AND refund_id = $2 AND state IN ('due', 'failed')
RETURNING refund_id, order_id, amount_minor, currency, provider

-- name: mark_refund_failed
-- The provider refused: a person must look; the money stays owed in the ledger. A word about what it refused in an
-- earlier round comes too late, unless it is the answer ($4) to this one.
UPDATE payments.refunds SET state = 'failed', provider_ref = $3
WHERE market_id = $1 AND refund_id = $2 AND state = 'due' AND ($4::boolean OR refused_ref IS DISTINCT FROM $3)

-- name: mark_refund_bounced
-- What the provider had sent came back to it: it is owed again, and a person must look.
UPDATE payments.refunds SET state = 'failed', done_at = NULL
WHERE market_id = $1 AND refund_id = $2 AND state = 'done' AND provider_ref = $3
RETURNING refund_id, order_id, amount_minor, currency, provider

-- name: mark_refund_otherwise
-- A person has paid it back another way; only what the provider refused.
UPDATE payments.refunds SET state = 'otherwise', done_at = $3
WHERE market_id = $1 AND refund_id = $2 AND state = 'failed'
RETURNING refund_id, order_id, amount_minor, currency, provider

-- name: lock_refund
-- News of a refund that is settled: whether the money went out twice.
SELECT refund_id, intent_id, order_id, amount_minor, currency, provider, provider_ref, state, round
FROM payments.refunds WHERE market_id = $1 AND refund_id = $2 FOR UPDATE

-- name: refunds_to_try
-- What is due and has waited long enough, oldest first.
SELECT refund_id FROM payments.refunds
WHERE market_id = $1 AND state = 'due' AND next_try_at <= $2
ORDER BY next_try_at
LIMIT 100

-- name: note_loose_end
-- Once for each thing that the provider told; a person looks at it.
INSERT INTO payments.loose_ends (
    market_id, loose_end_id, intent_id, kind, told_minor, told_currency, provider, provider_ref, booked_minor, noted_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING

-- name: correct_loose_end
-- The provider told another amount of the same payment.
UPDATE payments.loose_ends SET told_minor = $3, told_currency = $4, booked_minor = $5
WHERE market_id = $1 AND loose_end_id = $2 AND settled_at IS NULL

-- name: intent_of_loose_end
-- The intent is locked before its loose ends.
SELECT intent_id FROM payments.loose_ends WHERE market_id = $1 AND loose_end_id = $2

-- name: lock_loose_ends
-- What is open of one intent, in the order in which it was noted.
SELECT loose_end_id, kind, told_minor, told_currency, provider, provider_ref, booked_minor
FROM payments.loose_ends WHERE market_id = $1 AND intent_id = $2 AND settled_at IS NULL
ORDER BY loose_end_id
FOR UPDATE

-- name: settle_loose_end
-- It waits no longer, and nothing stands in suspense for it.
UPDATE payments.loose_ends SET settled_at = $3, outcome = $4, booked_minor = 0
WHERE market_id = $1 AND loose_end_id = $2 AND settled_at IS NULL

-- name: count_loose_ends
-- The operator's first figure: open ones, and refunds that the provider refused.
SELECT (
    SELECT count(*) FROM payments.loose_ends AS e WHERE e.market_id = $1 AND e.settled_at IS NULL
)::integer + (
    SELECT count(*) FROM payments.refunds AS r WHERE r.market_id = $1 AND r.state = 'failed'
)::integer

-- name: find_loose_ends
-- What waits for a person, the longest waiting first.
SELECT e.loose_end_id, e.intent_id, e.kind, i.order_id, i.amount_minor, i.currency, e.told_minor, e.told_currency,
    e.provider, e.provider_ref, e.booked_minor, e.noted_at, e.settled_at, e.outcome
FROM payments.loose_ends AS e
JOIN payments.intents AS i ON i.market_id = e.market_id AND i.intent_id = e.intent_id AND i.market_id = $1
WHERE e.market_id = $1 AND e.settled_at IS NULL
UNION ALL
SELECT r.refund_id, r.intent_id, 'refund_failed', r.order_id, r.amount_minor, r.currency, r.amount_minor, r.currency,
    r.provider, coalesce(r.provider_ref, ''), 0, r.due_at, NULL, NULL
FROM payments.refunds AS r
WHERE r.market_id = $1 AND r.state = 'failed'
ORDER BY noted_at, loose_end_id
LIMIT $2

-- name: refund_totals
-- The operator's view: how much is on its way back, done, or waits for a person.
SELECT state, currency, count(*)::integer AS refunds, coalesce(sum(amount_minor), 0)::bigint AS amount_minor
FROM payments.refunds WHERE market_id = $1
GROUP BY state, currency
ORDER BY currency, state

-- name: write_pay_code_rule
-- What a market says of its payment codes; nothing where it says so already.
INSERT INTO payments.pay_code_rules AS r (market_id, shown, network, account) VALUES ($1, $2, $3, $4)
ON CONFLICT (market_id) DO UPDATE SET
    shown = excluded.shown, network = excluded.network, account = excluded.account
WHERE (r.shown, r.network, r.account) <> (excluded.shown, excluded.network, excluded.account)

-- name: find_pay_code_rule
-- What a market has said of its payment codes.
SELECT r.shown, r.network, r.account FROM payments.pay_code_rules AS r WHERE r.market_id = $1

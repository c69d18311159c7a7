-- Money that a provider has and we cannot place is booked, goes back by itself or by a person's decision, and each
-- payment at a provider counts once.

-- What became of a loose end, and how much of it stands in suspense now.
ALTER TABLE payments.loose_ends ADD COLUMN outcome text
    CHECK (outcome IN ('confirmed', 'sent_back', 'looked_after'));
ALTER TABLE payments.loose_ends ADD COLUMN booked_minor bigint NOT NULL DEFAULT 0 CHECK (booked_minor >= 0);
UPDATE payments.loose_ends AS e SET outcome = 'confirmed', settled_at = now()
FROM payments.intents AS i
WHERE i.market_id = e.market_id AND i.intent_id = e.intent_id
    AND e.settled_at IS NULL AND e.kind = 'held' AND i.state <> 'held';
UPDATE payments.loose_ends SET outcome = 'looked_after' WHERE settled_at IS NOT NULL AND outcome IS NULL;
ALTER TABLE payments.loose_ends ADD CHECK ((settled_at IS NULL) = (outcome IS NULL));
ALTER TABLE payments.loose_ends ADD CHECK (booked_minor = 0 OR settled_at IS NULL);
ALTER TABLE payments.loose_ends DROP CONSTRAINT loose_ends_kind_check;
ALTER TABLE payments.loose_ends ADD CONSTRAINT loose_ends_kind_check
    CHECK (kind IN ('held', 'differs', 'paid_twice', 'refunded_twice'));

-- The payments of an intent that went back: what is told of them later changes nothing.
ALTER TABLE payments.intents ADD COLUMN returned_refs text[] NOT NULL DEFAULT '{}';

-- Which payment at which provider a refund is of, where it is not the intent's own; and what it was refused as before
-- it was sent again.
ALTER TABLE payments.refunds ADD COLUMN provider text;
UPDATE payments.refunds AS r SET provider = i.provider
FROM payments.intents AS i WHERE i.market_id = r.market_id AND i.intent_id = r.intent_id;
ALTER TABLE payments.refunds ALTER COLUMN provider SET NOT NULL;
ALTER TABLE payments.refunds ADD COLUMN loose_end_id uuid;
ALTER TABLE payments.refunds ADD COLUMN payment_ref text;
ALTER TABLE payments.refunds ADD COLUMN refused_ref text;
ALTER TABLE payments.refunds DROP CONSTRAINT refunds_state_check;
ALTER TABLE payments.refunds ADD CONSTRAINT refunds_state_check
    CHECK (state IN ('due', 'done', 'failed', 'otherwise'));
ALTER TABLE payments.refunds ADD CHECK ((loose_end_id IS NULL) = (payment_ref IS NULL));
CREATE UNIQUE INDEX refunds_by_loose_end ON payments.refunds (market_id, loose_end_id) WHERE loose_end_id IS NOT NULL;

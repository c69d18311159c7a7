-- What a provider told of a payment and we cannot settle by ourselves: it waits until a person has looked. What the
-- audit trail knows of such payments comes along.
CREATE TABLE payments.loose_ends (
    market_id integer NOT NULL,
    loose_end_id uuid NOT NULL,
    intent_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('held', 'differs', 'paid_twice')),
    told_minor bigint NOT NULL,
    told_currency text NOT NULL,
    provider_ref text NOT NULL,
    noted_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (market_id, loose_end_id),
    UNIQUE (market_id, intent_id, kind, provider_ref),
    FOREIGN KEY (market_id, intent_id) REFERENCES payments.intents (market_id, intent_id)
);
CREATE INDEX loose_ends_open ON payments.loose_ends (market_id, noted_at) WHERE settled_at IS NULL;
INSERT INTO payments.loose_ends (
    market_id, loose_end_id, intent_id, kind, told_minor, told_currency, provider_ref, noted_at
)
SELECT t.market_id, t.audit_id, i.intent_id, replace(t.action, 'payment.', ''), (t.facts ->> 'told_minor')::bigint,
    t.facts ->> 'told_currency', t.facts ->> 'provider_ref', t.at
FROM kernel.audit_trail AS t
JOIN payments.intents AS i ON i.market_id = t.market_id AND i.intent_id::text = t.subject
WHERE t.action IN ('payment.held', 'payment.differs', 'payment.paid_twice')
ON CONFLICT DO NOTHING;

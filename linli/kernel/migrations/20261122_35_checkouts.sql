-- Several providers: how an attempt was asked for and what came of it, and who told of a loose end.
ALTER TABLE payments.intents ADD COLUMN ask jsonb;
ALTER TABLE payments.intents ADD COLUMN checkout jsonb;
UPDATE payments.intents SET checkout = jsonb_build_object('provider_ref', provider_ref, 'pay_url', pay_url)
WHERE provider_ref IS NOT NULL AND pay_url IS NOT NULL;
ALTER TABLE payments.intents DROP COLUMN pay_url;

ALTER TABLE payments.loose_ends ADD COLUMN provider text;
UPDATE payments.loose_ends AS e SET provider = i.provider
FROM payments.intents AS i WHERE i.market_id = e.market_id AND i.intent_id = e.intent_id;
ALTER TABLE payments.loose_ends ALTER COLUMN provider SET NOT NULL;

-- How often a person has sent it: each round after the first has another key at the provider.
ALTER TABLE payments.refunds ADD COLUMN round integer NOT NULL DEFAULT 1 CHECK (round > 0);

-- Bills as they came, word for word: one account at a provider may serve several markets. A bill that differs from
-- what was fetched before is a row of its own; the newest counts.
CREATE TABLE payments.bills (
    bill_id uuid PRIMARY KEY,
    provider text NOT NULL,
    day date NOT NULL,
    zone text NOT NULL,
    print bytea NOT NULL,
    raw bytea NOT NULL,
    lines jsonb NOT NULL,
    fetched_at timestamptz NOT NULL,
    UNIQUE (provider, day, zone, print)
);

-- The provider a person last chose, offered first next time.
CREATE TABLE payments.habits (
    person_id uuid PRIMARY KEY,
    provider text NOT NULL,
    chosen_at timestamptz NOT NULL
);

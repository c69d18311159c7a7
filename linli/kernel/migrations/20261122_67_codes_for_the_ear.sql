-- Ten digits for a voucher, to be read aloud: worth something only at its merchant's counters, so it is unique among a
-- merchant's vouchers and no more. Whoever tries such numbers is seen.
CREATE TABLE vouchers.short_codes (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    short_code text NOT NULL CHECK (short_code ~ '^[1-9][0-9]{9}$'),
    voucher_id uuid NOT NULL,
    PRIMARY KEY (market_id, merchant_id, short_code)
);
CREATE UNIQUE INDEX short_codes_of_vouchers ON vouchers.short_codes (market_id, voucher_id);

-- A limit that was reached by codes that nobody issued: at a counter, at a device, or in all counters of a merchant.
CREATE TABLE vouchers.guessing_alarms (
    market_id integer NOT NULL,
    alarm_id uuid NOT NULL,
    watched uuid NOT NULL,
    began_at timestamptz NOT NULL,
    reach text NOT NULL CHECK (reach IN ('person', 'device', 'merchant')),
    merchant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    person_id uuid NOT NULL,
    device_id uuid,
    tries integer NOT NULL CHECK (tries > 0),
    turned_away integer NOT NULL CHECK (turned_away >= 0),
    last_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text,
    note text,
    PRIMARY KEY (market_id, alarm_id),
    CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL)),
    CHECK ((acknowledged_at IS NULL) = (note IS NULL))
);
CREATE UNIQUE INDEX guessing_alarms_once ON vouchers.guessing_alarms (market_id, watched, began_at);
CREATE INDEX guessing_alarms_open ON vouchers.guessing_alarms (market_id, alarm_id) WHERE acknowledged_at IS NULL;

-- Vouchers of before get one each: 48 random bits of a random UUID make nine digits, and Luhn's check the tenth. Where
-- one is taken another is drawn, until none is left without.
DO $$
BEGIN
    WHILE EXISTS (
        SELECT FROM vouchers.vouchers AS v WHERE NOT EXISTS (
            SELECT FROM vouchers.short_codes AS c WHERE c.market_id = v.market_id AND c.voucher_id = v.voucher_id
        )
    ) LOOP
        INSERT INTO vouchers.short_codes (market_id, merchant_id, short_code, voucher_id)
        SELECT drawn.market_id, drawn.merchant_id, drawn.body || (10 - luhn.total % 10) % 10, drawn.voucher_id
        FROM (
            SELECT v.market_id, v.merchant_id, v.voucher_id, (
                100000000 + ('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint % 900000000
            )::text AS body
            FROM vouchers.vouchers AS v
            WHERE NOT EXISTS (
                SELECT FROM vouchers.short_codes AS c WHERE c.market_id = v.market_id AND c.voucher_id = v.voucher_id
            )
            OFFSET 0
        ) AS drawn
        CROSS JOIN LATERAL (
            SELECT sum(CASE WHEN place % 2 = 1 THEN digit * 2 / 10 + digit * 2 % 10 ELSE digit END) AS total
            FROM (
                SELECT place, substr(drawn.body, place, 1)::integer AS digit FROM generate_series(1, 9) AS place
            ) AS digits
        ) AS luhn
        ON CONFLICT (market_id, merchant_id, short_code) DO NOTHING;
    END LOOP;
END $$;

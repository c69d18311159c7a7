-- Every redemption names what it was made with: an enrolled device, a program by its token, or a browser by its session.
ALTER TABLE vouchers.redemptions ADD COLUMN device_kind text CHECK (device_kind IN ('terminal', 'program', 'browser'));
UPDATE vouchers.redemptions SET device_kind = 'terminal' WHERE device_id IS NOT NULL;
ALTER TABLE vouchers.redemptions ADD CONSTRAINT redemptions_device CHECK ((device_kind IS NULL) = (device_id IS NULL));

-- A clerk at a device belongs to the epoch in which they sat down: signing out everywhere ends that, too. Whoever sits
-- now sits down anew.
ALTER TABLE terminals.sittings ADD COLUMN epoch integer NOT NULL DEFAULT 0;
UPDATE terminals.sittings SET ended_at = now() WHERE ended_at IS NULL;
ALTER TABLE terminals.sittings ALTER COLUMN epoch DROP DEFAULT;

-- How much a device may take without a network is no longer "anything" by itself: a device that never was offline gets
-- what is usual in its market's currency. Where offline work is on, its owner has chosen.
UPDATE terminals.devices AS d SET limit_minor = coalesce(u.limit_minor, 30000)
FROM markets.markets AS m
LEFT JOIN (VALUES ('CNY', 200000), ('HKD', 200000), ('DKK', 200000), ('NOK', 200000), ('SEK', 200000), ('JPY', 40000),
    ('KRW', 400000), ('ISK', 40000), ('BHD', 100000), ('KWD', 100000)) AS u (currency, limit_minor) ON u.currency = m.currency
WHERE m.market_id = d.market_id AND NOT d.offline AND d.limit_minor = 0;
ALTER TABLE terminals.devices ALTER COLUMN limit_minor DROP DEFAULT;

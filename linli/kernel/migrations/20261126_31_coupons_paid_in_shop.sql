-- Where an amount is paid in a shop nobody but the two of them knows what was bought: what the market bears there is looked at.
ALTER TABLE promotions.uses ADD COLUMN in_shop boolean DEFAULT false NOT NULL;
CREATE INDEX uses_in_shops ON promotions.uses (market_id, person_id, store_id, held_at)
    WHERE in_shop AND platform_minor > 0;
CREATE INDEX uses_in_shops_by_time ON promotions.uses (market_id, held_at) WHERE in_shop AND platform_minor > 0;

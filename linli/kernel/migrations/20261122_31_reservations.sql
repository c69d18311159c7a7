-- The one mechanism for everything that runs out: budgets need larger numbers, holds an expiry of their own, and what
-- was held stays readable after a part of it came back.
ALTER TABLE reservations.pools
    ALTER COLUMN total TYPE bigint, ALTER COLUMN held TYPE bigint, ALTER COLUMN taken TYPE bigint;
ALTER TABLE reservations.pools
    ADD CONSTRAINT pools_kind CHECK (kind IN ('stock', 'per_person', 'coupon', 'budget', 'slot'));
ALTER TABLE reservations.holds ALTER COLUMN quantity TYPE bigint;
ALTER TABLE reservations.holds ADD COLUMN returned bigint NOT NULL DEFAULT 0;
ALTER TABLE reservations.holds ADD COLUMN expires_at timestamptz;
UPDATE reservations.holds SET returned = quantity WHERE state = 'returned';
-- What came back of a hold; all of it, and only then, makes it a returned one.
ALTER TABLE reservations.holds ADD CONSTRAINT holds_returned
    CHECK (returned >= 0 AND returned <= quantity AND (returned = quantity) = (state = 'returned'));
CREATE INDEX holds_by_expiry ON reservations.holds (market_id, expires_at)
    WHERE state = 'held' AND expires_at IS NOT NULL;

-- What is sold by the day: for which day an order's units are, days on which nothing is sold, and what a day costs.
CREATE TABLE stock.booked (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (market_id, order_id)
);
ALTER TABLE stock.levels ADD COLUMN closed_at timestamptz;
CREATE INDEX levels_by_day ON stock.levels (market_id, store_id, variant_id, day) WHERE day IS NOT NULL;
ALTER TABLE stock.movements DROP CONSTRAINT movements_kind_check;
ALTER TABLE stock.movements ADD CONSTRAINT movements_kind_check CHECK (kind IN ('received', 'corrected', 'written_off',
    'counted', 'sold_at_till', 'returned_at_till', 'handed_over', 'hand_over_undone', 'found', 'taken_back', 'sent',
    'arrived', 'called_back', 'undone', 'set_for_day'));

CREATE TABLE prices.days (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    day date NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor > 0),
    PRIMARY KEY (market_id, store_id, variant_id, day)
);

-- What is bought for a day is handed over on that day.
ALTER TABLE pickups.pickups ADD COLUMN for_day date;

-- What a store has: a level for each article variant (and day, for tickets and rooms), and every movement of it. What can
-- be sold is a pool under the level's own id.
CREATE SCHEMA stock;

CREATE TABLE stock.levels (
    market_id integer NOT NULL,
    level_id uuid NOT NULL,
    store_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    day date,
    on_hand bigint NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    handed bigint NOT NULL DEFAULT 0 CHECK (handed >= 0),
    low_from bigint NOT NULL DEFAULT 0 CHECK (low_from >= 0),
    low boolean NOT NULL DEFAULT true,
    counted_at timestamptz,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, level_id)
);
CREATE INDEX levels_by_store ON stock.levels (market_id, store_id, variant_id);
CREATE INDEX levels_low ON stock.levels (market_id, store_id, variant_id) WHERE low;
CREATE INDEX levels_by_variant ON stock.levels (market_id, variant_id);

-- One act of one person: what was received, counted or sold together, and may be undone together.
CREATE TABLE stock.slips (
    market_id integer NOT NULL,
    slip_id uuid NOT NULL,
    store_id uuid NOT NULL,
    kind text NOT NULL,
    made_at timestamptz NOT NULL,
    undone_at timestamptz,
    PRIMARY KEY (market_id, slip_id)
);

CREATE TABLE stock.movements (
    market_id integer NOT NULL,
    movement_id uuid NOT NULL,
    slip_id uuid NOT NULL,
    level_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('received', 'corrected', 'written_off', 'counted', 'sold_at_till',
        'returned_at_till', 'handed_over', 'hand_over_undone', 'found', 'taken_back', 'sent', 'arrived', 'called_back',
        'undone')),
    delta bigint NOT NULL CHECK (delta <> 0 OR kind = 'counted'),
    on_hand bigint NOT NULL,
    person_id uuid,
    order_id uuid,
    transfer_id uuid,
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
    at timestamptz NOT NULL,
    PRIMARY KEY (market_id, movement_id),
    FOREIGN KEY (market_id, level_id) REFERENCES stock.levels (market_id, level_id),
    FOREIGN KEY (market_id, slip_id) REFERENCES stock.slips (market_id, slip_id)
);
CREATE INDEX movements_by_level ON stock.movements (market_id, level_id, movement_id);
CREATE INDEX movements_by_slip ON stock.movements (market_id, slip_id);

CREATE TABLE stock.transfers (
    market_id integer NOT NULL,
    transfer_id uuid NOT NULL,
    from_store_id uuid NOT NULL,
    to_store_id uuid NOT NULL CHECK (to_store_id <> from_store_id),
    state text NOT NULL CHECK (state IN ('sent', 'arrived', 'called_back')),
    order_id uuid,
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
    sent_at timestamptz NOT NULL,
    sent_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    PRIMARY KEY (market_id, transfer_id),
    CHECK ((state = 'sent') = (ended_at IS NULL))
);
CREATE INDEX transfers_from ON stock.transfers (market_id, from_store_id, transfer_id);
CREATE INDEX transfers_to ON stock.transfers (market_id, to_store_id, transfer_id);
CREATE INDEX transfers_of_order ON stock.transfers (market_id, order_id) WHERE order_id IS NOT NULL;

CREATE TABLE stock.transfer_lines (
    market_id integer NOT NULL,
    transfer_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    sent bigint NOT NULL CHECK (sent > 0),
    arrived bigint CHECK (arrived >= 0),
    PRIMARY KEY (market_id, transfer_id, variant_id),
    FOREIGN KEY (market_id, transfer_id) REFERENCES stock.transfers (market_id, transfer_id)
);

-- A count may find less than is promised already. What is short by that is written down, so that nothing but a count can
-- promise more than there is.
ALTER TABLE reservations.pools ADD COLUMN short bigint NOT NULL DEFAULT 0 CHECK (short >= 0);
ALTER TABLE reservations.pools DROP CONSTRAINT pools_check;
ALTER TABLE reservations.pools ADD CONSTRAINT pools_check CHECK (held + taken <= total + short);

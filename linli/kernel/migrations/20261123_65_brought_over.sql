-- What an order lacks in its branch is held in another one and brought over: planned when it is ordered, asked for when it
-- is paid, sent by whoever has it, or declined; dropped where the order wants nothing of it any more. Of what was sent,
-- `freed` is for the shelf. `due_on` is the day that the buyer was promised.
ALTER TABLE stock.transfers ADD COLUMN due_on date;
ALTER TABLE stock.transfers DROP CONSTRAINT transfers_state_check;
ALTER TABLE stock.transfers ADD CONSTRAINT transfers_state_check CHECK (state IN ('planned', 'asked', 'sent', 'arrived',
    'called_back', 'declined', 'dropped'));
ALTER TABLE stock.transfers DROP CONSTRAINT transfers_check1;
ALTER TABLE stock.transfers ADD CONSTRAINT transfers_check1
    CHECK ((state IN ('planned', 'asked', 'sent')) = (ended_at IS NULL));
CREATE INDEX transfers_asked ON stock.transfers (market_id, from_store_id) WHERE state = 'asked';
ALTER TABLE stock.transfer_lines ADD COLUMN freed bigint NOT NULL DEFAULT 0;
ALTER TABLE stock.transfer_lines DROP CONSTRAINT transfer_lines_sent_check;
ALTER TABLE stock.transfer_lines ADD CONSTRAINT transfer_lines_sent_check CHECK (sent >= 0);
ALTER TABLE stock.transfer_lines ADD CONSTRAINT transfer_lines_freed_check CHECK (freed >= 0 AND freed <= sent);

ALTER TABLE pickups.pickups ADD COLUMN comes_on date;
ALTER TABLE pickups.pickups ADD COLUMN came_at timestamptz;
ALTER TABLE pickups.rules ADD COLUMN brings boolean NOT NULL DEFAULT true;
ALTER TABLE pickups.rules ADD COLUMN bring_days integer NOT NULL DEFAULT 2 CHECK (bring_days >= 0);

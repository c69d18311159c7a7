-- A flash sale may be called off before it starts; who left the line is known to have left; and how much of a sale was
-- ever kept for somebody is counted, so that its shop sees how much came back.
ALTER TABLE flash.sales ADD COLUMN called_off_at timestamptz;
ALTER TABLE flash.claims ADD COLUMN served bigint NOT NULL DEFAULT 0 CHECK (served >= 0);
ALTER TABLE flash.claims DROP CONSTRAINT claims_state_check;
ALTER TABLE flash.claims ADD CONSTRAINT claims_state_check CHECK (state IN ('waiting', 'held', 'ordered', 'left'));
UPDATE flash.claims SET served = quantity WHERE state <> 'waiting';

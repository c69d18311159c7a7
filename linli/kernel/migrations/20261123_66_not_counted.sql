-- A store may count something no longer: its level rests, with its history, until it is counted again.
ALTER TABLE stock.levels ADD COLUMN stopped_at timestamptz;

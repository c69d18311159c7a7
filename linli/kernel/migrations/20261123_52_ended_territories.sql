-- A territory that was ended can be taken back.
ALTER TABLE chains.territories ADD COLUMN dropped_at timestamptz;

-- Visits by codes are kept for two years; how many a code had before is kept with it.
ALTER TABLE marketing.links ADD COLUMN old_visits integer DEFAULT 0 NOT NULL CHECK (old_visits >= 0);

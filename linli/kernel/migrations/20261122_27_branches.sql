-- Branches: opened from the desk, at once or after a short look; closed for good.

-- Whether the market looks at a further store of a verified merchant before people see it.
ALTER TABLE markets.markets ADD COLUMN checks_branches boolean NOT NULL DEFAULT false;

-- A store that is closed for good stays in the books, and nobody finds or sells anything there.
ALTER TABLE merchants.stores ADD COLUMN closed_at timestamptz;

-- A verified merchant asks for a further store; `subject_id` is that store's id, or the listing that is claimed.
ALTER TABLE merchants.applications DROP CONSTRAINT applications_kind_check;
ALTER TABLE merchants.applications ADD CONSTRAINT applications_kind_check
    CHECK (kind IN ('store', 'claim', 'renewal', 'branch'));

-- Money that goes back after redemption, by an operator's decision: taken back from those who had earned it, or given by
-- the market.
ALTER TABLE settlement.lines ADD COLUMN taken_back_minor bigint NOT NULL DEFAULT 0 CHECK (taken_back_minor >= 0);
ALTER TABLE settlement.lines ADD COLUMN subsidized_minor bigint NOT NULL DEFAULT 0 CHECK (subsidized_minor >= 0);
ALTER TABLE settlement.lines ADD CHECK (taken_back_minor <= refunded_minor);
ALTER TABLE settlement.lines ADD CHECK (subsidized_minor <= released_minor);

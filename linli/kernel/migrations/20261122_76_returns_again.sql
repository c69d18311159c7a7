-- Money of no order that a provider refused to send back is sent once more, under a key of its own, or was paid back
-- another way.
ALTER TABLE reconciliation.returns ADD COLUMN round integer NOT NULL DEFAULT 1 CHECK (round > 0);
ALTER TABLE reconciliation.returns ALTER COLUMN round DROP DEFAULT;
ALTER TABLE reconciliation.returns DROP CONSTRAINT returns_state_check;
ALTER TABLE reconciliation.returns ADD CHECK (state IN ('due', 'done', 'failed', 'otherwise'));

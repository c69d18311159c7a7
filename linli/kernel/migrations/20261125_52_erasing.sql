-- A person can be erased: the number stays, so that the books stay whole, and nothing else.
ALTER TABLE identity.people ADD COLUMN erased_at timestamptz;

-- What was texted to one number: for its owner, and to forget it.
CREATE INDEX messages_by_recipient ON notices.messages (market_id, recipient, message_id);
CREATE INDEX sign_in_codes_by_expiry ON identity.sign_in_codes (expires_at);
CREATE INDEX sessions_by_end ON identity.sessions (least(ended_at, expires_at));
CREATE INDEX tokens_by_end ON identity.tokens (least(ended_at, expires_at));
CREATE INDEX api_tokens_by_end ON identity.api_tokens (least(ended_at, expires_at));
CREATE INDEX invitations_by_taker ON merchants.invitations (market_id, accepted_by) WHERE accepted_by IS NOT NULL;

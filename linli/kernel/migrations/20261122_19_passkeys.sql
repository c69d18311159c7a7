-- Passkeys: what a person's devices sign with, and from a credential's print to its owner.
CREATE TABLE identity.passkeys (
    person_id uuid NOT NULL,
    passkey_id uuid NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL CHECK (sign_count >= 0),
    synced boolean NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person_id, passkey_id),
    FOREIGN KEY (person_id) REFERENCES identity.people (person_id)
);
CREATE TABLE identity.passkey_owners (
    credential_print bytea PRIMARY KEY,
    person_id uuid NOT NULL,
    passkey_id uuid NOT NULL
);
-- What a device is asked to sign; the print covers what it is for and who asked.
CREATE TABLE identity.challenges (
    challenge_print bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX challenges_by_expiry ON identity.challenges (expires_at);

-- Sessions as their person sees them: in what they began, when they were last used (to the quarter of an hour), and
-- when their person last showed who they are.
ALTER TABLE identity.sessions ADD COLUMN browser text NOT NULL DEFAULT '';
ALTER TABLE identity.sessions ADD COLUMN system text NOT NULL DEFAULT '';
ALTER TABLE identity.sessions ADD COLUMN seen_at timestamptz;
ALTER TABLE identity.sessions ADD COLUMN proven_at timestamptz;
UPDATE identity.sessions SET seen_at = created_at, proven_at = created_at;
ALTER TABLE identity.sessions ALTER COLUMN seen_at SET NOT NULL;
ALTER TABLE identity.sessions ALTER COLUMN proven_at SET NOT NULL;

-- Tokens as their person sees them; `api_tokens` leads from a token's print to its person.
CREATE TABLE identity.tokens (
    person_id uuid NOT NULL,
    token_id uuid NOT NULL,
    token_print bytea NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    epoch integer NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person_id, token_id),
    FOREIGN KEY (person_id) REFERENCES identity.people (person_id)
);
ALTER TABLE identity.api_tokens ADD COLUMN token_id uuid;
UPDATE identity.api_tokens SET token_id = uuidv7();
ALTER TABLE identity.api_tokens ALTER COLUMN token_id SET NOT NULL;
INSERT INTO identity.tokens (
    person_id, token_id, token_print, name, scopes, created_at, expires_at, ended_at, epoch
)
SELECT person_id, token_id, token_print, '', scopes, created_at, expires_at, ended_at, epoch
FROM identity.api_tokens;

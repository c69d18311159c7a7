-- Sessions and tokens of a person can be ended all at once: they are good in the epoch in which they began.
ALTER TABLE identity.people ADD COLUMN epoch integer NOT NULL DEFAULT 0;
ALTER TABLE identity.sessions ADD COLUMN epoch integer NOT NULL DEFAULT 0;
ALTER TABLE identity.api_tokens ADD COLUMN epoch integer NOT NULL DEFAULT 0;

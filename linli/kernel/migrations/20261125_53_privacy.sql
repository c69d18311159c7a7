-- What somebody takes away of what is kept about them, until it is thrown away; and what lets old things be found.
CREATE SCHEMA privacy;

-- The newest export of each person, asked for and made by a job.
CREATE TABLE privacy.exports (
    person_id uuid NOT NULL,
    export_id uuid NOT NULL,
    language text NOT NULL,
    asked_at timestamptz NOT NULL,
    done integer NOT NULL,
    steps integer NOT NULL CHECK (steps > 0),
    made_at timestamptz,
    bytes integer,
    body bytea,
    PRIMARY KEY (person_id),
    CHECK ((made_at IS NULL) = (body IS NULL))
);
CREATE INDEX exports_by_time ON privacy.exports (asked_at);

CREATE INDEX idempotency_keys_by_time ON kernel.idempotency_keys (market_id, created_at);
CREATE INDEX tries_by_window ON kernel.tries (window_start);
CREATE INDEX touches_joined ON attribution.touches (market_id, at) WHERE person_id IS NOT NULL;

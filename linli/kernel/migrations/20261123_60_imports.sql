-- Files of articles that were sent: shown as what they would do, and carried out when somebody says so.
CREATE TABLE items.imports (
    market_id integer NOT NULL,
    import_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    trade text NOT NULL,
    store_ids uuid[] NOT NULL,
    file_name text NOT NULL,
    content bytea NOT NULL,
    report jsonb NOT NULL,
    drafts bytea NOT NULL,
    total integer NOT NULL,
    written integer NOT NULL CHECK (written <= total),
    left_out text[] NOT NULL,
    state text NOT NULL CHECK (state IN ('shown', 'running', 'done')),
    sent_by uuid,
    sent_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (market_id, import_id)
);
CREATE INDEX imports_by_merchant ON items.imports (market_id, merchant_id, sent_at);

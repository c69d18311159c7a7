-- A mall's own host name: asked for by its owner, confirmed or withdrawn by the market's operators. `proof` is what the
-- owner puts beside the name so that operators see whose it is.
CREATE TABLE malls.host_names (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    host text NOT NULL,
    proof text NOT NULL,
    asked_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    withdrawn_at timestamptz,
    reason text NOT NULL,
    PRIMARY KEY (market_id, merchant_id),
    CHECK ((withdrawn_at IS NULL) = (reason = '')),
    FOREIGN KEY (market_id, merchant_id) REFERENCES malls.malls (market_id, merchant_id)
);

-- Which mall answers under a confirmed name. A request brings the name only, so it is found by its print alone.
CREATE TABLE malls.hosts (
    host_print bytea PRIMARY KEY,
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL
);

-- How many points each factor of a search result gives in a market: every choice its operators made, of which the
-- last holds. `usual`: what every market begins with, whatever that is by then.
CREATE TABLE discovery.weights (
    market_id integer NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    usual boolean NOT NULL,
    text integer NOT NULL CHECK (text BETWEEN 0 AND 200),
    near integer NOT NULL CHECK (near BETWEEN 0 AND 200),
    open integer NOT NULL CHECK (open BETWEEN 0 AND 200),
    rated integer NOT NULL CHECK (rated BETWEEN 0 AND 200),
    record integer NOT NULL CHECK (record BETWEEN 0 AND 200),
    offer integer NOT NULL CHECK (offer BETWEEN 0 AND 200),
    verified integer NOT NULL CHECK (verified BETWEEN 0 AND 200),
    half_m integer NOT NULL CHECK (half_m BETWEEN 50 AND 20000),
    reason text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, version)
);

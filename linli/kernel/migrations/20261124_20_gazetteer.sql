-- Named places of a market that a search can be near, and every name they answer to, folded.
CREATE SCHEMA gazetteer;
CREATE TABLE gazetteer.places (
    market_id integer NOT NULL,
    source text NOT NULL,
    key text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('district', 'street', 'square', 'station', 'stop', 'landmark', 'park', 'water')),
    name text NOT NULL,
    name_en text NOT NULL,
    names text[] NOT NULL,
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    reach_m integer NOT NULL CHECK (reach_m >= 0),
    importance integer NOT NULL CHECK (importance BETWEEN 0 AND 100),
    PRIMARY KEY (market_id, source, key)
);
CREATE TABLE gazetteer.names (
    market_id integer NOT NULL,
    folded text NOT NULL,
    source text NOT NULL,
    key text NOT NULL,
    importance integer NOT NULL,
    PRIMARY KEY (market_id, folded, source, key)
);

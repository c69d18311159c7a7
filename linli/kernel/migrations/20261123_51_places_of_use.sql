-- Where what was ordered will be used, and who measures and installs it there: as it stood when it was ordered.
CREATE TABLE chains.uses (
    market_id integer NOT NULL,
    order_id uuid NOT NULL,
    territory_id uuid NOT NULL,
    store_id uuid NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    measures boolean NOT NULL,
    installs boolean NOT NULL,
    PRIMARY KEY (market_id, order_id, territory_id)
);

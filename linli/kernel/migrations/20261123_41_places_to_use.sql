-- Where somebody uses what is sold by area, so that it is asked once and not at every order.
CREATE TABLE carts.places (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    address text NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, person_id)
);

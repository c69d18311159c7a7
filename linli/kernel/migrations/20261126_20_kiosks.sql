-- Kiosks: screens of stores on which guests look at the merchant's whole range, and what they chose there.
CREATE SCHEMA kiosks;

-- A screen on the floor, or a clerk's tablet. An offer, as long as it is open, makes one browser the screen: by the
-- secret in its cookie, of which a print is kept. Whatever is sold by it is credited to its link.
CREATE TABLE kiosks.kiosks (
    market_id integer NOT NULL,
    kiosk_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    name text NOT NULL,
    link_id uuid NOT NULL,
    link_code text NOT NULL,
    offer_id uuid,
    offer_ends_at timestamptz,
    token_print bytea,
    opened_at timestamptz,
    revoked_at timestamptz,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, kiosk_id)
);
CREATE INDEX kiosks_of_store ON kiosks.kiosks (market_id, store_id, kiosk_id);

-- Who serves with a tablet: what they sell with it is credited to a link of their own.
CREATE TABLE kiosks.sellers (
    market_id integer NOT NULL,
    kiosk_id uuid NOT NULL,
    person_id uuid NOT NULL,
    link_id uuid NOT NULL,
    link_code text NOT NULL,
    PRIMARY KEY (market_id, kiosk_id, person_id),
    FOREIGN KEY (market_id, kiosk_id) REFERENCES kiosks.kiosks (market_id, kiosk_id)
);

-- What a guest chose and takes onto their own phone, once; who took it is written nowhere.
CREATE TABLE kiosks.selections (
    market_id integer NOT NULL,
    selection_id uuid NOT NULL,
    kiosk_id uuid NOT NULL,
    store_id uuid NOT NULL,
    link_code text NOT NULL,
    lines jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    put_back_at timestamptz,
    taken_at timestamptz,
    PRIMARY KEY (market_id, selection_id)
);
CREATE INDEX selections_of_kiosk ON kiosks.selections (market_id, kiosk_id, selection_id);

-- A voucher given to somebody by a link: open until it is claimed or taken back. One open gift of a voucher at a time.
CREATE TABLE vouchers.gifts (
    market_id integer NOT NULL,
    gift_id uuid NOT NULL,
    voucher_id uuid NOT NULL,
    giver_id uuid NOT NULL,
    giver_name text NOT NULL,
    note text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'claimed', 'revoked')),
    made_at timestamptz NOT NULL,
    closed_at timestamptz,
    taker_id uuid,
    PRIMARY KEY (market_id, gift_id),
    CHECK ((state = 'open') = (closed_at IS NULL)),
    CHECK ((state = 'claimed') = (taker_id IS NOT NULL))
);
CREATE UNIQUE INDEX gifts_open_once ON vouchers.gifts (market_id, voucher_id) WHERE state = 'open';
CREATE INDEX gifts_by_giver ON vouchers.gifts (market_id, giver_id, gift_id);

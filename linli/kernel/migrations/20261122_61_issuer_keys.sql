-- The keys with which a market signs its vouchers' tokens. A key is made before it signs, so that terminals know it in
-- time; one that has retired has lost its private half, and is told until nothing it signed can be used any more.
CREATE TABLE vouchers.issuer_keys (
    market_id integer NOT NULL,
    key_id integer NOT NULL CHECK (key_id > 0),
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    private_key_sealed bytea,
    made_at timestamptz NOT NULL,
    signs_from timestamptz NOT NULL,
    retired_at timestamptz,
    verifies_until timestamptz,
    PRIMARY KEY (market_id, key_id),
    CHECK ((retired_at IS NULL) = (private_key_sealed IS NOT NULL)),
    CHECK (verifies_until IS NULL OR retired_at IS NOT NULL)
);

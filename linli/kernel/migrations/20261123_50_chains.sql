-- Chains and franchises: who runs a branch, whose range it sells, who collects the money, and where what may be sold.
CREATE SCHEMA chains;

CREATE TABLE chains.branches (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    head_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    range text NOT NULL CHECK (range IN ('all', 'listed')),
    own_articles boolean NOT NULL,
    collects text NOT NULL CHECK (collects IN ('head', 'branch')),
    hands_over boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('invited', 'joined', 'left')),
    offer jsonb,
    revision integer NOT NULL CHECK (revision > 0),
    since timestamptz NOT NULL,
    PRIMARY KEY (market_id, store_id)
);
CREATE INDEX branches_by_head ON chains.branches (market_id, head_id, store_id);
CREATE INDEX branches_by_merchant ON chains.branches (market_id, merchant_id, store_id);

CREATE TABLE chains.territories (
    market_id integer NOT NULL,
    territory_id uuid NOT NULL,
    head_id uuid NOT NULL,
    store_id uuid NOT NULL,
    name text NOT NULL,
    area jsonb NOT NULL,
    item_ids uuid[] NOT NULL,
    category_ids uuid[] NOT NULL,
    measures boolean NOT NULL,
    installs boolean NOT NULL,
    revision integer NOT NULL CHECK (revision > 0),
    PRIMARY KEY (market_id, territory_id),
    FOREIGN KEY (market_id, store_id) REFERENCES chains.branches (market_id, store_id)
);
CREATE INDEX territories_by_head ON chains.territories (market_id, head_id, territory_id);
CREATE INDEX territories_by_store ON chains.territories (market_id, store_id);

-- The own mall: a merchant's site with its own look, on its own path and, once that is confirmed, its own host name.
CREATE SCHEMA malls;

-- One a merchant. Its path in the URL stays for good; `revision` names the look that holds.
CREATE TABLE malls.malls (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    slug text NOT NULL,
    revision integer NOT NULL CHECK (revision > 0),
    made_at timestamptz NOT NULL,
    opened_at timestamptz,
    PRIMARY KEY (market_id, merchant_id),
    UNIQUE (market_id, slug)
);

-- Every look that a mall ever had: going back is writing an earlier one anew. Names and texts in both languages, one
-- color as #rrggbb, from which all others are computed, the ground it stands on, a logo and a cover.
CREATE TABLE malls.looks (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    revision integer NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    tagline text NOT NULL,
    tagline_en text NOT NULL,
    color text NOT NULL CHECK (color ~ '^#[0-9a-f]{6}$'),
    ground text NOT NULL CHECK (ground IN ('warm', 'white', 'tinted')),
    logo_id uuid,
    cover_id uuid,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, merchant_id, revision),
    FOREIGN KEY (market_id, merchant_id) REFERENCES malls.malls (market_id, merchant_id)
);

-- A mall's own pages, in small markup. One that was taken away can be put back, and keeps its address meanwhile.
CREATE TABLE malls.pages (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    page_id uuid NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    title_en text NOT NULL,
    body text NOT NULL,
    body_en text NOT NULL,
    position integer NOT NULL,
    revision integer NOT NULL CHECK (revision > 0),
    changed_at timestamptz NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (market_id, merchant_id, page_id),
    UNIQUE (market_id, merchant_id, slug),
    FOREIGN KEY (market_id, merchant_id) REFERENCES malls.malls (market_id, merchant_id)
);

-- Stores that are shown in their own mall only, as long as it is open.
CREATE TABLE malls.unlisted (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (market_id, store_id),
    FOREIGN KEY (market_id, merchant_id) REFERENCES malls.malls (market_id, merchant_id)
);
CREATE INDEX unlisted_by_merchant ON malls.unlisted (market_id, merchant_id);

-- What search knows of it: a place that is not listed keeps its rating, and its mall shows it.
ALTER TABLE discovery.places ADD COLUMN listed boolean NOT NULL DEFAULT true;

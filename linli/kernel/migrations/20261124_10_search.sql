-- Search that does not read a market to find a shop: words as codes, places by nearness, and the vocabulary in
-- which all fuzziness lives (docs/decisions/0044-search.md).
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS intarray;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- `position` is longitude (shrunk by the cosine of the market's latitude) and latitude, in degrees, so that nearest
-- is nearest on the plane. `names`, `own` and `terms` are sorted codes of words: those of its names, all of its own
-- with what it has ("has:deals"), and these with its things'. `open_week` has a bit for each quarter of an hour of a
-- week, Monday 00:00 of the market's clock first, that is set unless it is surely closed then.
ALTER TABLE discovery.places
    ADD COLUMN position point NOT NULL DEFAULT point(0, 0),
    ADD COLUMN names integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN own integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN terms integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN open_week bytea NOT NULL DEFAULT '\x',
    ADD COLUMN attributes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN bookable boolean NOT NULL DEFAULT false,
    ADD COLUMN delivers boolean NOT NULL DEFAULT false,
    ADD COLUMN quality_tenths integer NOT NULL DEFAULT 0,
    ADD COLUMN place_tenths integer NOT NULL DEFAULT 0,
    ADD COLUMN service_tenths integer NOT NULL DEFAULT 0,
    ADD COLUMN kept integer NOT NULL DEFAULT 0,
    ADD COLUMN refunded integer NOT NULL DEFAULT 0;
UPDATE discovery.places AS p SET position = point(p.lon * cos(radians(m.lat)), p.lat)
FROM markets.markets AS m WHERE m.market_id = p.market_id;
CREATE INDEX places_near ON discovery.places USING gist (market_id, position) WHERE listed;
CREATE INDEX places_of_trade_near ON discovery.places USING gist (market_id, trade, position) WHERE listed;
CREATE INDEX places_terms ON discovery.places USING gin (terms gin__int_ops) WHERE listed;

-- What listed stores sell: deals, goods, dishes, services. `own` are the codes of its title, `terms` these with the
-- store's own.
CREATE TABLE discovery.things (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    thing_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    title_en text NOT NULL,
    price_minor bigint NOT NULL,
    currency text NOT NULL,
    position point NOT NULL,
    own integer[] NOT NULL,
    terms integer[] NOT NULL,
    PRIMARY KEY (market_id, store_id, thing_id)
);
CREATE INDEX things_by_thing ON discovery.things (market_id, thing_id);
CREATE INDEX things_near ON discovery.things USING gist (market_id, position);
CREATE INDEX things_terms ON discovery.things USING gin (terms gin__int_ops);

-- Every word that any place of a market can be found by, once, with how many of them have it and how it sounds;
-- `initials` only where somebody would say it.
CREATE TABLE discovery.vocabulary (
    market_id integer NOT NULL,
    term text COLLATE "C" NOT NULL,
    code integer NOT NULL,
    stores integer NOT NULL,
    sounds text[] NOT NULL,
    initials text NOT NULL,
    PRIMARY KEY (market_id, term)
);
CREATE INDEX vocabulary_by_code ON discovery.vocabulary (market_id, code);
CREATE INDEX vocabulary_alike ON discovery.vocabulary USING gin (term gin_trgm_ops);

-- How the Chinese words of the vocabulary sound: in whole pinyin, or by their initials.
CREATE TABLE discovery.sounds (
    market_id integer NOT NULL,
    sound text COLLATE "C" NOT NULL,
    term text COLLATE "C" NOT NULL,
    initials boolean NOT NULL,
    PRIMARY KEY (market_id, sound, term)
);

-- Where a store brings things to, as a polygon of longitude and latitude.
CREATE TABLE discovery.service_areas (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    area polygon NOT NULL,
    drawn_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, store_id)
);

-- Every market's places are written anew once, by the same news as after an import.
INSERT INTO kernel.outbox (market_id, announcement_id, event, payload, announced_at)
SELECT m.market_id, uuidv7(), 'ListingsImported', convert_to('{"market_id":' || m.market_id || '}', 'UTF8'), now()
FROM markets.markets AS m;

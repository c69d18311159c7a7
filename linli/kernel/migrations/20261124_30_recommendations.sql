-- Recommendations: what happened where (of those who agreed, by person; of all, only how often at which hour), and
-- what was learned from it.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS vector;

CREATE SCHEMA recommendations;

-- What somebody said when asked whether places may be chosen by what they do; no row: not asked yet.
CREATE TABLE recommendations.people (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    allowed boolean NOT NULL,
    asked_at timestamptz NOT NULL,
    likeness vector(32),
    PRIMARY KEY (market_id, person_id)
);

-- Only of those who agreed; gone with their agreement.
CREATE TABLE recommendations.visits (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    store_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('used', 'collected', 'bought', 'seen', 'followed', 'reviewed')),
    visited_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, person_id, visit_id)
);
CREATE INDEX visits_by_time ON recommendations.visits (market_id, person_id, visited_at);
CREATE INDEX visits_of_market ON recommendations.visits (market_id, visited_at);

-- "Not for me."
CREATE TABLE recommendations.dismissals (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    store_id uuid NOT NULL,
    dismissed_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, person_id, store_id)
);

-- How often something was used or collected at a store in each hour of a workday (0–23) or weekend (24–47);
-- nobody's name is on it.
CREATE TABLE recommendations.counts (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    slot integer NOT NULL CHECK (slot BETWEEN 0 AND 47),
    times integer NOT NULL,
    PRIMARY KEY (market_id, store_id, slot)
);

-- Each use that was counted, for a month, so that one that is undone is taken from its own hour, and an undoing that
-- is heard of before the use itself is not lost; by the use's own id, nobody's name is on it.
CREATE TABLE recommendations.uses (
    market_id integer NOT NULL,
    visit_id uuid NOT NULL,
    slot integer CHECK (slot BETWEEN 0 AND 47),
    undone boolean NOT NULL,
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, visit_id)
);
CREATE INDEX uses_by_time ON recommendations.uses (market_id, noted_at);

-- What was learned of each store. `spot` is its position as kilometers are measured: longitude made narrower by latitude.
CREATE TABLE recommendations.places (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    spot point NOT NULL,
    visits integer NOT NULL,
    people integer NOT NULL,
    recent_thousandths integer NOT NULL,
    hours vector(48),
    likeness vector(32),
    PRIMARY KEY (market_id, store_id)
);
CREATE INDEX places_by_spot ON recommendations.places USING gist (market_id, spot);
CREATE INDEX places_by_visits ON recommendations.places (market_id, visits DESC, store_id);
CREATE INDEX places_by_likeness ON recommendations.places USING hnsw (likeness vector_cosine_ops);

-- Of all steps from a store, how many millionths led to another within a day.
CREATE TABLE recommendations.steps (
    market_id integer NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    millionths integer NOT NULL,
    PRIMARY KEY (market_id, from_id, to_id)
);

-- The weights, as the recommender writes them; the newest only.
CREATE TABLE recommendations.models (
    market_id integer NOT NULL,
    trained_at timestamptz NOT NULL,
    visits integer NOT NULL,
    weights bytea NOT NULL,
    PRIMARY KEY (market_id)
);

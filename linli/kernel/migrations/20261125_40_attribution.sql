-- Attribution: what brought somebody (touches), what came of it (goals), and who is credited for how much of it.
CREATE SCHEMA attribution;

-- One stretch on a timeline: somebody followed a code (`visit`), or did what is not an order. Who it was stands here
-- only as far as they agreed; what it was counts without. `fault` says why it is left out of the credits.
CREATE TABLE attribution.touches (
    market_id integer NOT NULL,
    touch_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('visit', 'follow', 'coupon', 'member')),
    at timestamptz NOT NULL,
    day date NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    channel text NOT NULL,
    link_id uuid,
    campaign_id uuid,
    owner_id uuid,
    person_id uuid,
    device_id uuid,
    source text NOT NULL,
    fault text NOT NULL CHECK (fault IN ('', 'staff', 'bot', 'burst', 'self')),
    PRIMARY KEY (market_id, touch_id)
);
CREATE INDEX touches_of_people ON attribution.touches (market_id, person_id, merchant_id, at)
    WHERE person_id IS NOT NULL;
CREATE INDEX touches_of_devices ON attribution.touches (market_id, device_id, at) WHERE device_id IS NOT NULL;
CREATE INDEX touches_of_codes ON attribution.touches (market_id, link_id, at) WHERE link_id IS NOT NULL;
CREATE INDEX touches_of_merchants ON attribution.touches (market_id, merchant_id, at);
CREATE INDEX touches_of_addresses ON attribution.touches (market_id, at) WHERE source <> '';

-- What was reached: an order that was paid, or somebody who became a member. News of it may come in any order, so a
-- row begins with whatever is heard of first; it is credited once it began and was reached. Once its buyer's timeline was
-- forgotten (`frozen`), the parts stay as they are.
CREATE TABLE attribution.goals (
    market_id integer NOT NULL,
    goal_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('order', 'member')),
    store_id uuid,
    merchant_id uuid,
    person_id uuid,
    visit_id uuid,
    in_shop boolean NOT NULL,
    began_at timestamptz,
    reached_at timestamptz,
    day date,
    amount_minor bigint NOT NULL,
    used integer NOT NULL,
    redeemed_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    again boolean NOT NULL,
    frozen boolean NOT NULL,
    PRIMARY KEY (market_id, goal_id)
);
CREATE INDEX goals_of_people ON attribution.goals (market_id, person_id, merchant_id, reached_at)
    WHERE person_id IS NOT NULL;
CREATE INDEX goals_of_visits ON attribution.goals (market_id, visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX goals_of_stores ON attribution.goals (market_id, store_id, day, goal_id);

-- What happened to a goal, each once by its kind and an id of its own.
CREATE TABLE attribution.steps (
    market_id integer NOT NULL,
    step_id uuid NOT NULL,
    goal_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('redeemed', 'undone', 'refunded')),
    amount_minor bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (market_id, goal_id, kind, step_id)
);

-- Who is credited for how much of a goal, by each model; the rows of one goal and model add up to the goal, to the minor
-- unit and to a million parts. `place` counts the touches of the journey; who came by themselves has the one place 0.
CREATE TABLE attribution.credits (
    market_id integer NOT NULL,
    goal_id uuid NOT NULL,
    model text NOT NULL,
    place smallint NOT NULL,
    store_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    day date NOT NULL,
    touch_id uuid,
    touched_at timestamptz,
    link_id uuid,
    campaign_id uuid,
    channel text NOT NULL,
    way text NOT NULL,
    kind text NOT NULL,
    used boolean NOT NULL,
    again boolean NOT NULL,
    parts integer NOT NULL CHECK (parts BETWEEN 0 AND 1000000),
    paid_minor bigint NOT NULL,
    redeemed_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    PRIMARY KEY (market_id, goal_id, model, place)
);
CREATE INDEX credits_of_touches ON attribution.credits (market_id, touch_id) WHERE touch_id IS NOT NULL;
CREATE INDEX credits_of_stores ON attribution.credits (market_id, store_id, model, channel, goal_id);
CREATE INDEX credits_of_merchants ON attribution.credits (market_id, merchant_id, model, day);

-- Sums of credits, so that a report reads days and not orders; counts in millionths.
CREATE TABLE attribution.days (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    model text NOT NULL,
    day date NOT NULL,
    channel text NOT NULL,
    way text NOT NULL,
    merchant_id uuid NOT NULL,
    orders bigint NOT NULL,
    paid_minor bigint NOT NULL,
    used bigint NOT NULL,
    redeemed_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    again bigint NOT NULL,
    members bigint NOT NULL,
    PRIMARY KEY (market_id, store_id, model, day, channel, way)
);
CREATE INDEX days_of_market ON attribution.days (market_id, model, day);

-- The same by code, for the codes' own list.
CREATE TABLE attribution.code_days (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    model text NOT NULL,
    day date NOT NULL,
    link_id uuid NOT NULL,
    campaign_id uuid,
    channel text NOT NULL,
    merchant_id uuid NOT NULL,
    orders bigint NOT NULL,
    paid_minor bigint NOT NULL,
    used bigint NOT NULL,
    redeemed_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    again bigint NOT NULL,
    members bigint NOT NULL,
    PRIMARY KEY (market_id, store_id, model, day, link_id)
);

-- How often each code was followed, those left out apart with their reason.
CREATE TABLE attribution.visit_days (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    day date NOT NULL,
    channel text NOT NULL,
    link_id uuid NOT NULL,
    fault text NOT NULL,
    merchant_id uuid NOT NULL,
    visits bigint NOT NULL,
    PRIMARY KEY (market_id, store_id, day, channel, link_id, fault)
);
CREATE INDEX visit_days_of_market ON attribution.visit_days (market_id, day);

-- For how long a touch counts, channel by channel; where nothing is said, 30 days.
CREATE TABLE attribution.windows (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    channel text NOT NULL,
    days integer NOT NULL CHECK (days BETWEEN 1 AND 90),
    PRIMARY KEY (market_id, merchant_id, channel)
);

-- What a market decides for all: after how long a touch counts half in the model of fading.
CREATE TABLE attribution.rules (
    market_id integer NOT NULL,
    half_life_hours integer NOT NULL CHECK (half_life_hours BETWEEN 1 AND 2160),
    PRIMARY KEY (market_id)
);

-- How much likelier a touch of a channel makes an order, learned from a merchant's journeys; in millionths.
CREATE TABLE attribution.weights (
    market_id integer NOT NULL,
    merchant_id uuid NOT NULL,
    channel text NOT NULL,
    weight integer NOT NULL CHECK (weight >= 0),
    learned_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, merchant_id, channel)
);

-- What a channel, or one campaign on it, cost from the first to the last of its days.
CREATE TABLE attribution.costs (
    market_id integer NOT NULL,
    cost_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    store_id uuid,
    channel text NOT NULL,
    label text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    first_day date NOT NULL,
    last_day date NOT NULL,
    entered_by uuid NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, cost_id),
    CONSTRAINT costs_for_some_days CHECK (last_day >= first_day)
);
CREATE INDEX costs_of_merchants ON attribution.costs (market_id, merchant_id, last_day);

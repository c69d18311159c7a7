-- What a store shows of itself: a few pictures in its own order, the first of them its cover, each with words for those
-- who do not see it.
CREATE TABLE merchants.photos (
    market_id integer NOT NULL,
    store_id uuid NOT NULL,
    picture_id uuid NOT NULL,
    position integer NOT NULL,
    caption_zh text NOT NULL,
    caption_en text NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, store_id, picture_id),
    FOREIGN KEY (market_id, store_id) REFERENCES merchants.stores (market_id, store_id)
);

-- The cover on search's cards.
ALTER TABLE discovery.places ADD COLUMN cover_id uuid;

-- Which deals show a picture: asked before one is let go.
CREATE INDEX deals_by_picture ON catalog.deals (market_id, picture_id) WHERE picture_id IS NOT NULL;

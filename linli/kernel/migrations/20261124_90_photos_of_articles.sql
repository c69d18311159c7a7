-- Whose photos an article's form keeps: the article may never come to be, and then nobody wants them.
CREATE TABLE items.photo_keepers (
    market_id integer NOT NULL,
    owner_id uuid NOT NULL,
    item_id uuid NOT NULL,
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, owner_id)
);

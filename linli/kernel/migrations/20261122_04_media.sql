-- Rank 1: media. Public pictures and private documents, each in its own tables.
CREATE SCHEMA media;
CREATE TABLE media.pictures (
    market_id integer NOT NULL,
    picture_id uuid NOT NULL,
    width integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, picture_id)
);
CREATE INDEX pictures_by_age ON media.pictures (market_id, kept_at);
-- One picture in a few widths; `size` is the width that a page asks for, `width` what it really has.
CREATE TABLE media.variants (
    market_id integer NOT NULL,
    picture_id uuid NOT NULL,
    size integer NOT NULL CHECK (size > 0),
    width integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    body bytea NOT NULL,
    PRIMARY KEY (market_id, picture_id, size),
    FOREIGN KEY (market_id, picture_id) REFERENCES media.pictures (market_id, picture_id) ON DELETE CASCADE
);
-- WebP does not get smaller: store it as it is.
ALTER TABLE media.variants ALTER COLUMN body SET STORAGE EXTERNAL;
-- Who keeps a picture: a store, a deal. The same picture kept by two is stored once.
CREATE TABLE media.keepings (
    market_id integer NOT NULL,
    owner_id uuid NOT NULL,
    picture_id uuid NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, owner_id, picture_id),
    FOREIGN KEY (market_id, picture_id) REFERENCES media.pictures (market_id, picture_id)
);
CREATE INDEX keepings_by_picture ON media.keepings (market_id, picture_id);
CREATE TABLE media.documents (
    market_id integer NOT NULL,
    owner_id uuid NOT NULL,
    document_id uuid NOT NULL,
    media_type text NOT NULL CHECK (media_type IN ('image/webp', 'application/pdf')),
    body bytea NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (market_id, owner_id, document_id)
);
ALTER TABLE media.documents ALTER COLUMN body SET STORAGE EXTERNAL;

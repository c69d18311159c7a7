-- name: write_picture
-- A picture by its content's id; one that is there is marked as wanted, so that no sweep takes it meanwhile.
INSERT INTO media.pictures (market_id, picture_id, width, height, kept_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (market_id, picture_id) DO UPDATE SET kept_at = excluded.kept_at

-- name: write_variants
-- Its widths, written once.
INSERT INTO media.variants (market_id, picture_id, size, width, height, body)
SELECT $1, $2, n.size, n.width, n.height, n.body
FROM unnest($3::integer[], $4::integer[], $5::integer[], $6::bytea[]) AS n (size, width, height, body)
ON CONFLICT DO NOTHING

-- name: hold_keepings
-- Near its limit an owner keeps pictures one after the other, so that the count before the next one is true.
SELECT picture_id FROM media.keepings WHERE market_id = $1 AND owner_id = $2
ORDER BY picture_id
LIMIT 1
FOR UPDATE

-- name: write_keeping
-- That an owner keeps a picture, unless it keeps too many others already; a repeat counts as written.
INSERT INTO media.keepings (market_id, owner_id, picture_id, kept_at)
SELECT $1, $2, $3, $4
WHERE (
    SELECT count(*) FROM media.keepings AS k
    WHERE k.market_id = $1 AND k.owner_id = $2 AND k.picture_id <> $3
) < $5::integer
ON CONFLICT (market_id, owner_id, picture_id) DO UPDATE SET kept_at = excluded.kept_at

-- name: drop_keeping
-- The owner lets go of a picture; the sweep takes what nobody keeps.
DELETE FROM media.keepings WHERE market_id = $1 AND owner_id = $2 AND picture_id = $3

-- name: sweep_pictures
-- What nobody has kept for a while. One that is kept again at this moment has a newer kept_at and stays.
DELETE FROM media.pictures AS p
WHERE p.market_id = $1 AND p.kept_at < $2 AND p.picture_id IN (
    SELECT o.picture_id FROM media.pictures AS o
    WHERE o.market_id = $1 AND o.kept_at < $2
        AND NOT EXISTS (
            SELECT FROM media.keepings AS k WHERE k.market_id = $1 AND k.picture_id = o.picture_id
        )
    ORDER BY o.kept_at
    LIMIT $3
)

-- name: find_picture
-- What a page needs to make room for a picture.
SELECT picture_id, width, height FROM media.pictures WHERE market_id = $1 AND picture_id = $2

-- name: find_pictures
-- The pictures beside a list of stores or deals, in one go.
SELECT picture_id, width, height FROM media.pictures WHERE market_id = $1 AND picture_id = ANY($2::uuid[])

-- name: find_variant
-- hot: the bytes of a picture in the width asked for, or the widest of a small one.
SELECT body FROM media.variants
WHERE market_id = $1 AND picture_id = $2 AND size <= $3
ORDER BY size DESC
LIMIT 1

-- name: write_document
-- A private document, unless its owner has too many others already; a repeat counts as written.
INSERT INTO media.documents (market_id, owner_id, document_id, media_type, body, kept_at)
SELECT $1, $2, $3, $4, $5, $6
WHERE (
    SELECT count(*) FROM media.documents AS d
    WHERE d.market_id = $1 AND d.owner_id = $2 AND d.document_id <> $3
) < $7::integer
ON CONFLICT (market_id, owner_id, document_id) DO UPDATE SET kept_at = excluded.kept_at

-- name: find_document
-- What a list shows of a document; always asked together with its owner.
SELECT document_id, media_type, length(body) AS size, kept_at
FROM media.documents
WHERE market_id = $1 AND owner_id = $2 AND document_id = $3

-- name: find_documents
-- All documents of an owner, without their bytes.
SELECT document_id, media_type, length(body) AS size, kept_at
FROM media.documents
WHERE market_id = $1 AND owner_id = $2
ORDER BY kept_at, document_id

-- name: find_document_file
-- The bytes, for a caller that has asked whether the reader may see them.
SELECT media_type, body FROM media.documents WHERE market_id = $1 AND owner_id = $2 AND document_id = $3

-- name: drop_documents
-- An application that came to nothing leaves no copies of licenses behind.
DELETE FROM media.documents WHERE market_id = $1 AND owner_id = $2

-- name: old_keepings
-- What has been kept for a while, a batch at a time, after the last one of the batch before.
SELECT owner_id, picture_id FROM media.keepings
WHERE market_id = $1 AND kept_at < $2 AND (owner_id, picture_id) > ($3::uuid, $4::uuid)
ORDER BY owner_id, picture_id
LIMIT $5

-- name: touch_keeping
-- Whether an owner keeps a picture: if so, its time begins anew.
UPDATE media.keepings SET kept_at = $4 WHERE market_id = $1 AND owner_id = $2 AND picture_id = $3

-- name: find_asks
-- hot: what a merchant's books ask for the variants of a page or a purchase, at a moment, with the store's region.
SELECT e.variant_id, e.book_id, e.price_minor, e.percent_bp, b.channel, b.tier, b.region, b.store_ids, b.begins_at,
       b.ends_at, b.reason, b.reason_en,
       (SELECT r.region FROM prices.regions AS r
        WHERE r.market_id = $1 AND r.merchant_id = $2 AND r.store_id = $3) AS store_region
FROM prices.entries AS e
JOIN prices.books AS b ON b.market_id = e.market_id AND b.book_id = e.book_id
WHERE e.market_id = $1 AND e.variant_id = ANY($4::uuid[]) AND b.market_id = $1 AND b.merchant_id = $2 AND b.state = 'on'
  AND (b.begins_at IS NULL OR b.begins_at <= $5) AND (b.ends_at IS NULL OR b.ends_at > $5)

-- name: find_split_asks
-- What the guard looks at: every ask of now or later about variants of which a book speaks for one channel alone.
SELECT e.variant_id, e.book_id, e.price_minor, e.percent_bp, b.channel, b.tier, b.region, b.store_ids, b.begins_at,
       b.ends_at, b.reason, b.reason_en
FROM prices.entries AS e
JOIN prices.books AS b ON b.market_id = e.market_id AND b.book_id = e.book_id
WHERE e.market_id = $1 AND b.market_id = $1 AND b.merchant_id = $2 AND b.state = 'on'
  AND (b.ends_at IS NULL OR b.ends_at > $3) AND e.variant_id IN (
      SELECT one.variant_id FROM prices.entries AS one
      JOIN prices.books AS split ON split.market_id = one.market_id AND split.book_id = one.book_id
      WHERE one.market_id = $1 AND split.market_id = $1 AND split.merchant_id = $2 AND split.state = 'on'
        AND split.channel <> 'any' AND (split.ends_at IS NULL OR split.ends_at > $3)
  )

-- name: find_book
-- One book of a merchant, by key.
SELECT b.market_id, b.book_id, b.merchant_id, b.name, b.channel, b.tier, b.region, b.store_ids, b.begins_at, b.ends_at,
       b.reason, b.reason_en, b.state, b.revision, b.made_at, b.changed_at, b.before IS NOT NULL AS undoable,
       (SELECT count(*) FROM prices.entries AS e WHERE e.market_id = $1 AND e.book_id = b.book_id) AS entries
FROM prices.books AS b
WHERE b.market_id = $1 AND b.merchant_id = $2 AND b.book_id = $3

-- name: books_of_merchant
-- The desk's list: those in force before those that are not, the last made first.
SELECT b.market_id, b.book_id, b.merchant_id, b.name, b.channel, b.tier, b.region, b.store_ids, b.begins_at, b.ends_at,
       b.reason, b.reason_en, b.state, b.revision, b.made_at, b.changed_at, b.before IS NOT NULL AS undoable,
       (SELECT count(*) FROM prices.entries AS e WHERE e.market_id = $1 AND e.book_id = b.book_id) AS entries
FROM prices.books AS b
WHERE b.market_id = $1 AND b.merchant_id = $2
ORDER BY (b.state = 'on' AND (b.ends_at IS NULL OR b.ends_at > $3)) DESC, b.book_id DESC
LIMIT $4

-- name: books_by_ids
-- What an order's lines, or a list of prices, name as their books.
SELECT b.market_id, b.book_id, b.merchant_id, b.name, b.channel, b.tier, b.region, b.store_ids, b.begins_at, b.ends_at,
       b.reason, b.reason_en, b.state, b.revision, b.made_at, b.changed_at, b.before IS NOT NULL AS undoable,
       0 AS entries
FROM prices.books AS b
WHERE b.market_id = $1 AND b.book_id = ANY($2::uuid[])

-- name: find_before
-- What the last change of a book replaced.
SELECT before FROM prices.books WHERE market_id = $1 AND merchant_id = $2 AND book_id = $3

-- name: entries_of_book
-- What a book asks, for a page of the desk: after the last variant of the page before.
SELECT variant_id, price_minor, percent_bp
FROM prices.entries
WHERE market_id = $1 AND book_id = $2 AND variant_id > $3
ORDER BY variant_id
LIMIT $4

-- name: entries_of_variants
-- What a book asks for these variants: beside a list of articles, and before a change.
SELECT variant_id, price_minor, percent_bp
FROM prices.entries
WHERE market_id = $1 AND book_id = $2 AND variant_id = ANY($3::uuid[])

-- name: take_turn
-- Whoever writes a merchant's prices waits here for whoever does so now.
INSERT INTO prices.turns (market_id, merchant_id, turn) VALUES ($1, $2, 1)
ON CONFLICT (market_id, merchant_id) DO UPDATE SET turn = prices.turns.turn + 1

-- name: insert_book
-- A new book, without entries.
INSERT INTO prices.books (market_id, book_id, merchant_id, name, channel, tier, region, store_ids, begins_at, ends_at,
    reason, reason_en, state, revision, made_at, changed_at, turns_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'on', 1, $13, $13,
    CASE WHEN $9::timestamptz > $13 THEN $9 WHEN $10::timestamptz > $13 THEN $10 END)

-- name: change_book
-- Other terms from now on, if nobody changed the book since it was looked at ($4).
UPDATE prices.books SET name = $5, channel = $6, tier = $7, region = $8, store_ids = $9, begins_at = $10, ends_at = $11,
    reason = $12, reason_en = $13, state = $14, before = $15, changed_at = $16, revision = revision + 1,
    turns_at = CASE WHEN $10::timestamptz > $16 THEN $10 WHEN $11::timestamptz > $16 THEN $11 END
WHERE market_id = $1 AND merchant_id = $2 AND book_id = $3 AND revision = $4

-- name: turn_books
-- Books that have begun or ended, each with when it will do so next; once, however many look.
UPDATE prices.books AS b SET
    turns_at = CASE WHEN b.begins_at > $2 THEN b.begins_at WHEN b.ends_at > $2 THEN b.ends_at END
FROM (
    SELECT c.book_id FROM prices.books AS c
    WHERE c.market_id = $1 AND c.turns_at <= $2
    ORDER BY c.turns_at LIMIT $3 FOR UPDATE SKIP LOCKED
) AS due
WHERE b.market_id = $1 AND b.book_id = due.book_id
RETURNING b.merchant_id, b.book_id

-- name: write_entries
-- What a book asks from now on; in order, so that two writers cannot deadlock.
INSERT INTO prices.entries (market_id, book_id, variant_id, price_minor, percent_bp)
SELECT $1, $2, n.variant_id, n.price_minor, n.percent_bp
FROM unnest($3::uuid[], $4::bigint[], $5::integer[]) AS n (variant_id, price_minor, percent_bp)
ORDER BY n.variant_id
ON CONFLICT (market_id, book_id, variant_id) DO UPDATE SET
    price_minor = excluded.price_minor, percent_bp = excluded.percent_bp

-- name: drop_entries
-- Of these variants the book says nothing any more.
DELETE FROM prices.entries WHERE market_id = $1 AND book_id = $2 AND variant_id = ANY($3::uuid[])

-- name: find_regions
-- How a merchant groups its stores for prices.
SELECT store_id, region FROM prices.regions WHERE market_id = $1 AND merchant_id = $2 ORDER BY store_id

-- name: write_region
-- A store belongs to a region of its merchant's from now on.
INSERT INTO prices.regions (market_id, merchant_id, store_id, region) VALUES ($1, $2, $3, $4)
ON CONFLICT (market_id, merchant_id, store_id) DO UPDATE SET region = excluded.region

-- name: drop_region
-- A store belongs to none.
DELETE FROM prices.regions WHERE market_id = $1 AND merchant_id = $2 AND store_id = $3

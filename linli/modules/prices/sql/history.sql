-- name: note_entries
-- What a book says of these variants from this change on, on its present terms.
INSERT INTO prices.history (market_id, variant_id, book_id, change_id, at, price_minor, percent_bp, channel, tier,
    region, store_ids, begins_at, ends_at)
SELECT $1, n.variant_id, b.book_id, $3, $4, n.price_minor, n.percent_bp, b.channel, b.tier, b.region, b.store_ids,
    b.begins_at, b.ends_at
FROM unnest($5::uuid[], $6::bigint[], $7::integer[]) AS n (variant_id, price_minor, percent_bp)
CROSS JOIN prices.books AS b
WHERE b.market_id = $1 AND b.book_id = $2

-- name: note_book
-- A book's terms are others: it says the same of all its variants, otherwise; or, out of force, nothing any more.
INSERT INTO prices.history (market_id, variant_id, book_id, change_id, at, price_minor, percent_bp, channel, tier,
    region, store_ids, begins_at, ends_at)
SELECT $1, e.variant_id, b.book_id, $3, $4, CASE WHEN b.state = 'on' THEN e.price_minor END,
    CASE WHEN b.state = 'on' THEN e.percent_bp END, b.channel, b.tier, b.region, b.store_ids, b.begins_at, b.ends_at
FROM prices.books AS b
JOIN prices.entries AS e ON e.market_id = b.market_id AND e.book_id = b.book_id
WHERE b.market_id = $1 AND b.book_id = $2 AND e.market_id = $1

-- name: note_bases
-- What articles ask by themselves from now on; $2 is the nil id.
INSERT INTO prices.history (market_id, variant_id, book_id, change_id, at, price_minor, channel, tier, region, store_ids)
SELECT $1, n.variant_id, $2, $3, $4, n.price_minor, 'any', '', '', '{}'
FROM unnest($5::uuid[], $6::bigint[]) AS n (variant_id, price_minor)

-- name: last_bases
-- What articles ask by themselves, as told last.
SELECT DISTINCT ON (variant_id) variant_id, price_minor
FROM prices.history
WHERE market_id = $1 AND book_id = $2 AND variant_id = ANY($3::uuid[])
ORDER BY variant_id, change_id DESC

-- name: words_about
-- hot: what was said of these variants since a moment, and what held then: beside every price that is shown.
SELECT h.variant_id, h.book_id, h.change_id, h.at, h.price_minor, h.percent_bp, h.channel, h.tier, h.region, h.store_ids,
    h.begins_at, h.ends_at
FROM prices.history AS h
WHERE h.market_id = $1 AND h.variant_id = ANY($2::uuid[]) AND (h.at >= $3 OR NOT EXISTS (
    SELECT 1 FROM prices.history AS later
    WHERE later.market_id = $1 AND later.variant_id = h.variant_id AND later.book_id = h.book_id
      AND later.change_id > h.change_id AND later.at <= $3
))
ORDER BY h.variant_id, h.change_id

-- name: region_of_store
-- hot: the group in which a merchant counts a store.
SELECT region FROM prices.regions WHERE market_id = $1 AND merchant_id = $2 AND store_id = $3

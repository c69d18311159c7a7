-- What else people would like who go where somebody goes is found while learning, market by market: a search by vector
-- reads the places of all markets at once.
DROP INDEX recommendations.places_by_likeness;
ALTER TABLE recommendations.people DROP COLUMN likeness;
ALTER TABLE recommendations.people ADD COLUMN alike uuid[];

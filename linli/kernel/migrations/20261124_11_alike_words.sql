-- Misspelled words by how many letters stand beside the same ones: the nearest spellings first, however far they are.
CREATE INDEX vocabulary_nearest ON discovery.vocabulary USING gist (market_id, term gist_trgm_ops(siglen = 32));

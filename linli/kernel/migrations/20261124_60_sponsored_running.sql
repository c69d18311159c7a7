-- Every search asks once what is booked at the moment; what is over must not be read for it.
CREATE INDEX sponsored_running ON discovery.sponsored (market_id, ends_at) INCLUDE (starts_at, store_id)
    WHERE ended_at IS NULL;

-- A service area that was drawn as a circle stays one for whoever edits it: its middle and its radius.
ALTER TABLE discovery.service_areas
    ADD COLUMN lat double precision,
    ADD COLUMN lon double precision,
    ADD COLUMN meters integer,
    ADD CONSTRAINT circle_is_whole CHECK (num_nulls(lat, lon, meters) IN (0, 3)),
    ADD CONSTRAINT meters_are_some CHECK (meters > 0);

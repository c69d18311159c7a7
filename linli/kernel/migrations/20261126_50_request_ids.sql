-- What was announced can be followed back to the request in which it was, across processes.
ALTER TABLE kernel.outbox ADD COLUMN request_id text;

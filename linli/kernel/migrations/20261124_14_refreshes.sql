-- A market whose places are all being written anew: how far that is, so that whoever is stopped half-way goes on
-- there. The row goes when all are written. Who asks meanwhile has it begin anew.
CREATE TABLE discovery.refreshes (
    market_id integer NOT NULL,
    after uuid,
    written integer NOT NULL,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (market_id)
);
INSERT INTO discovery.refreshes (market_id, written, asked_at) SELECT m.market_id, 0, now() FROM markets.markets AS m;
INSERT INTO kernel.outbox (market_id, announcement_id, event, payload, announced_at)
SELECT m.market_id, uuidv7(), 'ListingsImported', convert_to('{"market_id":' || m.market_id || '}', 'UTF8'), now()
FROM markets.markets AS m;

-- A result and the transfer it names are written by one statement. One machine looks for the transfer when that is over; a
-- cluster writes the parts one after the other, and so looks at the commit.
ALTER TABLE ledger.results DROP CONSTRAINT results_market_id_transfer_id_fkey;

ALTER TABLE ledger.results ADD CONSTRAINT results_market_id_transfer_id_fkey
FOREIGN KEY (market_id, transfer_id) REFERENCES ledger.transfers (market_id, transfer_id)
DEFERRABLE INITIALLY DEFERRED;

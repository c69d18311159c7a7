-- The ledger in two phases, sealed into blocks, with limits that may be widened. See docs/decisions/0024.

-- A pending debit counts against its account at once; an account may be allowed to owe.
ALTER TABLE ledger.balances ADD COLUMN pending_minor bigint NOT NULL DEFAULT 0 CHECK (pending_minor >= 0);
ALTER TABLE ledger.balances ADD COLUMN credit_limit_minor bigint NOT NULL DEFAULT 0 CHECK (credit_limit_minor >= 0);
ALTER TABLE ledger.balances DROP CONSTRAINT balances_balance_minor_check;
ALTER TABLE ledger.balances ADD CONSTRAINT balances_within_limit
    CHECK (balance_minor - pending_minor + credit_limit_minor >= 0);

-- Words of an entry's canonical line hold none of the characters that part them.
ALTER TABLE ledger.accounts ADD CONSTRAINT accounts_owner_plain CHECK (owner ~ '^[A-Za-z0-9_.:-]{1,80}$');
ALTER TABLE ledger.transfers ADD CONSTRAINT transfers_kind_plain CHECK (kind ~ '^[a-z][a-z0-9_]{0,39}$');

CREATE TABLE ledger.pendings (
    market_id integer NOT NULL,
    pending_id uuid NOT NULL,
    debit_account_id uuid NOT NULL,
    credit_account_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]{0,39}$'),
    subject_id uuid NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (market_id, pending_id),
    CHECK (debit_account_id <> credit_account_id),
    FOREIGN KEY (market_id, debit_account_id) REFERENCES ledger.accounts (market_id, account_id),
    FOREIGN KEY (market_id, credit_account_id) REFERENCES ledger.accounts (market_id, account_id)
);
CREATE INDEX pendings_by_subject ON ledger.pendings (market_id, subject_id, pending_id);

-- One result for each pending transfer: the key is what lets only one of post, void and expiry win.
CREATE TABLE ledger.results (
    market_id integer NOT NULL,
    pending_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('posted', 'voided', 'expired')),
    transfer_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (market_id, pending_id),
    UNIQUE (market_id, transfer_id),
    CHECK ((outcome = 'posted') = (transfer_id IS NOT NULL)),
    FOREIGN KEY (market_id, pending_id) REFERENCES ledger.pendings (market_id, pending_id),
    FOREIGN KEY (market_id, transfer_id) REFERENCES ledger.transfers (market_id, transfer_id)
);

-- Which pending transfers have no result yet, so that nobody has to search for them.
CREATE TABLE ledger.waiting (
    market_id integer NOT NULL,
    pending_id uuid NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (market_id, pending_id),
    FOREIGN KEY (market_id, pending_id) REFERENCES ledger.pendings (market_id, pending_id)
);
CREATE INDEX waiting_by_expiry ON ledger.waiting (market_id, expires_at);

-- Entries that no block has sealed yet; written with the entry, taken away by the block.
CREATE TABLE ledger.unsealed (
    market_id integer NOT NULL,
    since timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('account', 'transfer', 'pending', 'result')),
    entry_id uuid NOT NULL,
    PRIMARY KEY (market_id, since, kind, entry_id)
);

CREATE TABLE ledger.blocks (
    market_id integer NOT NULL,
    height integer NOT NULL CHECK (height > 0),
    sealed_at timestamptz NOT NULL,
    kinds text[] NOT NULL,
    entries uuid[] NOT NULL,
    previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (market_id, height),
    CHECK (cardinality(entries) > 0 AND cardinality(kinds) = cardinality(entries))
);

-- Snapshots: what all sealed transfers add up to, for each account without a limit and for each purpose.
CREATE TABLE ledger.sealed_accounts (
    market_id integer NOT NULL,
    account_id uuid NOT NULL,
    height integer NOT NULL,
    debits_minor bigint NOT NULL,
    credits_minor bigint NOT NULL,
    PRIMARY KEY (market_id, account_id),
    FOREIGN KEY (market_id, account_id) REFERENCES ledger.accounts (market_id, account_id)
);
CREATE TABLE ledger.sealed_purposes (
    market_id integer NOT NULL,
    purpose text NOT NULL,
    currency text NOT NULL,
    height integer NOT NULL,
    debits_minor bigint NOT NULL,
    credits_minor bigint NOT NULL,
    PRIMARY KEY (market_id, purpose, currency)
);

-- What is in the ledger already waits to be sealed.
INSERT INTO ledger.unsealed (market_id, since, kind, entry_id)
SELECT market_id, opened_at, 'account', account_id FROM ledger.accounts;
INSERT INTO ledger.unsealed (market_id, since, kind, entry_id)
SELECT market_id, made_at, 'transfer', transfer_id FROM ledger.transfers;

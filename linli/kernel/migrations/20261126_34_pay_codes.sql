-- What a market says of the payment codes of its shops: whether they are written as EMVCo payloads, too, and under which
-- network's name and number its wallets know who is paid.
CREATE TABLE payments.pay_code_rules (
    market_id integer NOT NULL,
    shown boolean NOT NULL,
    network text NOT NULL CHECK (length(network) <= 32),
    account text NOT NULL CHECK (length(account) <= 40),
    PRIMARY KEY (market_id)
);

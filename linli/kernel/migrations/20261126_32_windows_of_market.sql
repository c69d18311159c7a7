-- For how long a touch counts where a merchant has said nothing, channel by channel; where the market has not either, 30 days.
CREATE TABLE attribution.market_windows (
    market_id integer NOT NULL,
    channel text NOT NULL,
    days integer NOT NULL CHECK (days BETWEEN 1 AND 90),
    PRIMARY KEY (market_id, channel)
);

-- What a merchant's customers have paid and not consumed yet is added up on the first page of the desk: along all orders
-- that the merchant ever had, until now; along those that still hold something, from here on, and without their rows.
CREATE INDEX escrows_still_held ON settlement.escrows (market_id, merchant_id)
    INCLUDE (currency, amount_minor, released_minor, refunded_minor)
    WHERE released_minor + refunded_minor < amount_minor;

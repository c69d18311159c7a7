-- What devices ask at each sync: under which wordings something is still out, what is spent and what went through other
-- hands, each by an index that has only that, so that vouchers which are simply out are not read one by one.
CREATE INDEX vouchers_still_out ON vouchers.vouchers (market_id, merchant_id, terms_id, value_minor) WHERE state = 'issued';
CREATE INDEX vouchers_spent ON vouchers.vouchers (market_id, merchant_id, valid_until) WHERE state <> 'issued';
CREATE INDEX vouchers_handed_on ON vouchers.vouchers (market_id, merchant_id, voucher_id) WHERE state = 'issued' AND hands > 1;
CREATE INDEX offline_uses_undecided ON vouchers.offline_uses (market_id, merchant_id, voucher_id) WHERE state = 'waiting';

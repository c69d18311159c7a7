-- A voucher is used in parts: dishes of a package, times of a card, an amount of money. All that decides a use stands in
-- the voucher's own row, so that one UPDATE decides it: how many units each part has, how many are used, how many wait
-- (taken without a network, not decided yet), and what each part is worth.
ALTER TABLE vouchers.vouchers ADD COLUMN kind text NOT NULL DEFAULT 'single'
    CHECK (kind IN ('single', 'package', 'times', 'value'));
ALTER TABLE vouchers.vouchers ADD COLUMN parts jsonb NOT NULL DEFAULT '[]';
ALTER TABLE vouchers.vouchers ADD COLUMN units bigint[] NOT NULL DEFAULT '{1}';
ALTER TABLE vouchers.vouchers ADD COLUMN used bigint[] NOT NULL DEFAULT '{0}';
ALTER TABLE vouchers.vouchers ADD COLUMN waiting bigint[] NOT NULL DEFAULT '{0}';
ALTER TABLE vouchers.vouchers ADD COLUMN part_values bigint[] NOT NULL DEFAULT '{0}';
ALTER TABLE vouchers.vouchers ADD COLUMN valid_from timestamptz;
ALTER TABLE vouchers.vouchers ADD COLUMN hands integer NOT NULL DEFAULT 1 CHECK (hands > 0);
ALTER TABLE vouchers.vouchers ADD COLUMN book_ahead_hours integer NOT NULL DEFAULT 0 CHECK (book_ahead_hours >= 0);
UPDATE vouchers.vouchers SET valid_from = issued_at, part_values = ARRAY[value_minor],
    used = CASE WHEN state = 'redeemed' THEN '{1}'::bigint[] ELSE '{0}'::bigint[] END;
ALTER TABLE vouchers.vouchers ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN parts DROP DEFAULT,
    ALTER COLUMN units DROP DEFAULT, ALTER COLUMN used DROP DEFAULT, ALTER COLUMN waiting DROP DEFAULT,
    ALTER COLUMN part_values DROP DEFAULT, ALTER COLUMN hands DROP DEFAULT, ALTER COLUMN book_ahead_hours DROP DEFAULT,
    ALTER COLUMN valid_from SET NOT NULL;
ALTER TABLE vouchers.vouchers ADD CHECK (
    cardinality(units) BETWEEN 1 AND 12 AND cardinality(used) = cardinality(units)
    AND cardinality(waiting) = cardinality(units) AND cardinality(part_values) = cardinality(units)
);
ALTER TABLE vouchers.vouchers ADD CHECK (0 < ALL (units) AND 0 <= ALL (used) AND 0 <= ALL (waiting) AND 0 <= ALL (part_values));
-- Whatever else goes wrong: no part is ever used more often than it may be. A check has no subquery, so its twelve
-- places are written out; beyond the last part both sides are null.
ALTER TABLE vouchers.vouchers ADD CONSTRAINT vouchers_not_overused CHECK (
    coalesce(used[1] <= units[1], true) AND coalesce(used[2] <= units[2], true) AND coalesce(used[3] <= units[3], true)
    AND coalesce(used[4] <= units[4], true) AND coalesce(used[5] <= units[5], true) AND coalesce(used[6] <= units[6], true)
    AND coalesce(used[7] <= units[7], true) AND coalesce(used[8] <= units[8], true) AND coalesce(used[9] <= units[9], true)
    AND coalesce(used[10] <= units[10], true) AND coalesce(used[11] <= units[11], true) AND coalesce(used[12] <= units[12], true)
);
ALTER TABLE vouchers.vouchers ADD CHECK (state <> 'redeemed' OR used = units);

-- What each use took and was worth, and on which terminal. Nothing is taken back twice.
ALTER TABLE vouchers.redemptions ADD COLUMN units bigint[];
ALTER TABLE vouchers.redemptions ADD COLUMN value_minor bigint CHECK (value_minor >= 0);
ALTER TABLE vouchers.redemptions ADD COLUMN device_id uuid;
UPDATE vouchers.redemptions AS r SET units = '{1}', value_minor = v.value_minor
FROM vouchers.vouchers AS v WHERE v.market_id = r.market_id AND v.voucher_id = r.voucher_id;
ALTER TABLE vouchers.redemptions ALTER COLUMN units SET NOT NULL, ALTER COLUMN value_minor SET NOT NULL;
CREATE UNIQUE INDEX redemptions_undone_once ON vouchers.redemptions (market_id, undoes) WHERE undoes IS NOT NULL;

-- How what is sold may be used: a promise like all others of the terms.
ALTER TABLE catalog.deals ADD COLUMN use_rules jsonb NOT NULL DEFAULT '{}';
ALTER TABLE catalog.deals ALTER COLUMN use_rules DROP DEFAULT;
ALTER TABLE catalog.deal_terms ADD COLUMN use_rules jsonb NOT NULL DEFAULT '{}';
ALTER TABLE catalog.deal_terms ALTER COLUMN use_rules DROP DEFAULT;

-- name: rules_in_force
-- hot: what applies to these targets at a moment: of each kind the one that began last.
SELECT DISTINCT ON (kind, target) rule_id, kind, target, body, effective_from, effective_until, reason, made_by, made_at
FROM settlement.rules
WHERE market_id = $1 AND target = ANY($2::text[]) AND effective_from <= $3
    AND (effective_until IS NULL OR effective_until > $3)
ORDER BY kind, target, effective_from DESC, rule_id DESC

-- name: insert_rule
-- A rule is only ever added.
INSERT INTO settlement.rules (
    market_id, rule_id, kind, target, body, effective_from, effective_until, reason, made_by, made_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: find_rule
-- One rule, for the page that explains it.
SELECT rule_id, kind, target, body, effective_from, effective_until, reason, made_by, made_at
FROM settlement.rules
WHERE market_id = $1 AND rule_id = $2

-- name: find_rules
-- The rules beside a list of lines, in one go.
SELECT rule_id, kind, target, body, effective_from, effective_until, reason, made_by, made_at
FROM settlement.rules
WHERE market_id = $1 AND rule_id = ANY($2::uuid[])

-- name: market_rules
-- The operator's list, newest first, before a cursor; narrowed by kind or target.
SELECT rule_id, kind, target, body, effective_from, effective_until, reason, made_by, made_at
FROM settlement.rules
WHERE market_id = $1 AND rule_id < $2 AND ($3::text IS NULL OR kind = $3)
    AND ($4::text IS NULL OR target = $4 OR starts_with(target, $4 || ':'))
ORDER BY rule_id DESC
LIMIT $5

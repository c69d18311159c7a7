-- name: write_answer
-- The answer that stands; no row written where it said so before, to the same text.
INSERT INTO consents.answers AS a (person_id, purpose, given, text_version, answered_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id, purpose) DO UPDATE SET
    given = excluded.given, text_version = excluded.text_version, answered_at = excluded.answered_at
WHERE a.given <> excluded.given OR (a.given AND a.text_version <> excluded.text_version)

-- name: keep_answer
-- Every answer stays, with what was shown.
INSERT INTO consents.history (
    person_id, answer_id, purpose, given, text_version, language, asked_in, answered_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: is_given
-- hot: one row by key; no row: never asked.
SELECT given FROM consents.answers WHERE person_id = $1 AND purpose = $2

-- name: hold_answer
-- hot: the same, and no withdrawal slips past whoever is about to keep something.
SELECT given FROM consents.answers WHERE person_id = $1 AND purpose = $2 FOR SHARE

-- name: find_answer
-- hot: what somebody said when asked.
SELECT purpose, given, text_version, answered_at
FROM consents.answers WHERE person_id = $1 AND purpose = $2

-- name: answers_of_person
-- The switches of the privacy page; there are as many rows as purposes.
SELECT purpose, given, text_version, answered_at
FROM consents.answers WHERE person_id = $1 ORDER BY purpose

-- name: history_of_person
-- All that was ever said, for the person's own eyes.
SELECT answer_id, purpose, NULL::uuid AS merchant_id, given, text_version, language, asked_in, answered_at
FROM consents.history WHERE person_id = $1 ORDER BY answer_id DESC

-- name: write_merchant_answer
-- The answer that stands between a person and a merchant; as for the platform's.
INSERT INTO consents.merchant_answers AS a (
    market_id, person_id, merchant_id, given, text_version, answered_at
)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (market_id, person_id, merchant_id) DO UPDATE SET
    given = excluded.given, text_version = excluded.text_version, answered_at = excluded.answered_at
WHERE a.given <> excluded.given OR (a.given AND a.text_version <> excluded.text_version)

-- name: keep_merchant_answer
-- Every answer stays, with what was shown.
INSERT INTO consents.merchant_history (
    market_id, person_id, answer_id, merchant_id, given, text_version, language, asked_in, answered_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: given_to_merchant
-- hot: which of these people a merchant may know by name, one row each by key.
SELECT person_id FROM consents.merchant_answers
WHERE market_id = $1 AND merchant_id = $2 AND person_id = ANY($3::uuid[]) AND given

-- name: merchant_answers_of_person
-- The merchants on the privacy page.
SELECT merchant_id, given, text_version, answered_at
FROM consents.merchant_answers WHERE market_id = $1 AND person_id = $2
ORDER BY answered_at DESC, merchant_id

-- name: merchant_history_of_person
-- All that was ever said to merchants of this market, for the person's own eyes.
SELECT answer_id, 'member' AS purpose, merchant_id, given, text_version, language, asked_in, answered_at
FROM consents.merchant_history WHERE market_id = $1 AND person_id = $2 ORDER BY answer_id DESC

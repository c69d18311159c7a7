-- Whether what somebody does may choose places for them is from now on said to consents, once for all markets. What was
-- answered is carried over; who declined in any market has declined.
INSERT INTO consents.answers (person_id, purpose, given, text_version, answered_at)
SELECT person_id, 'personal', bool_and(allowed), 1, max(asked_at)
FROM recommendations.people GROUP BY person_id;

INSERT INTO consents.history (
    person_id, answer_id, purpose, given, text_version, language, asked_in, answered_at
)
SELECT person_id, uuidv7(), purpose, given, text_version, '', 'for-you', answered_at FROM consents.answers;

DELETE FROM recommendations.visits AS v USING consents.answers AS a
WHERE a.person_id = v.person_id AND a.purpose = 'personal' AND NOT a.given;
DELETE FROM recommendations.dismissals AS d USING consents.answers AS a
WHERE a.person_id = d.person_id AND a.purpose = 'personal' AND NOT a.given;
DELETE FROM recommendations.people AS p USING consents.answers AS a
WHERE a.person_id = p.person_id AND a.purpose = 'personal' AND NOT a.given;

-- Who is remembered in a market, while they agree.
ALTER TABLE recommendations.people DROP COLUMN allowed;
ALTER TABLE recommendations.people RENAME COLUMN asked_at TO since;

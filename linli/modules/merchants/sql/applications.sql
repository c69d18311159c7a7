-- name: start_application
-- A fresh draft, unless this person has an open application of this kind about the same thing already.
INSERT INTO merchants.applications (market_id, application_id, person_id, kind, subject_id, state, form, title,
    license_number, started_at, saved_at, reason)
VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, '', $8, $8, '')
ON CONFLICT DO NOTHING

-- name: open_application
-- What the applicant goes on with: one open application of a kind about one thing.
SELECT application_id, person_id, kind, subject_id, state, form, submitted, license_file_id, proof_file_id, title,
       license_number, license_until, started_at, saved_at, submitted_at, decided_at, decided_by, reason,
       merchant_id, store_id
FROM merchants.applications
WHERE market_id = $1 AND person_id = $2 AND kind = $3 AND subject_id = $4
    AND state IN ('draft', 'submitted', 'asked', 'refused')

-- name: count_open_applications
-- How many a person has going, so that nobody claims a whole street.
SELECT count(*)::integer FROM merchants.applications
WHERE market_id = $1 AND person_id = $2 AND state IN ('draft', 'submitted', 'asked', 'refused')

-- name: find_application
-- One application, for whoever may see it.
SELECT application_id, person_id, kind, subject_id, state, form, submitted, license_file_id, proof_file_id, title,
       license_number, license_until, started_at, saved_at, submitted_at, decided_at, decided_by, reason,
       merchant_id, store_id
FROM merchants.applications
WHERE market_id = $1 AND application_id = $2

-- name: lock_application
-- The same while a decision is made about it: ticks, answers and decisions wait for each other here.
SELECT application_id, person_id, kind, subject_id, state, form, submitted, license_file_id, proof_file_id, title,
       license_number, license_until, started_at, saved_at, submitted_at, decided_at, decided_by, reason,
       merchant_id, store_id
FROM merchants.applications
WHERE market_id = $1 AND application_id = $2
FOR UPDATE

-- name: applications_of_person
-- A person's own applications, newest first.
SELECT application_id, person_id, kind, subject_id, state, form, submitted, license_file_id, proof_file_id, title,
       license_number, license_until, started_at, saved_at, submitted_at, decided_at, decided_by, reason,
       merchant_id, store_id
FROM merchants.applications
WHERE market_id = $1 AND person_id = $2
ORDER BY application_id DESC
LIMIT $3

-- name: queue
-- The operator's queue: those in one state (and of one kind), who waits longest first, from behind the last one
-- of the page before; words look in title and number.
SELECT application_id, person_id, kind, subject_id, state, form, submitted, license_file_id, proof_file_id, title,
       license_number, license_until, started_at, saved_at, submitted_at, decided_at, decided_by, reason,
       merchant_id, store_id
FROM merchants.applications
WHERE market_id = $1 AND state = $2
    AND ($3::text IS NULL OR kind = $3)
    AND ($4::text IS NULL OR title ILIKE $4 OR license_number ILIKE $4)
    AND ($5::uuid IS NULL OR (submitted_at, application_id) > (
        SELECT l.submitted_at, l.application_id FROM merchants.applications AS l
        WHERE l.market_id = $1 AND l.application_id = $5
    ))
ORDER BY submitted_at, application_id
LIMIT $6

-- name: queue_counts
-- The numbers on the queue's tabs.
SELECT state, count(*)::integer AS count FROM merchants.applications
WHERE market_id = $1 AND state <> 'draft'
GROUP BY state

-- name: save_form
-- One step of the form, merged into what was saved before; only while the applicant may write.
UPDATE merchants.applications
SET form = form || $4::jsonb, title = $5, saved_at = $6
WHERE market_id = $1 AND application_id = $2 AND person_id = $3 AND state IN ('draft', 'asked', 'refused')

-- name: save_license_file
-- Which document is the license.
UPDATE merchants.applications SET license_file_id = $4, saved_at = $5
WHERE market_id = $1 AND application_id = $2 AND person_id = $3 AND state IN ('draft', 'asked', 'refused')

-- name: save_proof_file
-- Which document shows that a listing is the applicant's.
UPDATE merchants.applications SET proof_file_id = $4, saved_at = $5
WHERE market_id = $1 AND application_id = $2 AND person_id = $3 AND state IN ('draft', 'asked', 'refused')

-- name: submit_application
-- Sent in, with what was in it; from a state that allows it.
UPDATE merchants.applications
SET state = 'submitted', submitted = $4, license_number = $5, license_until = $6, merchant_id = $7,
    submitted_at = $8, decided_at = NULL, decided_by = NULL, reason = ''
WHERE market_id = $1 AND application_id = $2 AND state = ANY($3::text[])

-- name: move_application
-- A decision of the operator, from a state that allows it.
UPDATE merchants.applications SET state = $3, decided_at = $5, decided_by = $6, reason = $7
WHERE market_id = $1 AND application_id = $2 AND state = ANY($4::text[])

-- name: note_outcome
-- What came of an approved application.
UPDATE merchants.applications SET merchant_id = $3, store_id = $4
WHERE market_id = $1 AND application_id = $2

-- name: write_question
-- One question to the applicant.
INSERT INTO merchants.questions (market_id, question_id, application_id, body, asked_by, asked_at)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: questions_of_application
-- What was asked and answered, oldest first.
SELECT question_id, application_id, body, asked_by, asked_at, answer, answered_at
FROM merchants.questions
WHERE market_id = $1 AND application_id = $2
ORDER BY question_id

-- name: answer_question
-- The applicant's answer, which may be changed until it is sent in.
UPDATE merchants.questions SET answer = $4, answered_at = $5
WHERE market_id = $1 AND application_id = $2 AND question_id = $3

-- name: write_check
-- One tick; a second click changes nothing.
INSERT INTO merchants.checks (market_id, application_id, kind, checked_by, checked_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING

-- name: drop_checks
-- Ticks taken back, by the operator or because what they were about has changed.
DELETE FROM merchants.checks WHERE market_id = $1 AND application_id = $2 AND kind = ANY($3::text[])

-- name: checks_of_application
-- What is ticked, by whom and when.
SELECT kind, checked_by, checked_at FROM merchants.checks
WHERE market_id = $1 AND application_id = $2
ORDER BY checked_at, kind

-- name: take_license
-- The number now belongs to this application or merchant; nothing is written where another one holds it.
INSERT INTO merchants.licenses AS l (market_id, license_number, holder_id)
VALUES ($1, $2, $3)
ON CONFLICT (market_id, license_number) DO UPDATE SET holder_id = excluded.holder_id
WHERE l.holder_id = excluded.holder_id

-- name: license_holder
-- Whose a number is.
SELECT holder_id FROM merchants.licenses WHERE market_id = $1 AND license_number = $2

-- name: pass_license
-- From the application to the merchant that came of it.
UPDATE merchants.licenses SET holder_id = $4
WHERE market_id = $1 AND license_number = $2 AND holder_id = $3

-- name: drop_licenses
-- Numbers that an application no longer needs: refused, or another one was typed.
DELETE FROM merchants.licenses WHERE market_id = $1 AND holder_id = $2 AND license_number <> $3

-- name: claim_store
-- A listing gets its merchant and the words of its owner, unless somebody has been faster.
UPDATE merchants.stores
SET merchant_id = $3, name = $4, name_en = $5, trade = $6, address = $7, lat = $8, lon = $9, hours = $10,
    phone = $11, address_en = $12
WHERE market_id = $1 AND store_id = $2 AND merchant_id IS NULL

-- name: stale_applications
-- Drafts that nobody has touched for long, and what was refused long ago and still has its documents.
SELECT application_id FROM merchants.applications
WHERE market_id = $1 AND saved_at < $2 AND (
    state = 'draft'
    OR (state = 'refused' AND decided_at < $2 AND (license_file_id IS NOT NULL OR proof_file_id IS NOT NULL))
)
ORDER BY saved_at
LIMIT $3
FOR UPDATE SKIP LOCKED

-- name: drop_draft
-- A draft that was never sent in leaves nothing behind.
DELETE FROM merchants.applications WHERE market_id = $1 AND application_id = $2 AND state = 'draft'

-- name: forget_files
-- Its documents are gone; that it was refused and why is kept.
UPDATE merchants.applications SET license_file_id = NULL, proof_file_id = NULL
WHERE market_id = $1 AND application_id = $2

-- name: branches_in_sight
-- A merchant's branches that are looked at or were refused, for its owners.
SELECT application_id, person_id, kind, subject_id, state, form, submitted, license_file_id, proof_file_id, title,
       license_number, license_until, started_at, saved_at, submitted_at, decided_at, decided_by, reason,
       merchant_id, store_id
FROM merchants.applications
WHERE market_id = $1 AND merchant_id = $2 AND kind = 'branch' AND state IN ('submitted', 'asked', 'refused')
ORDER BY application_id DESC
LIMIT $3

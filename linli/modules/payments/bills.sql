-- name: keep_bill
-- A bill as it came; one that came before in the same words is kept once.
INSERT INTO payments.bills (bill_id, provider, day, zone, print, raw, lines, fetched_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING

-- name: bill_of_day
-- The newest bill of a day, for those who compare it with the books.
SELECT provider, day, zone, lines, raw FROM payments.bills
WHERE provider = $1 AND day = $2 AND zone = $3
ORDER BY bill_id DESC LIMIT 1

-- name: note_habit
-- What the person chose last.
INSERT INTO payments.habits (person_id, provider, chosen_at) VALUES ($1, $2, $3)
ON CONFLICT (person_id) DO UPDATE SET provider = excluded.provider, chosen_at = excluded.chosen_at

-- name: habit_of
-- Offered first at the next checkout.
SELECT provider FROM payments.habits WHERE person_id = $1

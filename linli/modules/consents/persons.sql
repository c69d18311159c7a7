-- name: drop_answers
-- Nobody is asked, nobody has agreed; what was once answered stays in the history.
DELETE FROM consents.answers WHERE person_id = $1

-- name: drop_merchant_answers
-- The same of what merchants were answered.
DELETE FROM consents.merchant_answers WHERE market_id = $1 AND person_id = $2

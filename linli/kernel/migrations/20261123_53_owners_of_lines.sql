-- Whose article a line is of: a branch sells those of its head office, and its own.
ALTER TABLE orders.lines ADD COLUMN owner_id uuid;

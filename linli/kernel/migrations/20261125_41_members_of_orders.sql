-- Somebody may become a member with an order: what brought the order brought the member, in whatever order the two are
-- told of.
ALTER TABLE attribution.goals ADD COLUMN order_id uuid;
CREATE INDEX goals_of_orders ON attribution.goals (market_id, order_id) WHERE order_id IS NOT NULL;

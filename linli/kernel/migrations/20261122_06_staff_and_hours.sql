-- Who runs a merchant as a whole, who was asked to join, and the rows behind the desk's lists.

-- The head office: an owner or manager of the merchant works in every one of its stores, also in those to come.
CREATE TABLE merchants.head_office (
    market_id integer NOT NULL,
    person_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'manager')),
    name text NOT NULL,
    PRIMARY KEY (market_id, person_id, merchant_id)
);
CREATE INDEX head_office_by_merchant ON merchants.head_office (market_id, merchant_id);

-- Owners are owners of the merchant. Whoever was an owner of one of its stores becomes one of all.
INSERT INTO merchants.head_office (market_id, person_id, merchant_id, role, name)
SELECT s.market_id, s.person_id, s.merchant_id, 'owner', min(s.name)
FROM merchants.staff AS s
WHERE s.role = 'owner'
GROUP BY s.market_id, s.person_id, s.merchant_id;
DELETE FROM merchants.staff WHERE role = 'owner';
ALTER TABLE merchants.staff DROP CONSTRAINT staff_role_check;
ALTER TABLE merchants.staff ADD CONSTRAINT staff_role_check CHECK (role IN ('manager', 'clerk'));
CREATE INDEX staff_by_merchant ON merchants.staff (market_id, merchant_id, person_id);

-- An invitation is used once. A store of none is the head office. The phone that it was sent to is kept as a keyed
-- print and its last four digits; the link itself is signed and stands nowhere.
CREATE TABLE merchants.invitations (
    market_id integer NOT NULL,
    invitation_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    store_id uuid,
    role text NOT NULL CHECK (role IN ('owner', 'manager', 'clerk')),
    name text NOT NULL,
    phone_print bytea,
    phone_tail text NOT NULL,
    invited_by uuid NOT NULL,
    invited_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by uuid,
    withdrawn_at timestamptz,
    PRIMARY KEY (market_id, invitation_id),
    CHECK (store_id IS NOT NULL OR role IN ('owner', 'manager')),
    CHECK (store_id IS NULL OR role IN ('manager', 'clerk')),
    CHECK ((accepted_at IS NULL) = (accepted_by IS NULL)),
    CHECK (accepted_at IS NULL OR withdrawn_at IS NULL)
);
CREATE INDEX invitations_by_merchant ON merchants.invitations (market_id, merchant_id, invitation_id)
    WHERE accepted_at IS NULL AND withdrawn_at IS NULL;

-- The desk's lists: vouchers of a store by id and by the end of their code, steps and visits by when they happened.
CREATE INDEX vouchers_by_store ON vouchers.vouchers (market_id, store_id, voucher_id);
CREATE INDEX vouchers_by_tail ON vouchers.vouchers (market_id, store_id, right(code, 4), voucher_id);
CREATE INDEX steps_by_store ON marketing.steps (market_id, store_id, at, step_id);
CREATE INDEX visits_by_store ON marketing.visits (market_id, store_id, at, visit_id);

"""An order's escrow, its lines, what a release sends where, and the entries that statements add up."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.modules.settlement.rules import STORE_PART, Cycle, Deposit, Share, divided


class HeldLine(msgspec.Struct, frozen=True):
    """A line of an order whose money comes in: what was sold where, for how much (minor units).
    `subsidy_minor` is what the market adds when all of it is consumed, for the coupons that it bears.
    """

    line_no: int
    deal_id: UUID
    store_id: UUID
    amount_minor: int
    subsidy_minor: int = 0


class Escrow(msgspec.Struct, frozen=True):
    """One order's money in minor units: what came in through `provider`, was released to the merchant, went
    back to the payer.
    """

    order_id: UUID
    merchant_id: UUID
    provider: str
    currency: str
    amount_minor: int
    released_minor: int
    refunded_minor: int
    held_at: datetime

    @property
    def waiting(self) -> Money:
        return Money(self.amount_minor - self.released_minor - self.refunded_minor, self.currency)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a paid order with the rules that were in force when the money came in. Of `subsidy_minor`,
    what the market bears of its coupons, so much is paid as of the line is released; `subsidized_minor` is
    what an operator has decided to give afterwards.
    """

    order_id: UUID
    line_no: int
    deal_id: UUID
    store_id: UUID
    merchant_id: UUID
    currency: str
    amount_minor: int
    commission_bp: int
    commission_rule_id: UUID | None
    split_rule_id: UUID | None
    shares: tuple[Share, ...]
    claims_hours: int
    released_minor: int
    refunded_minor: int
    taken_back_minor: int = 0
    subsidized_minor: int = 0
    subsidy_minor: int = 0

    @property
    def returnable(self) -> Money:
        """How much of what was consumed can still go back by an operator's decision."""
        return Money(self.released_minor - self.subsidized_minor, self.currency)

    def parts_between(self, before: int, after: int) -> "Released":
        """What lies between two amounts released, each with its part of the subsidy, divided; negative where
        `after` is the smaller.
        """
        added_before, added_after = self._subsidy_at(before), self._subsidy_at(after)
        commission_before, parts_before = divided(before + added_before, self.commission_bp, self.shares)
        commission_after, parts_after = divided(after + added_after, self.commission_bp, self.shares)
        commission = commission_after - commission_before
        pairs = zip(self.shares, parts_before, parts_after, strict=True)
        parts = tuple(Part(share.part, share.payee_id, late - early) for share, early, late in pairs)
        subsidy = added_after - added_before
        return Released(after - before + subsidy, commission, parts, subsidy)

    def _subsidy_at(self, released: int) -> int:
        """How much of the subsidy is paid once so much is released: all of it with the last of the line, and
        never that of what goes back. It only depends on how much, not on how it came to be that.
        """
        return self.subsidy_minor * released // self.amount_minor if self.subsidy_minor else 0


class Bearer(StrEnum):
    """Who pays for what goes back after redemption."""

    MERCHANT = "merchant"
    MARKET = "market"


class Part(msgspec.Struct, frozen=True):
    """What one bearer gets of a release, in minor units."""

    part: str
    payee_id: UUID | None
    minor: int


class Released(msgspec.Struct, frozen=True):
    """Where a released part went, in minor units; commission and parts add up to it. Of it the market added
    `subsidy_minor`, the rest is the payer's.
    """

    amount_minor: int
    commission_minor: int
    parts: tuple[Part, ...]
    subsidy_minor: int = 0

    @property
    def merchant_minor(self) -> int:
        """What the store's own merchant gets."""
        return self.parts[-1].minor


class EntryKind(StrEnum):
    """Why a payee's balance changed."""

    RELEASED = "released"  # consumed
    UNDONE = "undone"  # its redemption was undone
    TAKEN_BACK = "taken_back"  # given back to the payer after all, by an operator's decision
    DEPOSIT_TOP_UP = "deposit_top_up"
    DEPOSIT_USED = "deposit_used"
    DEPOSIT_RETURNED = "deposit_returned"
    CORRECTION = "correction"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a payee's balance, in minor units: gross is what was consumed (of it the market paid
    `subsidy_minor`, for its coupons), amount what is the payee's. What lies between them is the commission
    and, in a franchise, the parts of others. From
    `available_at` on it may stand in a statement; while `disputed_at` is set, it does not.
    """

    entry_id: UUID
    payee_id: UUID
    kind: EntryKind
    part: str
    order_id: UUID | None
    line_no: int | None
    store_id: UUID | None
    voucher_id: UUID | None
    gross_minor: int
    commission_minor: int
    amount_minor: int
    currency: str
    note: str
    made_at: datetime
    available_at: datetime
    statement_id: UUID | None
    disputed_at: datetime | None
    subsidy_minor: int = 0

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def gross(self) -> Money:
        return Money(self.gross_minor, self.currency)

    @property
    def commission(self) -> Money:
        return Money(self.commission_minor, self.currency)

    @property
    def subsidy(self) -> Money:
        """What the market paid of it, for coupons that it bears."""
        return Money(self.subsidy_minor, self.currency)

    @property
    def others(self) -> Money:
        """What other bearers of the line got of it."""
        return Money(self.gross_minor - self.commission_minor - self.amount_minor, self.currency)


def gross_of(released: Released, part: Part) -> tuple[int, int]:
    """(gross, commission) on the entry of one part: the store sees the whole, others only what is theirs."""
    if part.part == STORE_PART:
        return released.amount_minor, released.commission_minor
    return part.minor, 0


class StatementState(StrEnum):
    """Draft: may be disputed. Disputed: a line is held out, the rest goes on. Confirmed: waits for its
    payout. Paying: at the bank. Paid: the bank says so. Dissolved: nothing was left of it.
    """

    DRAFT = "draft"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"
    PAYING = "paying"
    PAID = "paid"
    DISSOLVED = "dissolved"


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What one payee is paid for a stretch of time: the sum of its entries (minor units), made from
    `period_from` until just before `period_until`. It confirms itself at `confirms_at`.
    """

    statement_id: UUID
    payee_id: UUID
    number: str
    currency: str
    state: StatementState
    period_from: datetime
    period_until: datetime
    total_minor: int
    entry_count: int
    drafted_at: datetime
    confirms_at: datetime
    confirmed_at: datetime | None
    confirmed_by: str
    payout_id: UUID | None
    paid_at: datetime | None

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def open(self) -> bool:
        """Whether its payee may still dispute a line or confirm it."""
        return self.state in (StatementState.DRAFT, StatementState.DISPUTED)


class KindSum(msgspec.Struct, frozen=True):
    """All entries of one kind and part in a statement, in minor units."""

    kind: EntryKind
    part: str
    entries: int
    gross_minor: int
    commission_minor: int
    amount_minor: int
    subsidy_minor: int = 0


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a statement that its payee does not accept; `correction_minor` set it right."""

    dispute_id: UUID
    entry_id: UUID
    statement_id: UUID
    payee_id: UUID
    note: str
    opened_by: str
    opened_at: datetime
    resolved_at: datetime | None
    correction_minor: int
    answer: str


class OpenDay(msgspec.Struct, frozen=True):
    """What was earned on one of the market's days and stands in no statement yet (minor units)."""

    day: date
    entries: int
    amount_minor: int


class Standing(msgspec.Struct, frozen=True):
    """A payee's money outside of escrow, in minor units: not in a statement, in one that is open or
    confirmed, at the bank, and held out by disputes.
    """

    open_minor: int
    stated_minor: int
    paying_minor: int
    disputed_minor: int


class AgeBand(msgspec.Struct, frozen=True):
    """Escrow that has waited at least `from_days`: how many orders, how much (minor units)."""

    from_days: int
    currency: str
    orders: int
    waiting_minor: int


class PayeeSum(msgspec.Struct, frozen=True):
    """A payee with open entries that may be settled now."""

    payee_id: UUID
    currency: str


class PayeeRules(msgspec.Struct, frozen=True):
    """When a payee is paid and what it keeps as security."""

    cycle: Cycle
    deposit: Deposit

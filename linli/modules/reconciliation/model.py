"""Days, lines and differences; the records in which the three sides come together."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import MINOR_DIGITS, Money


class DayState(StrEnum):
    """Where a provider's day stands: its bill is `waiting` to come or `missing` by now; once it is there, the
    day is `open` while a difference is, else `clean`: closed.
    """

    WAITING = "waiting"
    MISSING = "missing"
    OPEN = "open"
    CLEAN = "clean"


class DifferenceKind(StrEnum):
    """What does not agree; docs/money/reconciliation.md says what to do about each."""

    BILL_MISSING = "bill_missing"  # the provider has not given out its bill
    MISSING_THERE = "missing_there"  # we know a payment, the bill does not
    MISSING_HERE = "missing_here"  # the bill has a payment that we do not know
    AMOUNT_DIFFERS = "amount_differs"
    CURRENCY_DIFFERS = "currency_differs"
    WRONG_DAY = "wrong_day"  # on the bill of another day than it happened
    DUPLICATE_LINE = "duplicate_line"  # the same movement a second time
    REFERENCE_DIFFERS = "reference_differs"  # the provider's name belongs to another payment than ours does
    REFUND_MISSING = "refund_missing"  # we know a refund as sent, the bill does not
    REFUND_EXTRA = "refund_extra"  # the bill has a refund that we do not know as sent
    REFUND_DIFFERS = "refund_differs"  # another amount or currency went back
    FEE_UNEXPECTED = "fee_unexpected"  # more or less than the provider's terms say, or of nothing of ours
    ORDER_DISAGREES = "order_disagrees"  # paid, and the order neither got its goods nor its money back
    LEDGER_DIFFERS = "ledger_differs"  # the payment and its entry in the ledger do not agree
    PAYOUT = "payout"  # sent to the bank: booked, to be seen there
    OTHER_LINE = "other_line"  # a dispute, a refund that bounced, or anything else


class DifferenceState(StrEnum):
    """`open` until it is `resolved` by itself (a late line, a late callback) or a person has closed it."""

    OPEN = "open"
    RESOLVED = "resolved"
    EXPLAINED = "explained"
    CORRECTED = "corrected"
    SENT_BACK = "sent_back"
    LINKED = "linked"


class BilledLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a bill that concerns this market, as it was kept; amounts as in `payments.BillLine`."""

    line_id: UUID
    provider: str
    day: date
    kind: str
    provider_ref: str
    reference: UUID | None
    amount_minor: int
    fee_minor: int
    currency: str
    billed_at: datetime
    gone: bool = False
    fee_booked_minor: int = 0
    payout_booked_minor: int = 0


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One provider's day. `billed_*` is what the bill says, `known_*` what payments and refunds of this day
    say, `booked_*` what the ledger has of them: all in minor units of the market's currency.
    """

    day_id: UUID
    provider: str
    day: date
    zone: str
    currency: str
    state: DayState
    bill_print: bytes | None
    bill_changes: int
    lines: int
    matched: int
    billed_in_minor: int
    billed_out_minor: int
    billed_fees_minor: int
    billed_payouts_minor: int
    known_in_minor: int
    known_out_minor: int
    booked_in_minor: int
    booked_out_minor: int
    tried_at: datetime
    next_try_at: datetime | None
    ran_at: datetime | None
    closed_at: datetime | None


class DayRow(Day, frozen=True, kw_only=True):
    """A day with how many of its differences are open, and how many there ever were."""

    open_differences: int
    all_differences: int


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not agree, with its three sides: `billed` (the provider), `known` (payments) and
    `booked` (the ledger); None where a side knows nothing of it. `gap_minor` is what the ledger would have
    to gain (negative: to lose) at the provider's account for it to agree with the bill, in `currency`;
    `corrected_minor` of it has been booked.
    """

    difference_id: UUID
    provider: str
    day: date
    kind: DifferenceKind
    state: DifferenceState
    line_id: UUID | None
    provider_ref: str | None
    reference: UUID | None
    order_id: UUID | None
    billed_minor: int | None
    billed_currency: str | None
    billed_at: datetime | None
    fee_minor: int | None
    known_minor: int | None
    known_currency: str | None
    known_state: str | None
    known_at: datetime | None
    booked_minor: int | None
    order_state: str | None
    gap_minor: int
    corrected_minor: int
    currency: str
    noted_at: datetime
    seen_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    why: str | None
    taken_by: UUID | None
    taken_at: datetime | None

    @property
    def gap(self) -> Money:
        """What is left to be booked."""
        return Money(self.gap_minor - self.corrected_minor, self.currency)

    @property
    def is_open(self) -> bool:
        return self.state is DifferenceState.OPEN


class DifferenceFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which differences a list shows; `taken_by` whoever works on them."""

    provider: str | None = None
    day: date | None = None
    kind: DifferenceKind | None = None
    state: DifferenceState | None = None
    taken_by: UUID | None = None


class DayFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which days a list shows, from `since` to `until`, both inclusive."""

    provider: str | None = None
    state: DayState | None = None
    since: date | None = None
    until: date | None = None


class ReturnState(StrEnum):
    """`due` until the provider has sent it; `failed` where it refused and a person must look; `otherwise`
    where that person has paid it back.
    """

    DUE = "due"
    DONE = "done"
    FAILED = "failed"
    OTHERWISE = "otherwise"


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """Money of no order on its way back to whoever paid it, in minor units."""

    return_id: UUID
    difference_id: UUID
    provider: str
    provider_ref: str
    reference: UUID | None
    amount_minor: int
    currency: str
    reason: str
    state: ReturnState
    tries: int
    sent_ref: str | None
    due_at: datetime
    next_try_at: datetime
    done_at: datetime | None
    round: int = 1


def dated_id(day: date, *parts: object) -> UUID:
    """The one id of these parts, in the order of days: 48 bits of the day, then a print of the parts."""
    start = ids.first_at(datetime.combine(day, time(), UTC)).int
    below = ids.derived("reconciliation", *parts).int & ((1 << 80) - 1)
    # As RFC 9562 has it for ids of one's own making: version 8, its variant.
    below = below & ~(0xF << 76) | (8 << 76)
    below = below & ~(0b11 << 62) | (0b10 << 62)
    return UUID(int=start | below)


def day_id(provider: str, day: date) -> UUID:
    return dated_id(day, "day", provider)


def amount_of(minor: int | None, currency: str | None) -> Money | str | None:
    """An amount as people read it; in plain text where the provider told a currency that nobody has."""
    if minor is None or currency is None:
        return None
    return Money(minor, currency) if currency in MINOR_DIGITS else f"{minor} {currency}"

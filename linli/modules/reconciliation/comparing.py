"""The three sides of one provider's day compared: every difference, once, under the id that it keeps."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from linli.modules.reconciliation.habits import CLOCKS_DIFFER, CUT_OFF, Habits, habits_of
from linli.modules.reconciliation.matching import Known, Match, Matches, matched
from linli.modules.reconciliation.model import BilledLine, DifferenceKind, DifferenceState, dated_id
from linli.modules.reconciliation.sides import Paid, Sides, WentBack

CHARGE, REFUND, FEE, PAYOUT = "charge", "refund", "fee", "payout"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A difference as it is found; the fields are those of `Difference`."""

    difference_id: UUID
    kind: DifferenceKind
    state: DifferenceState
    line_id: UUID | None = None
    provider_ref: str | None = None
    reference: UUID | None = None
    order_id: UUID | None = None
    billed_minor: int | None = None
    billed_currency: str | None = None
    billed_at: datetime | None = None
    fee_minor: int | None = None
    known_minor: int | None = None
    known_currency: str | None = None
    known_state: str | None = None
    known_at: datetime | None = None
    booked_minor: int | None = None
    order_state: str | None = None
    gap_minor: int = 0


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What the day adds up to; as in `Day`."""

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


class Compared(msgspec.Struct, frozen=True):
    """All that came of it, which order each line belongs to, and which lines only repeat another."""

    found: list[Found]
    figures: Figures
    orders: dict[UUID, UUID]
    repeated: frozenset[UUID]


def compare(sides: Sides) -> Compared:
    """Compare a day; the same day with the same sides gives the same differences, in any order."""
    every = [*sides.lines, *sides.elsewhere]
    charges = matched([line for line in every if line.kind == CHARGE], sides.paid)
    refunds = matched([line for line in every if line.kind == REFUND], sides.went_back)
    habits = habits_of(sides.provider)
    day = _Day(sides, habits)
    for pair in charges.pairs:
        if pair.line.day == sides.day:
            day.paid_and_billed(pair)
    for back in refunds.pairs:
        if back.line.day == sides.day:
            day.sent_and_billed(back)
    day.strange(charges, refunds)
    day.never_billed(charges, refunds)
    day.other_lines()
    lines = [pair.line for pair in charges.pairs] + [pair.line for pair in refunds.pairs]
    orders = {pair.line.line_id: pair.known.order_id for pair in charges.pairs}
    for back in refunds.pairs:
        if back.known.order_id is not None:
            orders[back.line.line_id] = back.known.order_id
    count = sum(line.day == sides.day for line in lines)
    repeated = frozenset(line.line_id for line in (*charges.repeated, *refunds.repeated))
    return Compared(day.found, _figures(sides, count), orders, repeated)


class _Day:
    """Collects the differences of one day."""

    def __init__(self, sides: Sides, habits: Habits) -> None:
        self.sides = sides
        self.habits = habits
        self.found: list[Found] = []

    def paid_and_billed(self, pair: Match[Paid]) -> None:
        line, known = pair.line, pair.known
        booked = known.booked_minor or 0
        if line.currency != known.currency:
            self._about(DifferenceKind.CURRENCY_DIFFERS, line, known)
        elif line.amount_minor != known.minor:
            self._about(DifferenceKind.AMOUNT_DIFFERS, line, known, line.amount_minor - booked)
        if known.booked_minor != known.minor:
            self._about(DifferenceKind.LEDGER_DIFFERS, line, known, known.minor - booked)
        if known.order_disagrees:
            self._about(DifferenceKind.ORDER_DISAGREES, line, known)
        self._both(pair)

    def sent_and_billed(self, pair: Match[WentBack]) -> None:
        line, known = pair.line, pair.known
        booked = known.booked_minor or 0
        if (line.currency, line.amount_minor) != (known.currency, known.minor):
            gap = booked - line.amount_minor if line.currency == known.currency else 0
            self._about(DifferenceKind.REFUND_DIFFERS, line, known, gap)
        if known.booked_minor != known.minor:
            self._about(DifferenceKind.LEDGER_DIFFERS, line, known, booked - known.minor)
        self._both(pair)

    def _both(self, pair: Match[Known]) -> None:
        """What a payment and a refund have in common: the names, the day, the fee."""
        line, known = pair.line, pair.known
        if pair.misnamed:
            self._about(DifferenceKind.REFERENCE_DIFFERS, line, known)
        if known.at is not None and self.habits.day_of(known.at) != line.day:
            near = known.began_at - CLOCKS_DIFFER <= line.billed_at <= known.at + CUT_OFF
            state = DifferenceState.RESOLVED if near else DifferenceState.OPEN
            self._about(DifferenceKind.WRONG_DAY, line, known, state=state)
        if not self.habits.fee_is_usual(line.kind, line.amount_minor, line.fee_minor):
            self._about(DifferenceKind.FEE_UNEXPECTED, line, known)

    def strange(self, charges: Matches[Paid], refunds: Matches[WentBack]) -> None:
        """Lines that are nothing of ours, or of which we do not know that they are done, or repeated."""
        for line, paid in charges.strange:
            booked = (paid.booked_minor or 0) if paid and not paid.is_done else 0
            self._about(DifferenceKind.MISSING_HERE, line, paid, line.amount_minor - booked)
        for line, back in refunds.strange:
            booked = (back.booked_minor or 0) if back and not back.is_done else 0
            self._about(DifferenceKind.REFUND_EXTRA, line, back, booked - line.amount_minor)
        for line in charges.repeated:
            self._about(DifferenceKind.DUPLICATE_LINE, line, None, line.amount_minor)
        for line in refunds.repeated:
            self._about(DifferenceKind.DUPLICATE_LINE, line, None, -line.amount_minor)

    def never_billed(self, charges: Matches[Paid], refunds: Matches[WentBack]) -> None:
        """What we know of this day and no bill has; what may still come tomorrow waits for it."""
        billed = charges.found | refunds.found
        for paid in self.sides.paid:
            if self._was_due(paid) and paid.known_id not in billed:
                self._unbilled(DifferenceKind.MISSING_THERE, paid, -(paid.booked_minor or 0))
        for back in self.sides.went_back:
            if self._was_due(back) and back.known_id not in billed:
                self._unbilled(DifferenceKind.REFUND_MISSING, back, back.booked_minor or 0)

    def _was_due(self, known: Paid | WentBack) -> bool:
        if not known.is_done or known.at is None or not self.sides.is_of_day(known.at):
            return False
        return self.sides.complete or known.at < self.sides.window[1] - CUT_OFF

    def other_lines(self) -> None:
        for line in self.sides.lines:
            if line.kind == FEE:
                self._about(DifferenceKind.FEE_UNEXPECTED, line, None)
            elif line.kind == PAYOUT:
                self._about(DifferenceKind.PAYOUT, line, None, state=DifferenceState.RESOLVED)
            elif line.kind not in (CHARGE, REFUND):
                self._about(DifferenceKind.OTHER_LINE, line, None, line.amount_minor)

    def _about(
        self,
        kind: DifferenceKind,
        line: BilledLine,
        known: Paid | WentBack | None,
        gap: int = 0,
        *,
        state: DifferenceState = DifferenceState.OPEN,
    ) -> None:
        """A difference of a line of this day; those of other days are found on theirs."""
        if line.day != self.sides.day:
            return
        self.found.append(
            Found(
                difference_id=dated_id(line.day, line.provider, kind.value, line.line_id),
                kind=kind,
                state=state,
                line_id=line.line_id,
                provider_ref=line.provider_ref,
                billed_minor=line.amount_minor,
                billed_currency=line.currency,
                billed_at=line.billed_at,
                fee_minor=line.fee_minor,
                gap_minor=gap if line.currency == self.sides.currency else 0,
                **_known_side(known, line.reference),
            )
        )

    def _unbilled(self, kind: DifferenceKind, known: Paid | WentBack, gap: int) -> None:
        self.found.append(
            Found(
                difference_id=dated_id(self.sides.day, self.sides.provider, kind.value, known.known_id),
                kind=kind,
                state=DifferenceState.OPEN,
                provider_ref=known.provider_ref,
                gap_minor=gap,
                **_known_side(known, None),
            )
        )


def _known_side(known: Paid | WentBack | None, named: UUID | None) -> dict[str, Any]:
    if known is None:
        return {"reference": named}
    return {
        "reference": known.known_id,
        "order_id": known.order_id,
        "known_minor": known.minor,
        "known_currency": known.currency,
        "known_state": known.state,
        "known_at": known.at,
        "booked_minor": known.booked_minor,
        "order_state": known.order_state if isinstance(known, Paid) else None,
    }


def bill_missing(provider: str, day: date) -> Found:
    """The day's bill itself is what is missing."""
    kind = DifferenceKind.BILL_MISSING
    return Found(difference_id=dated_id(day, provider, kind.value), kind=kind, state=DifferenceState.OPEN)


def _figures(sides: Sides, count: int) -> Figures:
    """Sums in the market's currency; lines of another one are differences anyway."""
    lines = [line for line in sides.lines if line.currency == sides.currency]
    paid = [one for one in sides.paid if one.is_done and sides.is_of_day(one.at)]
    back = [one for one in sides.went_back if one.is_done and sides.is_of_day(one.at)]
    fees = sum(line.fee_minor for line in lines)
    return Figures(
        lines=len(sides.lines),
        matched=count,
        billed_in_minor=_sum(lines, CHARGE),
        billed_out_minor=_sum(lines, REFUND),
        billed_fees_minor=fees + _sum(lines, FEE),
        billed_payouts_minor=_sum(lines, PAYOUT),
        known_in_minor=sum(one.minor for one in paid),
        known_out_minor=sum(one.minor for one in back),
        booked_in_minor=sum(one.booked_minor or 0 for one in paid),
        booked_out_minor=sum(one.booked_minor or 0 for one in back),
    )


def _sum(lines: list[BilledLine], kind: str) -> int:
    return sum(line.amount_minor for line in lines if line.kind == kind)

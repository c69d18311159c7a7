"""A person works on a difference: takes it on, explains it, books a correction, links it to an order."""

from datetime import datetime
from uuid import UUID

from linli.kernel import texts
from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import ledger, orders, payments
from linli.modules.reconciliation.accounts import adjustments_account, clearing_account
from linli.modules.reconciliation.model import Difference, DifferenceKind, DifferenceState, day_id
from linli.modules.reconciliation.refusals import (
    DIFFERENCE_CLOSED,
    NO_STRAY_MONEY,
    NOTHING_TO_CORRECT,
    ORDER_DOES_NOT_FIT,
)
from linli.modules.reconciliation.statements import SQL

SHORTEST_WHY, LONGEST_WHY = 3, 300


async def take_on(work: Work, market_id: int, difference_id: UUID, person_id: UUID | None) -> None:
    """Say who works on it; None: nobody any more. Refuses in this order: not_found, difference_closed."""
    taken_at: datetime | None = work.now if person_id else None
    if not await work.run(SQL.take_difference, market_id, difference_id, person_id, taken_at):
        await opened(work, market_id, difference_id)
    action = "difference.taken" if person_id else "difference.put_back"
    await work.audit(market_id, action, str(difference_id))


async def explain(work: Work, market_id: int, difference_id: UUID, why: str) -> None:
    """Close it with its explanation; no money moves.

    Refuses in this order: not_found, difference_closed, invalid (why).
    """
    known = await opened(work, market_id, difference_id)
    await close(work, market_id, known, DifferenceState.EXPLAINED, why)


async def correct(work: Work, market_id: int, difference_id: UUID, why: str) -> Money:
    """Book what is left between ledger and bill: found where the provider holds more than we knew, written
    off where it holds less; returns what the provider's account gained (negative: lost).

    Refuses in this order: not_found, difference_closed, nothing_to_correct, invalid (why).
    """
    known = await opened(work, market_id, difference_id)
    if not known.gap:
        raise NOTHING_TO_CORRECT()
    clearing = clearing_account(known.provider, known.currency)
    adjustments = adjustments_account(known.currency)
    amount = Money(abs(known.gap.minor), known.currency)
    if known.gap.minor > 0:
        move = ledger.Move(clearing, adjustments, amount, "reconciliation_found", difference_id)
    else:
        move = ledger.Move(adjustments, clearing, amount, "reconciliation_written_off", difference_id)
    await ledger.transfer(work, market_id, move)
    await work.run(SQL.note_correction, market_id, difference_id, known.gap_minor)
    facts = {"gap_minor": known.gap.minor, "currency": known.currency}
    await close(work, market_id, known, DifferenceState.CORRECTED, why, **facts)
    return known.gap


async def link(work: Work, market_id: int, difference_id: UUID, order_id: UUID, why: str) -> None:
    """Money that the provider has and we did not know of is this order's payment: it is recorded as such, and
    the order gets its goods or, where they are gone, its money back. Where the line itself names the order's
    payment, it may be a second one or of another amount: that is looked after as a loose end.

    Refuses in this order: not_found, difference_closed, no_stray_money (it is no payment that we miss),
    order_does_not_fit (another amount or currency, or paid already), invalid (why).
    """
    known = await opened(work, market_id, difference_id)
    billed = stray_money(known)
    order = await orders.order(work, market_id, order_id, None)
    intent = await payments.intent(work, market_id, order.intent_id)
    own = known.reference == intent.intent_id
    if not own and (intent.state is payments.IntentState.PAID or intent.amount != billed):
        raise ORDER_DOES_NOT_FIT()
    told = (known.provider_ref or "", billed.minor, billed.currency)
    await payments.record_paid(work, market_id, intent.intent_id, *told, known.provider)
    facts = {"order": str(order_id), "provider_ref": known.provider_ref}
    await close(work, market_id, known, DifferenceState.LINKED, why, **facts)


def stray_money(known: Difference) -> Money:
    """What the provider holds and nobody claims, and of which nothing was booked yet. Refuses:
    no_stray_money.
    """
    if known.corrected_minor:
        raise NO_STRAY_MONEY()
    if known.kind is not DifferenceKind.MISSING_HERE or known.gap_minor != known.billed_minor:
        raise NO_STRAY_MONEY()
    if known.billed_currency != known.currency or not known.gap:
        raise NO_STRAY_MONEY()
    return known.gap


async def opened(work: Work, market_id: int, difference_id: UUID) -> Difference:
    """The difference, locked. Refuses in this order: not_found, difference_closed."""
    known = await work.one(Difference, SQL.lock_difference, market_id, difference_id)
    if known is None:
        raise NOT_FOUND()
    if not known.is_open:
        raise DIFFERENCE_CLOSED()
    return known


async def close(
    work: Work, market_id: int, known: Difference, state: DifferenceState, why: str, **facts: object
) -> None:
    """Close it in a person's name, and the day where it was the last one. Refuses: invalid (why)."""
    said = texts.line(why, "why", LONGEST_WHY, shortest=SHORTEST_WHY)
    row = (market_id, known.difference_id, state, work.now, work.actor.name, said)
    await work.run(SQL.close_difference, *row)
    day = (day_id(known.provider, known.day), known.provider, known.day)
    await work.run(SQL.close_if_clean, market_id, *day, work.now)
    await work.audit(market_id, f"difference.{state.value}", str(known.difference_id), said, **facts)

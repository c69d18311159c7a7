"""Money that belongs to no order goes back through the provider that it came by."""

from datetime import timedelta
from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Database, Work
from linli.kernel.log import logger
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import ledger, payments
from linli.modules.reconciliation.accounts import (
    bank_account,
    clearing_account,
    refunds_account,
    suspense_account,
)
from linli.modules.reconciliation.actions.decide import (
    LONGEST_WHY,
    SHORTEST_WHY,
    close,
    opened,
    stray_money,
)
from linli.modules.reconciliation.model import DifferenceState, Return, ReturnState
from linli.modules.reconciliation.refusals import NO_STRAY_MONEY, RETURN_NOT_REFUSED
from linli.modules.reconciliation.statements import SQL

log = logger(__name__)
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
REASON = "paid_without_order"


async def send_back(work: Work, market_id: int, difference_id: UUID, why: str) -> UUID:
    """Money that the provider has and that belongs to nothing of ours is due back to whoever paid it: into
    the books as unclear, out of them once the provider has sent it. Returns the return's id.

    Once for each difference: where a corrected bill says more afterwards, the rest is a correction. Refuses
    in this order: not_found, difference_closed, no_stray_money (not a payment that we miss, one on its way
    back already, or one that an order of ours still waits for: `link` that one), invalid (why).
    """
    known = await opened(work, market_id, difference_id)
    amount = stray_money(known)
    if known.known_state is not None or not known.provider_ref:
        raise NO_STRAY_MONEY()
    return_id = ids.uuid7()
    row = (known.provider, known.provider_ref, known.reference, amount.minor, amount.currency, REASON)
    if not await work.run(SQL.insert_return, market_id, return_id, difference_id, *row, work.now):
        raise NO_STRAY_MONEY()
    clearing = clearing_account(known.provider, amount.currency)
    suspense = suspense_account(known.provider, amount.currency)
    refunds = refunds_account(known.provider, amount.currency)
    await ledger.transfer(
        work,
        market_id,
        ledger.Move(clearing, suspense, amount, "stray_received", return_id),
        ledger.Move(suspense, refunds, amount, "stray_return_due", return_id),
    )
    await work.run(SQL.note_correction, market_id, difference_id, amount.minor)
    await close(work, market_id, known, DifferenceState.SENT_BACK, why, return_id=str(return_id))
    return return_id


async def send_returns(db: Database, market_id: int, gateways: payments.Gateways) -> int:
    """A job of the timetable: send what is due and has waited long enough; how many were sent."""
    async with db.read() as reader:
        due = await reader.column(UUID, SQL.returns_to_try, market_id, reader.now)
    sent = [await _send(db, market_id, return_id, gateways) for return_id in due]
    return sum(sent)


async def send_again(work: Work, market_id: int, difference_id: UUID, why: str) -> None:
    """What the provider refused to send back is due once more, as of now, under a key of its own.

    Refuses in this order: invalid (why), return_not_refused (also where nothing goes back).
    """
    reason = texts.line(why, "why", LONGEST_WHY, shortest=SHORTEST_WHY)
    if not await work.run(SQL.return_again, market_id, difference_id, work.now):
        raise RETURN_NOT_REFUSED()
    await work.audit(market_id, "difference.sent_again", str(difference_id), reason)


async def returned_otherwise(
    work: Work, market_id: int, difference_id: UUID, way: payments.OtherWay, why: str
) -> None:
    """What the provider refused to send back was paid back by a person: from the market's bank account, or by
    hand at the provider.

    Refuses in this order: invalid (why), return_not_refused (also where nothing goes back).
    """
    reason = texts.line(why, "why", LONGEST_WHY, shortest=SHORTEST_WHY)
    paid = await work.one(Return, SQL.mark_return_otherwise, market_id, difference_id, work.now)
    if paid is None:
        raise RETURN_NOT_REFUSED()
    amount = Money(paid.amount_minor, paid.currency)
    by_hand = way is payments.OtherWay.PROVIDER
    target = clearing_account(paid.provider, paid.currency) if by_hand else bank_account(paid.currency)
    source = refunds_account(paid.provider, paid.currency)
    move = ledger.Move(source, target, amount, "stray_paid_otherwise", paid.return_id)
    await ledger.transfer(work, market_id, move)
    await work.audit(market_id, "difference.otherwise", str(difference_id), reason, way=way.value)


async def _send(db: Database, market_id: int, return_id: UUID, gateways: payments.Gateways) -> bool:
    """Ask the provider; may be repeated, for it knows the return by its id."""
    async with db.read() as reader:
        due = await reader.one(Return, SQL.find_return, market_id, return_id)
    if due is None or due.state is not ReturnState.DUE or due.provider not in gateways:
        return False
    news = None
    try:
        news = await gateways[due.provider].refund(_payment_of(market_id, due), _refund_of(market_id, due))
    except Refusal as refusal:
        log.warning("money of no order not sent yet", refusal=refusal.code, what=str(return_id))
    async with db.work() as work:
        return await _record(work, market_id, due, news)


async def _record(work: Work, market_id: int, due: Return, news: payments.News | None) -> bool:
    where = (market_id, due.return_id)
    if news is not None and news.kind is payments.NewsKind.REFUNDED:
        if await work.run(SQL.mark_returned, *where, news.provider_ref, work.now):
            amount = Money(due.amount_minor, due.currency)
            source = refunds_account(due.provider, due.currency)
            target = clearing_account(due.provider, due.currency)
            move = ledger.Move(source, target, amount, "stray_returned", due.return_id)
            await ledger.transfer(work, market_id, move)
        return True
    if news is not None and news.kind is payments.NewsKind.REFUND_FAILED:
        if await work.run(SQL.mark_return_refused, *where):
            why = "the provider refused to send it back"
            await work.audit(market_id, "difference.not_sent", str(due.difference_id), why)
        return False
    pause = min(FIRST_WAIT * (1 << min(due.tries, 10)), LONGEST_WAIT)
    await work.run(SQL.try_return_later, *where, work.now + pause)
    return False


def _payment_of(market_id: int, due: Return) -> payments.Intent:
    """What a gateway wants to know of the payment; the provider knows it by its own name for it."""
    return payments.Intent(
        market_id=market_id,
        intent_id=due.reference or due.return_id,
        order_id=due.return_id,
        amount_minor=due.amount_minor,
        refunded_minor=due.amount_minor,
        currency=due.currency,
        subject="",
        provider=due.provider,
        state=payments.IntentState.PAID,
        attempt=1,
        provider_ref=due.provider_ref,
        ask=None,
        checkout=None,
        created_at=due.due_at,
        expires_at=due.due_at,
        paid_at=due.due_at,
    )


def _refund_of(market_id: int, due: Return) -> payments.Refund:
    return payments.Refund(
        market_id=market_id,
        refund_id=due.return_id,
        intent_id=due.reference or due.return_id,
        order_id=due.return_id,
        amount_minor=due.amount_minor,
        currency=due.currency,
        reason=due.reason,
        state=payments.RefundState.DUE,
        round=due.round,
        provider=due.provider,
        payment_ref=None,
        tries=due.tries,
        due_at=due.due_at,
        done_at=None,
    )

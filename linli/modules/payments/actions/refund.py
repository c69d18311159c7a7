"""Money on its way back: written down first, sent by the worker, recorded when the provider has sent it."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import msgspec

from linli.kernel import ids, texts
from linli.kernel.database import Database, Work, plain
from linli.kernel.log import logger
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import ledger
from linli.modules.payments.accounts import (
    adjustments_account,
    bank_account,
    clearing_account,
    refunds_account,
)
from linli.modules.payments.events import RefundDue, RefundSent
from linli.modules.payments.model import (
    Gateways,
    Intent,
    LooseKind,
    News,
    NewsKind,
    OtherWay,
    Refund,
    RefundState,
)
from linli.modules.payments.providers import gateway_named
from linli.modules.payments.refusals import REFUND_NOT_REFUSED, REFUND_TOO_LARGE
from linli.modules.payments.statements import SQL

log = logger(__name__)
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_WHY = 300


class _Of(msgspec.Struct, frozen=True):
    intent_id: UUID
    provider: str


async def refund(work: Work, market_id: int, order_id: UUID, amount: Money, reason: str) -> UUID:
    """A refund is due from now on: never more in all than was paid, however many ask at once.

    Refuses in this order: not_found when the order was never paid in this currency, refund_too_large (left,
    minor units).
    """
    of = await work.one(_Of, SQL.add_refunded, market_id, order_id, amount.minor, amount.currency)
    if of is None:
        left = await work.value(int, SQL.refundable_left, market_id, order_id, amount.currency)
        raise NOT_FOUND() if left is None else REFUND_TOO_LARGE(left=left)
    refund_id = ids.uuid7(work.now)
    row = (of.intent_id, order_id, amount.minor, amount.currency, reason, of.provider)
    when = (work.now, work.now + FIRST_WAIT)
    await work.run(SQL.insert_refund, market_id, refund_id, *row, *when, None, None)
    await work.announce(RefundDue(market_id=market_id, order_id=order_id, refund_id=refund_id))
    return refund_id


async def send_refund(db: Database, market_id: int, refund_id: UUID, gateways: Gateways) -> bool:
    """Ask the provider to send a due refund; may be repeated, for the provider knows it by its id.

    True once it is sent. False when there was no final answer yet (the timetable tries again), or when the
    provider refused. Refuses: not_found.
    """
    async with db.read() as reader:
        due = await reader.one(Refund, SQL.find_refund, market_id, refund_id)
        if due is None:
            raise NOT_FOUND()
        intent = await reader.one(Intent, SQL.find_intent, market_id, due.intent_id)
    if intent is None:
        raise NOT_FOUND()
    if due.state is not RefundState.DUE:
        return due.state is RefundState.DONE
    if due.payment_ref is not None:
        # Of another payment than the intent's own: the whole of it goes back to where it came from.
        its = {"provider": due.provider, "provider_ref": due.payment_ref}
        intent = msgspec.structs.replace(intent, amount_minor=due.amount_minor, currency=due.currency, **its)
    news = None
    try:
        news = await gateway_named(gateways, due.provider).refund(intent, due)
    except Refusal as refusal:
        log.warning("refund not sent yet", refusal=refusal.code, refund=str(refund_id))
    async with db.work() as work:
        if news is None or news.kind is NewsKind.PENDING:
            await work.run(SQL.try_refund_later, market_id, refund_id, work.now + _pause_after(due.tries))
        else:
            await record_refund(work, market_id, news, answered=True)
    return news is not None and news.kind is NewsKind.REFUNDED


def _pause_after(tries: int) -> timedelta:
    return min(FIRST_WAIT * (1 << min(tries, 10)), LONGEST_WAIT)


class _Done(msgspec.Struct, frozen=True):
    refund_id: UUID
    order_id: UUID
    amount_minor: int
    currency: str
    provider: str

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class _Settled(_Done, frozen=True):
    intent_id: UUID
    provider_ref: str | None
    state: RefundState
    round: int


async def record_refund(work: Work, market_id: int, news: News, *, answered: bool = False) -> None:
    """Where the provider says a refund stands, once; `answered`: it says so of our present round. Money that
    has moved is recorded: also where it was refused before, comes back afterwards, or goes out twice. News of
    what is no refund of an order is passed over.
    """
    key = (market_id, news.reference, news.provider_ref)
    if news.kind is NewsKind.REFUNDED:
        done = await work.one(_Done, SQL.mark_refund_done, *key, work.now)
        if done is None:
            await _record_twice(work, market_id, news)
            return
        sent = RefundSent(
            market_id=market_id,
            order_id=done.order_id,
            refund_id=done.refund_id,
            amount_minor=done.amount_minor,
            currency=done.currency,
            provider=done.provider,
        )
        await work.announce(sent)
    elif news.kind is NewsKind.REFUND_FAILED:
        facts = {"provider_ref": news.provider_ref}
        if await work.run(SQL.mark_refund_failed, *key, answered):
            why = "the provider refused the refund"
            await work.audit(market_id, "refund.failed", str(news.reference), why, **facts)
            return
        back = await work.one(_Done, SQL.mark_refund_bounced, *key)
        if back is not None:
            source = clearing_account(back.provider, back.currency)
            target = refunds_account(back.provider, back.currency)
            move = ledger.Move(source, target, back.amount, "refund_bounced", back.order_id)
            await ledger.transfer(work, market_id, move)
            why = "what was sent came back to the provider"
            await work.audit(market_id, "refund.bounced", str(news.reference), why, **facts)


async def _record_twice(work: Work, market_id: int, news: News) -> None:
    """Told as sent of a refund that is settled: a repeat, unless it was paid back another way or sent in two
    rounds. Then the money is gone twice, which the books show as a loss until a person has looked.
    """
    known = await work.one(_Settled, SQL.lock_refund, market_id, news.reference)
    if known is None:
        return
    in_two_rounds = known.round > 1 and known.provider_ref != news.provider_ref
    if known.state is not RefundState.OTHERWISE and not in_two_rounds:
        return
    row = (market_id, ids.uuid7(work.now), known.intent_id, LooseKind.REFUNDED_TWICE.value)
    told = (known.amount_minor, known.currency, known.provider, news.provider_ref, 0)
    if await work.run(SQL.note_loose_end, *row, *told, work.now):
        source = adjustments_account(known.currency)
        target = clearing_account(known.provider, known.currency)
        move = ledger.Move(source, target, known.amount, "refunded_twice", known.order_id)
        await ledger.transfer(work, market_id, move)
        why, facts = "the provider sent what was paid back already", {"provider_ref": news.provider_ref}
        await work.audit(market_id, "payment.refunded_twice", str(known.intent_id), why, **facts)


async def pay_back_otherwise(work: Work, market_id: int, refund_id: UUID, way: OtherWay, why: str) -> None:
    """A refund that the provider refused was paid back by a person: from the market's bank account, or by
    hand at the provider. `why`: 1 to 300 characters, into the audit trail.

    Refuses in this order: invalid (why), not_found, refund_not_refused.
    """
    why = texts.lines(why, "why", LONGEST_WHY)
    paid = await work.one(_Done, SQL.mark_refund_otherwise, market_id, refund_id, work.now)
    if paid is None:
        if await work.one(_Settled, SQL.lock_refund, market_id, refund_id) is None:
            raise NOT_FOUND()
        raise REFUND_NOT_REFUSED()
    source = refunds_account(paid.provider, paid.currency)
    by_hand = way is OtherWay.PROVIDER
    target = clearing_account(paid.provider, paid.currency) if by_hand else bank_account(paid.currency)
    move = ledger.Move(source, target, paid.amount, "paid_back_otherwise", paid.order_id)
    await ledger.transfer(work, market_id, move)
    await work.audit(market_id, "refund.otherwise", str(refund_id), why, way=way.value)


async def send_again(work: Work, market_id: int, refund_ids: Iterable[UUID], why: str) -> int:
    """Refunds that the provider refused become due once more, as of now; how many did.

    Those that are due or done are left alone. Written into the audit trail.
    """
    again = await work.column(
        UUID, SQL.refunds_due_again, market_id, plain(sorted(set(refund_ids))), work.now
    )
    for refund_id in again:
        await work.audit(market_id, "refund.again", str(refund_id), why)
    return len(again)


async def retry_refunds(db: Database, market_id: int, gateways: Gateways) -> int:
    """A job of the timetable: send what is due and waited long enough. Returns how many were sent."""
    async with db.read() as reader:
        due = await reader.column(UUID, SQL.refunds_to_try, market_id, reader.now)
    sent = [await send_refund(db, market_id, refund_id, gateways) for refund_id in due]
    return sum(sent)

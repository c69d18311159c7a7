"""Money on its way back: written down first, sent by the worker, recorded when the provider has sent it."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Database, Work, plain
from linli.kernel.log import logger
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules.payments.events import RefundDue, RefundSent
from linli.modules.payments.model import Gateways, Intent, News, NewsKind, Refund, RefundState
from linli.modules.payments.providers import gateway_named
from linli.modules.payments.statements import SQL

log = logger(__name__)
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


async def refund(work: Work, market_id: int, order_id: UUID, amount: Money, reason: str) -> UUID:
    """A refund is due from now on: never more in all than was paid (the database refuses it as a bug).

    Refuses: not_found when the order was never paid.
    """
    intent_id = await work.value(UUID, SQL.add_refunded, market_id, order_id, amount.minor, amount.currency)
    if intent_id is None:
        raise NOT_FOUND()
    refund_id = ids.uuid7(work.now)
    row = (market_id, refund_id, intent_id, order_id, amount.minor, amount.currency, reason, work.now)
    await work.run(SQL.insert_refund, *row, work.now + FIRST_WAIT)
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
    news = None
    try:
        news = await gateway_named(gateways, intent.provider).refund(intent, due)
    except Refusal as refusal:
        log.warning("refund not sent yet", refusal=refusal.code, refund=str(refund_id))
    async with db.work() as work:
        if news is None or news.kind is NewsKind.PENDING:
            await work.run(SQL.try_refund_later, market_id, refund_id, work.now + _pause_after(due.tries))
        else:
            await record_refund(work, market_id, news)
    return news is not None and news.kind is NewsKind.REFUNDED


def _pause_after(tries: int) -> timedelta:
    return min(FIRST_WAIT * (1 << min(tries, 10)), LONGEST_WAIT)


class _Done(msgspec.Struct, frozen=True):
    refund_id: UUID
    order_id: UUID
    amount_minor: int
    currency: str
    provider: str


async def record_refund(work: Work, market_id: int, news: News) -> None:
    """Where the provider says a refund stands; the first final word counts."""
    if news.kind is NewsKind.REFUNDED:
        done = await work.one(
            _Done, SQL.mark_refund_done, market_id, news.reference, news.provider_ref, work.now
        )
        if done is not None:
            sent = RefundSent(
                market_id=market_id,
                order_id=done.order_id,
                refund_id=done.refund_id,
                amount_minor=done.amount_minor,
                currency=done.currency,
                provider=done.provider,
            )
            await work.announce(sent)
    elif news.kind is NewsKind.REFUND_FAILED and await work.run(
        SQL.mark_refund_failed, market_id, news.reference
    ):
        why = "the provider refused the refund"
        await work.audit(market_id, "refund.failed", str(news.reference), why, provider_ref=news.provider_ref)


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

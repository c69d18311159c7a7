"""A provider's news, recorded once."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from linli.kernel.database import Actor, Database, Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.payments.actions.loose_ends import LockedIntent, Told, note_difference, settle_held
from linli.modules.payments.actions.refund import record_refund
from linli.modules.payments.events import PaymentCaptured
from linli.modules.payments.model import Gateway, Intent, IntentState, News, NewsKind
from linli.modules.payments.moves import sources_of
from linli.modules.payments.statements import SQL


async def receive_callback(
    db: Database, market_id: int, gateway: Gateway, headers: Mapping[str, str], path: str, body: bytes
) -> None:
    """Take a provider's signed callback: a repeat changes nothing, whatever order callbacks come in. One that
    says nothing of ours is passed over.

    Refuses in this order: signature_wrong, not_found (the provider will ask again).
    """
    news = await gateway.read_callback(headers, path, body, db.clock())
    if news is None:
        return
    market_id = market_id if news.market_id is None else news.market_id
    async with db.work(Actor(f"provider:{gateway.name}")) as work:
        if news.kind is NewsKind.PAID:
            await _take_paid(work, market_id, news, gateway.name, body)
            return
        seen = not await work.run(
            SQL.insert_provider_event, market_id, gateway.name, news.event_id, body, work.now
        )
        if not seen:
            await record_news(work, market_id, news, gateway.name)


class _Taken(msgspec.Struct, frozen=True):
    fresh: bool
    order_id: UUID | None
    loose: bool


async def _take_paid(work: Work, market_id: int, news: News, provider: str, body: bytes) -> None:
    """Once for each piece of news: what `record_paid` does, with the news in one statement."""
    told = (news.provider_ref, news.amount_minor, news.currency)
    row = (market_id, news.reference, *told, sources_of(IntentState.PAID), work.now)
    taken = await work.one(_Taken, SQL.take_paid, *row, provider, news.event_id, body)
    if taken is None or not taken.fresh:
        return
    if taken.order_id is None:
        await _note_other(work, market_id, news.reference, *told, provider)
        return
    await _announce(work, market_id, taken.order_id, news.reference, *told[1:], provider)
    if taken.loose:
        paid = await work.one(Intent, SQL.find_intent, market_id, news.reference)
        assert paid is not None
        await settle_held(work, paid)


async def record_news(work: Work, market_id: int, news: News, provider: str) -> None:
    """Bring an intent or refund to where the provider says it stands. Refuses: not_found."""
    if news.kind is NewsKind.PAID:
        told = (news.provider_ref, news.amount_minor, news.currency)
        await record_paid(work, market_id, news.reference, *told, provider)
    elif news.kind is NewsKind.FAILED:
        await work.run(SQL.mark_failed, market_id, news.reference, news.provider_ref)
    elif news.kind is NewsKind.CLOSED:
        await work.run(SQL.mark_attempt_closed, market_id, news.reference, news.provider_ref)
    elif news.kind in (NewsKind.REFUNDED, NewsKind.REFUND_FAILED):
        await record_refund(work, market_id, news)


class _Paid(Intent, frozen=True):
    loose: bool


async def record_paid(
    work: Work,
    market_id: int,
    intent_id: UUID,
    provider_ref: str,
    amount_minor: int,
    currency: str,
    provider: str | None = None,
) -> None:
    """The provider (None: the one it was last asked of) has the money: once per intent. Another amount or
    currency is booked and held for a person to look at; a second payment is booked and goes back by itself.

    Refuses: not_found.
    """
    paid = await work.one(
        _Paid,
        SQL.mark_paid,
        market_id,
        intent_id,
        provider_ref,
        amount_minor,
        currency,
        sources_of(IntentState.PAID),
        work.now,
        provider,
    )
    if paid is None:
        await _note_other(work, market_id, intent_id, provider_ref, amount_minor, currency, provider)
        return
    await _announce(work, market_id, paid.order_id, intent_id, amount_minor, currency, paid.provider)
    if paid.loose:
        await settle_held(work, paid)


async def _note_other(
    work: Work,
    market_id: int,
    intent_id: UUID,
    provider_ref: str,
    amount_minor: int,
    currency: str,
    provider: str | None,
) -> None:
    """What was paid is not what was asked for, or was paid before. Refuses: not_found."""
    known = await work.one(LockedIntent, SQL.lock_intent, market_id, intent_id)
    if known is None:
        raise NOT_FOUND()
    told = Told(provider or known.provider, provider_ref, amount_minor, currency)
    await note_difference(work, known, told)


async def _announce(
    work: Work,
    market_id: int,
    order_id: UUID,
    intent_id: UUID,
    amount_minor: int,
    currency: str,
    provider: str,
) -> None:
    captured = PaymentCaptured(
        market_id=market_id,
        order_id=order_id,
        intent_id=intent_id,
        amount_minor=amount_minor,
        currency=currency,
        provider=provider,
    )
    await work.announce(captured)

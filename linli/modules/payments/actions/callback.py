"""A provider's news, recorded once."""

from collections.abc import Mapping
from uuid import UUID

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
        seen = not await work.run(
            SQL.insert_provider_event, market_id, gateway.name, news.event_id, body, work.now
        )
        if not seen:
            await record_news(work, market_id, news, gateway.name)


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
        known = await work.one(LockedIntent, SQL.lock_intent, market_id, intent_id)
        if known is None:
            raise NOT_FOUND()
        told = Told(provider or known.provider, provider_ref, amount_minor, currency)
        await note_difference(work, known, told)
        return
    captured = PaymentCaptured(
        market_id=market_id,
        order_id=paid.order_id,
        intent_id=intent_id,
        amount_minor=amount_minor,
        currency=currency,
        provider=paid.provider,
    )
    await work.announce(captured)
    if paid.loose:
        await settle_held(work, paid)

"""A provider's news, recorded once."""

from collections.abc import Mapping
from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Actor, Database, Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.payments.actions.refund import record_refund
from linli.modules.payments.events import PaymentCaptured
from linli.modules.payments.model import Gateway, Intent, IntentState, LooseKind, News, NewsKind
from linli.modules.payments.moves import sources_of
from linli.modules.payments.statements import SQL

LONGEST_WHY = 200


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
    currency is held for a person to look at, and so is a second payment noted.

    Refuses: not_found.
    """
    paid = await work.one(
        Intent,
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
    if paid is not None:
        captured = PaymentCaptured(
            market_id=market_id,
            order_id=paid.order_id,
            intent_id=intent_id,
            amount_minor=amount_minor,
            currency=currency,
            provider=paid.provider,
        )
        await work.announce(captured)
        return
    known = await work.one(Intent, SQL.find_intent, market_id, intent_id)
    if known is None:
        raise NOT_FOUND()
    told = (amount_minor, currency, provider or known.provider, provider_ref)
    await _note_difference(work, known, *told)


async def _note_difference(
    work: Work, known: Intent, amount_minor: int, currency: str, provider: str, provider_ref: str
) -> None:
    """What cannot be settled by itself is a loose end, for a person, and stands in the audit trail."""
    if (known.amount_minor, known.currency) != (amount_minor, currency):
        where = (known.market_id, known.intent_id)
        await work.run(SQL.mark_held, *where, sources_of(IntentState.HELD))
        state = await work.value(IntentState, SQL.intent_state, *where)
        kind = LooseKind.HELD if state is IntentState.HELD else LooseKind.DIFFERS
        why = "amount or currency differs"
    elif (known.provider, known.provider_ref) != (provider, provider_ref):
        kind, why = LooseKind.PAID_TWICE, "the provider took money for two attempts"
    else:
        return
    row = (known.market_id, ids.uuid7(), known.intent_id, kind.value, amount_minor, currency)
    if await work.run(SQL.note_loose_end, *row, provider, provider_ref, work.now):
        await work.audit(
            known.market_id,
            f"payment.{kind.value}",
            str(known.intent_id),
            why,
            first=known.provider_ref,
            told_minor=amount_minor,
            told_currency=currency,
            provider=provider,
            provider_ref=provider_ref,
        )


async def settle_loose_end(work: Work, market_id: int, loose_end_id: UUID, why: str) -> None:
    """A person has looked at it and says what was done (`why`, 1 to 200 characters, into the audit trail); it
    no longer waits. A second time changes nothing.

    Who may do this, the caller asks. Refuses in this order: invalid (why), not_found.
    """
    why = texts.lines(why, "why", LONGEST_WHY)
    where = (market_id, loose_end_id)
    intent_id = await work.value(UUID, SQL.settle_loose_end, *where, work.now)
    if intent_id is not None:
        facts = {"loose_end": str(loose_end_id)}
        await work.audit(market_id, "payment.looked_after", str(intent_id), why, **facts)
    elif not await work.value(bool, SQL.has_loose_end, *where):
        raise NOT_FOUND()

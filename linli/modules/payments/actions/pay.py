"""Opening a payment, sending the payer to the provider, and asking the provider how it stands."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Database, Work
from linli.kernel.log import logger
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules.payments.actions.callback import record_news
from linli.modules.payments.checkouts import Ask, Checkout
from linli.modules.payments.model import Gateways, Intent, IntentState
from linli.modules.payments.providers import gateway_named
from linli.modules.payments.refusals import ALREADY_PAID, PAYMENT_CLOSED, PROVIDER_UNREACHABLE
from linli.modules.payments.statements import SQL

log = logger(__name__)
# Ask about a payment whose callback has not come after this long, and give up asking after that.
ASK_AFTER = timedelta(seconds=20)
ASK_UNTIL = timedelta(hours=72)


async def open_intent(
    work: Work,
    market_id: int,
    order_id: UUID,
    amount: Money,
    subject: str,
    provider: str,
    expires_at: datetime,
) -> UUID:
    """Write down that an order wants to be paid; the provider is told later, outside the transaction."""
    intent_id = ids.uuid7()
    row = (
        market_id,
        intent_id,
        order_id,
        amount.minor,
        amount.currency,
        subject,
        provider,
        work.now,
        expires_at,
    )
    await work.put(SQL.insert_intent, *row)
    return intent_id


class _Overdue(msgspec.Struct, frozen=True):
    intent_id: UUID
    expires_at: datetime


async def start_payment(
    db: Database, market_id: int, intent_id: UUID, gateways: Gateways, ask: Ask, provider: str | None = None
) -> Checkout:
    """Tell the provider of the intent and get what the payer pays with: a page, a code or a bridge's
    parameters. A repeat gets the same; after a failed attempt, or when another provider (None: as before)
    or method is asked for, a new attempt gets its own, once the old one can no longer be paid. An attempt
    that its provider never answered does not stand in the way of another provider.

    Refuses in this order: not_found, already_paid, payment_closed, provider_unreachable.
    """
    intent = await _begin(db, market_id, intent_id, gateways, ask, provider)
    if intent.checkout is not None:
        return intent.checkout
    gateway = gateway_named(gateways, intent.provider)
    checkout = await gateway.create(intent, intent.ask or ask)
    told = (checkout.provider_ref, checkout, intent.attempt)
    async with db.single() as work:
        now = await work.one(Intent, SQL.note_checkout, market_id, intent_id, *told)
    if now is None:
        async with db.read() as reader:
            now = await reader.one(Intent, SQL.find_intent, market_id, intent_id)
    if now is not None and (now.attempt != intent.attempt or _was_left(now)):
        # Another way was chosen while we were asking: what has just been made must not take money.
        await gateway.close(msgspec.structs.replace(intent, provider_ref=checkout.provider_ref))
        raise PAYMENT_CLOSED()
    if now is not None and now.state is IntentState.CLOSED:
        # Given up while we were asking: likewise.
        await close_intent(db, market_id, intent_id, gateways)
        raise PAYMENT_CLOSED()
    return checkout


def _was_left(intent: Intent) -> bool:
    """Ended for another way before its own name had come in; a declined one has a name."""
    return intent.state is IntentState.FAILED and intent.provider_ref is None


async def _begin(
    db: Database, market_id: int, intent_id: UUID, gateways: Gateways, ask: Ask, provider: str | None
) -> Intent:
    """Write down that the provider is about to hear of this attempt, so that a lost answer is asked about."""
    intent = await _begun(db, market_id, intent_id, ask, provider)
    if intent is not None:
        return intent
    async with db.read() as reader:
        known = await reader.one(Intent, SQL.find_intent, market_id, intent_id)
    if known is None:
        raise NOT_FOUND()
    provider = provider or known.provider
    other_way = known.ask is not None and (known.provider, known.ask.method) != (provider, ask.method)
    if known.state is IntentState.PENDING and other_way and known.expires_at > db.clock():
        await _end_attempt(db, known, gateways)
    intent = await _begun(db, market_id, intent_id, ask, provider)
    if intent is None:
        async with db.read() as reader:
            intent = await reader.one(Intent, SQL.find_intent, market_id, intent_id)
    if intent is None:
        raise NOT_FOUND()
    if intent.state is IntentState.PAID:
        raise ALREADY_PAID()
    if intent.state is not IntentState.PENDING or intent.expires_at <= db.clock():
        raise PAYMENT_CLOSED()
    return intent


async def _begun(
    db: Database, market_id: int, intent_id: UUID, ask: Ask, provider: str | None
) -> Intent | None:
    """The next attempt, in one statement; None where there is one already, or none may follow."""
    async with db.single() as work:
        return await work.one(Intent, SQL.begin_attempt, market_id, intent_id, work.now, provider, ask)


async def _end_attempt(db: Database, intent: Intent, gateways: Gateways) -> None:
    """Before another way is tried, the first must be over: closed at its provider, paid after all, or, while
    the provider is away, never shown to anybody. Where its page comes in while we close it, that page is
    closed as well.
    """
    where = (intent.market_id, intent.intent_id)
    known: Intent | None = intent
    while known is not None and known.state is IntentState.PENDING and known.attempt == intent.attempt:
        try:
            if await _ask_and_close(db, *where, gateways):
                return
        except Refusal as refusal:
            # A page is shown only once it is noted: without one, nobody can have been sent to pay.
            if refusal.kind is not PROVIDER_UNREACHABLE or known.checkout is not None:
                raise
        async with db.work() as work:
            if await work.run(SQL.end_attempt, *where, known.attempt, known.provider_ref):
                return
            known = await work.one(Intent, SQL.find_intent, *where)


async def check_intent(db: Database, market_id: int, intent_id: UUID, gateways: Gateways) -> IntentState:
    """Ask the provider how a payment stands and record its answer, so that a lost callback loses nothing.

    Refuses: not_found, provider_unreachable.
    """
    async with db.read() as reader:
        intent = await reader.one(Intent, SQL.find_intent, market_id, intent_id)
    if intent is None:
        raise NOT_FOUND()
    if intent.state in (IntentState.CREATED, IntentState.PAID):
        return intent.state
    news = await gateway_named(gateways, intent.provider).query(intent)
    async with db.work() as work:
        if news is not None:
            await record_news(work, market_id, news, intent.provider)
        state = await work.value(IntentState, SQL.intent_state, market_id, intent_id)
    return state or intent.state


async def close_intent(db: Database, market_id: int, intent_id: UUID, gateways: Gateways) -> bool:
    """Before an unpaid order is given up: ask once more, then forbid the provider to take money for it.

    True when the payment had arrived after all. While the provider cannot be reached, nobody is sent to its
    page any more and `query_pending` goes on asking: should money still come, it is recorded and sent back.
    """
    try:
        paid = await _ask_and_close(db, market_id, intent_id, gateways)
    except Refusal as refusal:
        log.warning("provider did not close the payment", refusal=refusal.code, intent=str(intent_id))
        async with db.work() as work:
            await work.run(SQL.stop_paying, market_id, intent_id, work.now)
        return False
    if not paid:
        async with db.work() as work:
            await work.run(SQL.mark_closed, market_id, intent_id, work.now)
    return paid


async def _ask_and_close(db: Database, market_id: int, intent_id: UUID, gateways: Gateways) -> bool:
    state = await check_intent(db, market_id, intent_id, gateways)
    async with db.read() as reader:
        intent = await reader.one(Intent, SQL.find_intent, market_id, intent_id)
    if intent is not None and state in (IntentState.PENDING, IntentState.CLOSED):
        try:
            await gateway_named(gateways, intent.provider).close(intent)
        except Refusal as refusal:
            if refusal.kind is not ALREADY_PAID:
                raise
            state = await check_intent(db, market_id, intent_id, gateways)
    return state is IntentState.PAID


async def query_pending(db: Database, market_id: int, gateways: Gateways) -> int:
    """A job of the timetable: ask about every payment whose callback is overdue, and close those whose time
    is over. Returns how many it asked.
    """
    now = db.clock()
    async with db.read() as reader:
        between = (now - ASK_UNTIL, now - ASK_AFTER)
        overdue = await reader.many(_Overdue, SQL.overdue_intents, market_id, *between)
    for intent in overdue:
        try:
            if intent.expires_at <= now:
                await close_intent(db, market_id, intent.intent_id, gateways)
            else:
                await check_intent(db, market_id, intent.intent_id, gateways)
        except Refusal as refusal:
            log.warning("payment not resolved yet", refusal=refusal.code, intent=str(intent.intent_id))
    return len(overdue)

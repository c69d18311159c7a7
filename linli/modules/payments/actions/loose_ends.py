"""Money at a provider that cannot be placed: booked in suspense, confirmed, sent back, or put right by hand.

Every action here locks the intent first, then its loose ends.
"""

from uuid import UUID

import msgspec

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.money import MINOR_DIGITS, Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import ledger
from linli.modules.payments.accounts import clearing_account, refunds_account, suspense_account
from linli.modules.payments.events import RefundDue
from linli.modules.payments.model import Intent, IntentState, LooseKind, Outcome
from linli.modules.payments.moves import sources_of
from linli.modules.payments.refusals import NOTHING_TO_SEND_BACK
from linli.modules.payments.statements import SQL

LONGEST_WHY = 300


class Told(msgspec.Struct, frozen=True):
    """A payment as its provider told of it."""

    provider: str
    provider_ref: str
    minor: int
    currency: str

    @property
    def bookable(self) -> int:
        """How much of it the ledger can hold: nothing in a currency that nobody has."""
        return self.minor if self.currency in MINOR_DIGITS else 0


class LockedIntent(Intent, frozen=True):
    """An intent that nobody else changes before the transaction ends."""

    returned_refs: list[str]


class _End(msgspec.Struct, frozen=True):
    loose_end_id: UUID
    kind: LooseKind
    told_minor: int
    told_currency: str
    provider: str
    provider_ref: str
    booked_minor: int

    @property
    def told(self) -> Told:
        return Told(self.provider, self.provider_ref, self.told_minor, self.told_currency)


async def note_difference(work: Work, known: LockedIntent, told: Told) -> None:
    """A payment came that is not the one we asked for, or not the first. Another amount or currency is held
    for a person; a second payment goes back by itself. Either is booked; what is told again changes nothing.
    """
    if told.provider_ref in known.returned_refs:
        return
    first = (known.provider, known.provider_ref) == (told.provider, told.provider_ref)
    if known.state is not IntentState.PAID:
        await work.run(SQL.mark_held, known.market_id, known.intent_id, sources_of(IntentState.HELD))
        await _note(work, known, told, LooseKind.HELD, "amount or currency differs")
    elif not first:
        end = await _note(work, known, told, LooseKind.PAID_TWICE, "paid by two attempts")
        if end is not None and end.booked_minor:
            await _send_back(work, known, end, "paid_twice")
    elif (told.minor, told.currency) != (known.amount_minor, known.currency):
        await _note(work, known, told, LooseKind.DIFFERS, "told otherwise of a payment that was taken")


async def settle_held(work: Work, paid: Intent) -> None:
    """A held intent was paid after all: the payment that was confirmed leaves suspense, any other one goes
    back by itself.
    """
    known = await work.one(LockedIntent, SQL.lock_intent, paid.market_id, paid.intent_id)
    ends = await work.many(_End, SQL.lock_loose_ends, paid.market_id, paid.intent_id)
    for end in ends if known else ():
        if known is None or end.kind is not LooseKind.HELD:
            continue
        if (end.provider, end.provider_ref) == (known.provider, known.provider_ref):
            await _unbook(work, known, end, "unclear_confirmed")
            await work.run(SQL.settle_loose_end, *_key(known, end), work.now, Outcome.CONFIRMED)
            why = "the provider knows our amount"
            await work.audit(known.market_id, "payment.confirmed", str(known.intent_id), why)
        elif end.told.bookable:
            await _send_back(work, known, end, "paid_twice")


async def send_back(work: Work, market_id: int, loose_end_id: UUID, why: str) -> bool:
    """A person decides (`why`, 1 to 300 characters) that a payment which cannot be placed goes back whole:
    it is due from now on, and the intent may be paid again while its time lasts. False when it was settled
    already. Ask the provider first (`check_intent`): it may know our amount after all.

    Refuses in this order: invalid (why), not_found, nothing_to_send_back (it is no payment of its own, or in
    a currency that the books cannot hold).
    """
    why = texts.lines(why, "why", LONGEST_WHY)
    known, end = await _open_end(work, market_id, loose_end_id)
    if end is None:
        return False
    if not end.told.bookable or end.kind not in (LooseKind.HELD, LooseKind.PAID_TWICE):
        raise NOTHING_TO_SEND_BACK()
    await _send_back(work, known, end, "unclear")
    facts = {"loose_end": str(loose_end_id), "provider_ref": end.provider_ref}
    await work.audit(market_id, "payment.sent_back", str(known.intent_id), why, **facts)
    return True


async def settle_loose_end(work: Work, market_id: int, loose_end_id: UUID, why: str) -> None:
    """A person has put it right at the provider and says how (`why`, 1 to 300 characters, into the audit
    trail): it no longer waits, and what was booked for it is no longer there. A second time changes nothing.

    Who may do this, the caller asks. Refuses in this order: invalid (why), not_found.
    """
    why = texts.lines(why, "why", LONGEST_WHY)
    known, end = await _open_end(work, market_id, loose_end_id)
    if end is None:
        return
    await _unbook(work, known, end, "unclear_put_right")
    await work.run(SQL.settle_loose_end, *_key(known, end), work.now, Outcome.LOOKED_AFTER)
    if end.kind in (LooseKind.HELD, LooseKind.PAID_TWICE):
        await work.run(SQL.note_returned, known.market_id, known.intent_id, end.provider_ref, work.now)
    facts = {"loose_end": str(loose_end_id)}
    await work.audit(market_id, "payment.looked_after", str(known.intent_id), why, **facts)


async def _open_end(work: Work, market_id: int, loose_end_id: UUID) -> tuple[LockedIntent, _End | None]:
    """The loose end, if it is still open, and its intent, both locked. Refuses: not_found."""
    intent_id = await work.value(UUID, SQL.intent_of_loose_end, market_id, loose_end_id)
    known = await work.one(LockedIntent, SQL.lock_intent, market_id, intent_id) if intent_id else None
    if known is None:
        raise NOT_FOUND()
    ends = await work.many(_End, SQL.lock_loose_ends, market_id, known.intent_id)
    return known, next((end for end in ends if end.loose_end_id == loose_end_id), None)


async def _note(work: Work, known: Intent, told: Told, kind: LooseKind, why: str) -> _End | None:
    """Written down and booked once; another amount told of the same payment replaces the first. None for
    what was noted before.
    """
    booked = told.bookable if kind is not LooseKind.DIFFERS else 0
    end_id = ids.uuid7(work.now)
    end = _End(end_id, kind, told.minor, told.currency, told.provider, told.provider_ref, booked)
    row = (known.intent_id, kind.value, told.minor, told.currency, told.provider, told.provider_ref, booked)
    fresh = await work.run(SQL.note_loose_end, known.market_id, end.loose_end_id, *row, work.now)
    if not fresh and not await _told_otherwise(work, known, end):
        return None
    await _book(work, known, end)
    facts = {"first": known.provider_ref, "provider": told.provider, "provider_ref": told.provider_ref}
    told_facts = {"told_minor": told.minor, "told_currency": told.currency}
    await work.audit(
        known.market_id, f"payment.{kind.value}", str(known.intent_id), why, **facts, **told_facts
    )
    return end if fresh else None


async def _told_otherwise(work: Work, known: Intent, told: _End) -> bool:
    """The provider corrects what it told of an open loose end: the first booking is taken back."""
    ends = await work.many(_End, SQL.lock_loose_ends, known.market_id, known.intent_id)
    same = [end for end in ends if (end.kind, end.provider_ref) == (told.kind, told.provider_ref)]
    if not same or (same[0].told_minor, same[0].told_currency) == (told.told_minor, told.told_currency):
        return False
    await _unbook(work, known, same[0], "unclear_corrected")
    what = (told.told_minor, told.told_currency, told.booked_minor)
    await work.run(SQL.correct_loose_end, known.market_id, same[0].loose_end_id, *what)
    return True


async def _book(work: Work, known: Intent, end: _End) -> None:
    """The provider has it, and it belongs to nothing: from clearing into suspense."""
    if end.booked_minor:
        amount = Money(end.booked_minor, end.told_currency)
        source = clearing_account(end.provider, amount.currency)
        target = suspense_account(end.provider, amount.currency)
        move = ledger.Move(source, target, amount, "unclear", known.order_id)
        await ledger.transfer(work, known.market_id, move)


async def _unbook(work: Work, known: Intent, end: _End, kind: str) -> None:
    """It is not there, or not unclear, after all."""
    if end.booked_minor:
        amount = Money(end.booked_minor, end.told_currency)
        source = suspense_account(end.provider, amount.currency)
        target = clearing_account(end.provider, amount.currency)
        await ledger.transfer(
            work, known.market_id, ledger.Move(source, target, amount, kind, known.order_id)
        )


async def _send_back(work: Work, known: Intent, end: _End, reason: str) -> None:
    """Exactly what was told goes back to where it came from; the payment never counts again."""
    if not end.booked_minor:
        # Noted before such money was booked.
        end = msgspec.structs.replace(end, booked_minor=end.told.bookable)
        await _book(work, known, end)
    amount = Money(end.booked_minor, end.told_currency)
    source = suspense_account(end.provider, amount.currency)
    target = refunds_account(end.provider, amount.currency)
    move = ledger.Move(source, target, amount, "refund_due", known.order_id)
    await ledger.transfer(work, known.market_id, move)
    await work.run(SQL.settle_loose_end, *_key(known, end), work.now, Outcome.SENT_BACK)
    await work.run(SQL.note_returned, known.market_id, known.intent_id, end.provider_ref, work.now)
    refund_id = ids.uuid7(work.now)
    about = (known.intent_id, known.order_id, amount.minor, amount.currency, reason, end.provider)
    of = (end.loose_end_id, end.provider_ref)
    await work.run(SQL.insert_refund, known.market_id, refund_id, *about, work.now, work.now, *of)
    due = RefundDue(market_id=known.market_id, order_id=known.order_id, refund_id=refund_id)
    await work.announce(due)


def _key(known: Intent, end: _End) -> tuple[int, UUID]:
    return known.market_id, end.loose_end_id

"""A merchant's deposit: used with a reason, given back at the end."""

from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID
from linli.modules import ledger, merchants
from linli.modules.settlement.accounts import (
    advances_account,
    commission_account,
    deposit_account,
    payable_account,
)
from linli.modules.settlement.model import EntryKind
from linli.modules.settlement.statements import SQL

LONGEST_REASON = 300


async def deduct_deposit(
    work: Work, market_id: int, merchant_id: UUID, amount: Money, why: str, key: Key
) -> Money:
    """Take a part of the deposit for the market, as a contract allows, once per key; written into the audit
    trail. Returns what was taken.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, invalid (why, amount), not_found,
    insufficient_balance (the deposit is smaller).
    """

    async def act() -> Money:
        reason = _checked(why, amount)
        await merchants.merchant(work, market_id, merchant_id)
        source = deposit_account(merchant_id, amount.currency)
        market = commission_account(amount.currency)
        move = ledger.Move(source, market, amount, "deposit_deducted", merchant_id)
        await ledger.transfer(work, market_id, move)
        await _tell(work, market_id, "deposit_deducted", merchant_id, reason, amount)
        return amount

    return await once(work, market_id, key, Money, act)


async def return_deposit(
    work: Work, market_id: int, merchant_id: UUID, amount: Money, why: str, key: Key
) -> Money:
    """Give a part of the deposit, or all of it, back with the next statement, once per key; written into the
    audit trail. Returns what goes back.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, invalid (why, amount), not_found,
    insufficient_balance (the deposit is smaller).
    """

    async def act() -> Money:
        reason = _checked(why, amount)
        await merchants.merchant(work, market_id, merchant_id)
        await _to_balance(work, market_id, merchant_id, amount, EntryKind.DEPOSIT_RETURNED, reason)
        await _tell(work, market_id, "deposit_returned", merchant_id, reason, amount)
        return amount

    return await once(work, market_id, key, Money, act)


async def _tell(
    work: Work, market_id: int, action: str, merchant_id: UUID, reason: str, amount: Money
) -> None:
    facts = {"minor": amount.minor, "currency": amount.currency}
    await work.audit(market_id, action, str(merchant_id), reason, **facts)


async def cover(work: Work, market_id: int, merchant_id: UUID, short: Money, order_id: UUID) -> None:
    """A merchant owes more than it has earned: the deposit pays first, the market advances the rest until
    the next earnings.
    """
    deposit = await ledger.balance(work, market_id, deposit_account(merchant_id, short.currency))
    used = Money(min(deposit.minor, short.minor), short.currency)
    if used:
        await _to_balance(work, market_id, merchant_id, used, EntryKind.DEPOSIT_USED, "", order_id)
    if rest := short - used:
        source = advances_account(merchant_id, short.currency)
        target = payable_account(merchant_id, short.currency)
        await ledger.transfer(work, market_id, ledger.Move(source, target, rest, "advanced", order_id))


async def _to_balance(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    amount: Money,
    kind: EntryKind,
    note: str,
    order_id: UUID | None = None,
) -> None:
    source = deposit_account(merchant_id, amount.currency)
    target = payable_account(merchant_id, amount.currency)
    move = ledger.Move(source, target, amount, kind.value, order_id or merchant_id)
    await ledger.transfer(work, market_id, move)
    what = (merchant_id, kind.value, order_id, amount.minor, amount.currency, note)
    await work.run(SQL.insert_entry, market_id, ids.uuid7(), *what, work.now, None)


def _checked(why: str, amount: Money) -> str:
    if amount.minor <= 0:
        raise INVALID(field="amount")
    return texts.line(why, "why", LONGEST_REASON, shortest=3)

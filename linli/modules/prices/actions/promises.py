"""Promising the same price online and in a store, and taking the promise back."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules.prices.actions.guard import keep_promises, take_turn
from linli.modules.prices.statements import SQL


async def declare_parity(work: Work, market_id: int, merchant_id: UUID, store_id: UUID) -> None:
    """From now on prices online and in this store of the merchant's are the same, or differ openly.

    Whose store it is, is for the caller to ask. Promising twice is promising once.
    Refuses: parity_broken (prices that differ already, without a reason).
    """
    await take_turn(work, market_id, merchant_id)
    if await work.run(SQL.declare_parity, market_id, store_id, merchant_id, work.now):
        await keep_promises(work, market_id, merchant_id)
        await work.audit(market_id, "parity_declared", str(store_id))


async def withdraw_parity(work: Work, market_id: int, merchant_id: UUID, store_id: UUID) -> None:
    """The store promises nothing from now on; that it did stays in the audit trail. Refuses nothing."""
    await take_turn(work, market_id, merchant_id)
    if await work.run(SQL.withdraw_parity, market_id, store_id):
        await work.audit(market_id, "parity_withdrawn", str(store_id))

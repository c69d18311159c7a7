"""Money into escrow, out to the merchant, back to the payer; each one ledger batch."""

from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.modules import ledger
from linli.modules.settlement.accounts import (
    clearing_account,
    commission_account,
    escrow_account,
    payable_account,
    refunds_account,
)
from linli.modules.settlement.model import Escrow, Released
from linli.modules.settlement.refusals import ESCROW_EXHAUSTED

SQL = sql.load(__file__)


async def hold_in_escrow(
    work: Work,
    market_id: int,
    order_id: UUID,
    merchant_id: UUID,
    provider: str,
    amount: Money,
    commission_bp: int,
) -> None:
    """An order's payment has arrived at `provider`: it waits in the order's own escrow account.

    `commission_bp` (1/10,000) is fixed here for everything this order will ever release.
    """
    row = (market_id, order_id, merchant_id, provider, amount.currency, commission_bp, amount.minor, work.now)
    await work.run(SQL.insert_escrow, *row)
    source = clearing_account(provider, amount.currency)
    target = escrow_account(order_id, amount.currency)
    await ledger.transfer(work, market_id, ledger.Move(source, target, amount, "paid", order_id))


async def release(work: Work, market_id: int, order_id: UUID, amount: Money) -> Released:
    """A part was consumed: it goes to the merchant's balance, minus the market's commission.

    Refuses: escrow_exhausted when less than `amount` is waiting.
    """
    escrow = await work.one(Escrow, SQL.release_part, market_id, order_id, amount.minor)
    if escrow is None:
        raise ESCROW_EXHAUSTED()
    commission = escrow.commission_between(escrow.released_minor - amount.minor, escrow.released_minor)
    parts = Released(amount.minor - commission, commission)
    source = escrow_account(order_id, amount.currency)
    payable = payable_account(escrow.merchant_id, amount.currency)
    moves = [
        ledger.Move(source, target, Money(minor, amount.currency), kind, order_id)
        for target, minor, kind in (
            (payable, parts.merchant_minor, "released"),
            (commission_account(amount.currency), parts.commission_minor, "commission"),
        )
        if minor
    ]
    await ledger.transfer(work, market_id, *moves)
    return parts


async def take_back(work: Work, market_id: int, order_id: UUID, amount: Money) -> None:
    """A redemption was undone: the same parts return to escrow, by new transfers.

    Refuses: escrow_exhausted when less was released; insufficient_balance when the merchant's balance is
    gone.
    """
    escrow = await work.one(Escrow, SQL.unrelease_part, market_id, order_id, amount.minor)
    if escrow is None:
        raise ESCROW_EXHAUSTED()
    commission = escrow.commission_between(escrow.released_minor, escrow.released_minor + amount.minor)
    target = escrow_account(order_id, amount.currency)
    payable = payable_account(escrow.merchant_id, amount.currency)
    moves = [
        ledger.Move(source, target, Money(minor, amount.currency), kind, order_id)
        for source, minor, kind in (
            (payable, amount.minor - commission, "release_undone"),
            (commission_account(amount.currency), commission, "commission_undone"),
        )
        if minor
    ]
    await ledger.transfer(work, market_id, *moves)


async def return_to_payer(work: Work, market_id: int, order_id: UUID, amount: Money) -> None:
    """An unused part is due back to the payer: it leaves escrow and waits to be sent by the provider.

    Refuses: escrow_exhausted when less than `amount` is waiting.
    """
    escrow = await work.one(Escrow, SQL.return_part, market_id, order_id, amount.minor)
    if escrow is None:
        raise ESCROW_EXHAUSTED()
    source = escrow_account(order_id, amount.currency)
    target = refunds_account(escrow.provider, amount.currency)
    await ledger.transfer(work, market_id, ledger.Move(source, target, amount, "refund_due", order_id))


async def payout_sent_back(work: Work, market_id: int, order_id: UUID, provider: str, amount: Money) -> None:
    """`provider` has sent a refund: the money has left what it holds for us."""
    source = refunds_account(provider, amount.currency)
    target = clearing_account(provider, amount.currency)
    await ledger.transfer(work, market_id, ledger.Move(source, target, amount, "refunded", order_id))

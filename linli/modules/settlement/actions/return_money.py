"""An unused part goes back to whoever paid."""

from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.modules import ledger
from linli.modules.settlement.accounts import clearing_account, escrow_account, refunds_account
from linli.modules.settlement.refusals import ESCROW_EXHAUSTED
from linli.modules.settlement.statements import SQL


async def return_to_payer(
    work: Work, market_id: int, order_id: UUID, amount: Money, *, line_no: int = 1
) -> None:
    """An unused part of a line is due back to the payer: it leaves escrow and waits to be sent by the
    provider that it came by.

    Refuses: escrow_exhausted when less than `amount` is waiting.
    """
    provider = await work.value(str, SQL.return_part, market_id, order_id, line_no, amount.minor)
    if provider is None:
        raise ESCROW_EXHAUSTED()
    source = escrow_account(order_id, amount.currency)
    target = refunds_account(provider, amount.currency)
    await ledger.transfer(work, market_id, ledger.Move(source, target, amount, "refund_due", order_id))


async def payout_sent_back(work: Work, market_id: int, order_id: UUID, provider: str, amount: Money) -> None:
    """`provider` has sent a refund: the money has left what it holds for us."""
    source = refunds_account(provider, amount.currency)
    target = clearing_account(provider, amount.currency)
    await ledger.transfer(work, market_id, ledger.Move(source, target, amount, "refunded", order_id))

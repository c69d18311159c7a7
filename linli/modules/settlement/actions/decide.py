"""An operator decides that the payer of what was consumed gets money back, and who bears it."""

from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.modules import ledger
from linli.modules.settlement.accounts import refunds_account, subsidy_account
from linli.modules.settlement.actions.release import take_back
from linli.modules.settlement.actions.return_money import return_to_payer
from linli.modules.settlement.model import Bearer, EntryKind
from linli.modules.settlement.refusals import ESCROW_EXHAUSTED
from linli.modules.settlement.statements import SQL


async def return_consumed(
    work: Work, market_id: int, order_id: UUID, line_no: int, amount: Money, bearer: Bearer, note: str
) -> None:
    """`amount` of what a line has released goes back towards the payer. Borne by the merchant, everyone who
    earned from the line gives a part back, commission included, the deposit helping out; borne by the
    market, it is a subsidy and nobody else loses anything.

    Refuses: escrow_exhausted when less of the line was released and not returned.
    """
    key = (market_id, order_id, line_no, amount.minor)
    if bearer is Bearer.MERCHANT:
        kind = EntryKind.TAKEN_BACK
        await take_back(work, market_id, order_id, amount, line_no=line_no, kind=kind, note=note)
        await return_to_payer(work, market_id, order_id, amount, line_no=line_no)
        await work.run(SQL.note_taken_back, *key)
        return
    provider = await work.value(str, SQL.note_subsidized, *key)
    if provider is None:
        raise ESCROW_EXHAUSTED()
    source = subsidy_account(amount.currency)
    target = refunds_account(provider, amount.currency)
    await ledger.transfer(work, market_id, ledger.Move(source, target, amount, "refund_subsidized", order_id))

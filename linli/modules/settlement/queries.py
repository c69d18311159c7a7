"""What waits in escrow and what a merchant has earned."""

from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page
from linli.modules import ledger
from linli.modules.settlement.accounts import escrow_account, payable_account
from linli.modules.settlement.model import Escrow

SQL = sql.load(__file__)


async def escrow(reader: Reader, market_id: int, order_id: UUID) -> Escrow | None:
    """One order's escrow; None before it is paid."""
    return await reader.one(Escrow, SQL.find_escrow, market_id, order_id)


async def balance(reader: Reader, market_id: int, merchant_id: UUID, currency: str) -> Money:
    """What the merchant has earned and not yet been paid."""
    return await ledger.balance(reader, market_id, payable_account(merchant_id, currency))


async def movements(
    reader: Reader,
    market_id: int,
    merchant_id: UUID,
    currency: str,
    cursor: str | None = None,
    size: int = 30,
) -> Page[ledger.Movement]:
    """The merchant's statement, newest first."""
    account = payable_account(merchant_id, currency)
    return await ledger.movements(reader, market_id, account, cursor, size)


async def escrow_drift(reader: Reader, market_id: int) -> list[UUID]:
    """Orders whose escrow row and ledger account disagree: always empty, or a bug."""
    rows = await reader.many(Escrow, SQL.all_escrows, market_id)
    accounts = [escrow_account(row.order_id, row.currency).account_id for row in rows]
    balances = await ledger.balances(reader, market_id, accounts)
    return [
        row.order_id
        for row, account in zip(rows, accounts, strict=True)
        if balances.get(account, 0) != row.waiting.minor
    ]


async def waiting(reader: Reader, market_id: int, merchant_id: UUID, currency: str) -> Money:
    """What has been paid for this merchant and not been consumed yet, before commission."""
    minor = await reader.value(int, SQL.waiting_of_merchant, market_id, merchant_id, currency)
    return Money(minor or 0, currency)

"""What the ledger knows, in sums and in lines."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page, page_of, read_cursor
from linli.modules.ledger.model import Account, Movement, Total

SQL = sql.load(__file__)


async def balance(reader: Reader, market_id: int, account: Account) -> Money:
    """Credits minus debits of one account, in minor units; zero for one that was never used."""
    statement = SQL.limited_balance if account.limited else SQL.summed_balance
    minor = await reader.value(int, statement, market_id, account.account_id)
    return Money(minor or 0, account.currency)


class _Kept(msgspec.Struct, frozen=True):
    account_id: UUID
    balance_minor: int


async def balances(reader: Reader, market_id: int, account_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The kept balances (minor units) of several limited accounts in one query."""
    rows = await reader.many(_Kept, SQL.limited_balances, market_id, account_ids)
    return {row.account_id: row.balance_minor for row in rows}


async def totals(reader: Reader, market_id: int) -> list[Total]:
    """Debits and credits by purpose and currency; over all purposes of a currency they are equal."""
    return await reader.many(Total, SQL.totals_by_purpose, market_id)


async def movements(
    reader: Reader, market_id: int, account: Account, cursor: str | None = None, size: int = 30
) -> Page[Movement]:
    """The account's statement, newest first."""
    rows = await reader.many(
        Movement, SQL.movements, market_id, account.account_id, read_cursor(cursor), size + 1
    )
    return page_of(rows, size, lambda row: row.transfer_id)


async def balance_drift(reader: Reader, market_id: int) -> list[UUID]:
    """Limited accounts whose kept balance is not the sum of their transfers: always empty, or a bug."""
    return await reader.column(UUID, SQL.balance_drift, market_id)

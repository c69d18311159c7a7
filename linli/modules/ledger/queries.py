"""What the ledger knows, in sums and in lines."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.ledger.model import (
    Account,
    AccountLine,
    HeldAccount,
    Movement,
    Purpose,
    Total,
    Transfer,
    TransferFilter,
)

SQL = sql.load(__file__)


async def balance(reader: Reader, market_id: int, account: Account | HeldAccount) -> Money:
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
    reader: Reader, market_id: int, account: Account | HeldAccount, cursor: str | None = None, size: int = 30
) -> Page[Movement]:
    """The account's statement, newest first."""
    rows = await reader.many(
        Movement, SQL.movements, market_id, account.account_id, read_cursor(cursor), size + 1
    )
    return page_of(rows, size, lambda row: row.transfer_id)


async def balance_drift(reader: Reader, market_id: int) -> list[UUID]:
    """Limited accounts whose kept balance is not the sum of their transfers: always empty, or a bug."""
    return await reader.column(UUID, SQL.balance_drift, market_id)


async def account(reader: Reader, market_id: int, account_id: UUID) -> HeldAccount:
    """One account that has been used. Refuses: not_found."""
    found = await reader.one(HeldAccount, SQL.find_account, market_id, account_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def accounts_of_ids(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, HeldAccount]:
    """These accounts by id; one that is not there is left out."""
    rows = await reader.many(HeldAccount, SQL.find_accounts, market_id, list(set(ids)))
    return {row.account_id: row for row in rows}


async def accounts(
    reader: Reader,
    market_id: int,
    purpose: Purpose,
    *,
    holding_only: bool = False,
    cursor: str | None = None,
    size: int = 50,
) -> Page[AccountLine]:
    """The accounts of one purpose with what each holds; together they are that purpose's total.

    `holding_only` leaves out limited accounts that hold nothing. Refuses: invalid (cursor).
    """
    start = read_cursor(cursor, oldest_first=True)
    only = holding_only and Account("", purpose, "").limited
    rows = await reader.many(AccountLine, SQL.market_accounts, market_id, purpose, start, only, size + 1)
    return page_of(rows, size, lambda row: row.account_id)


async def transfers_about(reader: Reader, market_id: int, subject_id: UUID) -> list[Transfer]:
    """Every transfer on account of one subject (an order), in the order they were made; the first 500."""
    return await reader.many(Transfer, SQL.transfers_about, market_id, subject_id)


async def transfers_of_market(
    reader: Reader,
    market_id: int,
    wanted: TransferFilter,
    cursor: str | None = None,
    size: int = 50,
    *,
    oldest_first: bool = False,
) -> Page[Transfer]:
    """The market's journal, newest first or from the beginning. Refuses: invalid (cursor)."""
    statement = SQL.market_transfers_oldest if oldest_first else SQL.market_transfers_newest
    start = read_cursor(cursor, oldest_first=oldest_first)
    rows = await reader.many(
        Transfer, statement, market_id, start, wanted.kind, wanted.since, wanted.until, size + 1
    )
    return page_of(rows, size, lambda row: row.transfer_id)

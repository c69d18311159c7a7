"""What treasury knows: accounts, batches, payouts, closed days."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.treasury.model import BankAccount, Batch, DayClose, DayTotal, Payout, PayoutState

SQL = sql.load(__file__)
NO_DAY = date.max


async def account_of(reader: Reader, market_id: int, merchant_id: UUID) -> BankAccount | None:
    """Where a merchant is paid; None where it has not said so."""
    return await reader.one(BankAccount, SQL.current_account, market_id, merchant_id)


async def accounts_of_ids(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, BankAccount]:
    """These bank accounts by id; one that is not there is left out."""
    rows = await reader.many(BankAccount, SQL.accounts_of_ids, market_id, list(set(ids)))
    return {row.account_id: row for row in rows}


async def payouts(
    reader: Reader,
    market_id: int,
    merchant_id: UUID | None = None,
    state: PayoutState | None = None,
    batch_id: UUID | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Payout]:
    """Payouts, newest first. Refuses: invalid (cursor)."""
    wanted = (merchant_id, state.value if state else None, batch_id)
    rows = await reader.many(Payout, SQL.market_payouts, market_id, read_cursor(cursor), *wanted, size + 1)
    return page_of(rows, size, lambda row: row.payout_id)


async def payouts_of_statements(reader: Reader, market_id: int, ids: Iterable[UUID]) -> list[Payout]:
    """Every try to pay these statements, the latest first."""
    return await reader.many(Payout, SQL.payouts_of_statements, market_id, list(set(ids)))


async def payouts_of_batch(reader: Reader, market_id: int, batch_id: UUID) -> list[Payout]:
    """What a batch is made of."""
    return await reader.many(Payout, SQL.payouts_of_batch, market_id, batch_id)


async def batch(reader: Reader, market_id: int, batch_id: UUID) -> Batch:
    """One batch. Refuses: not_found."""
    found = await reader.one(Batch, SQL.find_batch, market_id, batch_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def batches_of_ids(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, Batch]:
    """These batches by id; one that is not there is left out."""
    rows = await reader.many(Batch, SQL.batches_of_ids, market_id, list(set(ids)))
    return {row.batch_id: row for row in rows}


async def last_close(reader: Reader, market_id: int) -> DayClose | None:
    """The latest closed day; None where none was closed yet."""
    return await reader.one(DayClose, SQL.last_close, market_id)


async def day_close(reader: Reader, market_id: int, day: date) -> DayClose:
    """A closed day. Refuses: not_found."""
    found = await reader.one(DayClose, SQL.find_close, market_id, day)
    if found is None:
        raise NOT_FOUND()
    return found


async def closes(
    reader: Reader, market_id: int, before: date | None = None, size: int = 50
) -> list[DayClose]:
    """Closed days, the latest first."""
    return await reader.many(DayClose, SQL.closes, market_id, before or NO_DAY, size)


async def day_totals(reader: Reader, market_id: int, day: date) -> list[DayTotal]:
    """A closed day by purpose; over all purposes of a currency debits and credits are equal."""
    return await reader.many(DayTotal, SQL.totals_of_day, market_id, day)

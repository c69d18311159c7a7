"""What the ledger knows, in sums and in lines."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.ledger.chain import BEFORE_THE_FIRST
from linli.modules.ledger.entries import (
    SealedAccount,
    SealedBlock,
    SealedPending,
    SealedResult,
    SealedTransfer,
)
from linli.modules.ledger.model import (
    Account,
    AccountLine,
    ChainReport,
    ChainState,
    HeldAccount,
    Movement,
    Pending,
    Purpose,
    Standing,
    Total,
    Transfer,
    TransferFilter,
)
from linli.modules.ledger.statements import SQL

# So many blocks are verified in one statement: about a hundred thousand entries.
BLOCKS_AT_ONCE = 50


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


async def totals_until(reader: Reader, market_id: int, until: datetime) -> list[Total]:
    """The same of what was made before a moment; for the close of a day."""
    return await reader.many(Total, SQL.totals_until, market_id, until)


async def movements(
    reader: Reader, market_id: int, account: Account | HeldAccount, cursor: str | None = None, size: int = 30
) -> Page[Movement]:
    """The account's statement, newest first."""
    rows = await reader.many(
        Movement, SQL.movements, market_id, account.account_id, read_cursor(cursor), size + 1
    )
    return page_of(rows, size, lambda row: row.transfer_id)


async def balance_drift(reader: Reader, market_id: int) -> list[UUID]:
    """Limited accounts whose kept balance is not the sum of their transfers, or whose set-aside money is not
    the sum of their pending debits: always empty, or a bug.
    """
    return await reader.column(UUID, SQL.balance_drift, market_id)


async def standing(reader: Reader, market_id: int, account: Account | HeldAccount) -> Standing:
    """What an account holds, what is set aside on it, and what is announced to it, in minor units."""
    found = await reader.one(Standing, SQL.standing, market_id, account.account_id)
    if found is None:
        raise RuntimeError("the standing of an account is always one row")
    if account.limited:
        return msgspec.structs.replace(found, credit_limit_minor=found.credit_limit_minor or 0)
    return msgspec.structs.replace(
        found, balance_minor=(await balance(reader, market_id, account)).minor, credit_limit_minor=None
    )


async def pendings_waiting(
    reader: Reader,
    market_id: int,
    account_id: UUID | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Pending]:
    """What is set aside and has no outcome yet, oldest first. Refuses: invalid (cursor)."""
    start = read_cursor(cursor, oldest_first=True)
    rows = await reader.many(Pending, SQL.waiting_pendings, market_id, start, account_id, size + 1)
    return page_of(rows, size, lambda row: row.pending_id)


async def pendings_about(reader: Reader, market_id: int, subject_id: UUID) -> list[Pending]:
    """Everything set aside on account of one subject, with its outcome; the first 500."""
    return await reader.many(Pending, SQL.pendings_about, market_id, subject_id)


async def pendings(reader: Reader, market_id: int, pending_ids: Sequence[UUID]) -> dict[UUID, Pending]:
    """These pending transfers by id, with their outcomes; one that is not there is left out."""
    rows = await reader.many(Pending, SQL.find_pendings, market_id, list(pending_ids))
    return {row.pending_id: row for row in rows}


async def chain_state(reader: Reader, market_id: int) -> ChainState:
    """The market's last block and what no block has sealed yet; height 0 before the first."""
    found = await reader.one(ChainState, SQL.chain_state, market_id)
    if found is None:
        raise RuntimeError("the state of a chain is always one row")
    return found


async def block_hash(reader: Reader, market_id: int, height: int) -> bytes | None:
    """The hash of one block as it was written; 32 zero bytes for height 0, None beyond the last block."""
    if height == 0:
        return BEFORE_THE_FIRST
    return await reader.value(bytes, SQL.block_hash, market_id, height)


class _Block(msgspec.Struct, frozen=True):
    height: int
    previous_hash: bytes
    hash: bytes
    entries: int
    missing: int
    hash_again: bytes


async def verify_chain(reader: Reader, market_id: int) -> ChainReport:
    """Hash every block again from the rows that it seals, and look for entries outside of blocks and tail.

    Reads the whole ledger, some blocks at a time; ask within one snapshot. Finds rows that were changed,
    deleted or slipped in, and blocks that were changed or lost.
    """
    state = await chain_state(reader, market_id)
    said: list[str] = []
    entries, height, before = 0, 0, BEFORE_THE_FIRST
    while height < state.height:
        upto = height + BLOCKS_AT_ONCE
        for block in await reader.many(_Block, SQL.verify_blocks, market_id, height, upto):
            said += _faults_of(block, height + 1, before)
            entries, height, before = entries + block.entries, block.height, block.hash
        height = max(height, min(upto, state.height))
    lost = await reader.column(UUID, SQL.entries_out_of_place, market_id)
    if lost:
        some = ", ".join(map(str, lost[:3]))
        said.append(f"{len(lost)} entries are not exactly once in a block or in the tail: {some}")
    return ChainReport(state.height, entries, state.tail, state.tail_since, state.hash, said)


def _faults_of(block: _Block, expected: int, before: bytes) -> list[str]:
    said = []
    if block.height != expected:
        said.append(f"block {expected} is missing")
    if block.previous_hash != before:
        said.append(f"block {block.height} does not follow the one before it")
    if block.missing:
        said.append(f"block {block.height} seals {block.missing} entries that are gone")
    elif block.hash != block.hash_again:
        said.append(f"block {block.height} has another hash than the rows that it seals")
    return said


async def last_height_before(reader: Reader, market_id: int, moment: datetime) -> int:
    """The highest block that was sealed before a moment; 0 where there is none."""
    return await reader.value(int, SQL.last_height_before, market_id, moment) or 0


async def sealed_blocks(reader: Reader, market_id: int, after: int, upto: int) -> list[SealedBlock]:
    """The blocks above one height up to another, without their entries."""
    return await reader.many(SealedBlock, SQL.blocks_between, market_id, after, upto)


async def sealed_accounts(reader: Reader, market_id: int, after: int, upto: int) -> list[SealedAccount]:
    """The accounts that these blocks seal, in the blocks' order; so do the three below."""
    return await reader.many(SealedAccount, SQL.sealed_accounts_between, market_id, after, upto)


async def sealed_transfers(reader: Reader, market_id: int, after: int, upto: int) -> list[SealedTransfer]:
    return await reader.many(SealedTransfer, SQL.sealed_transfers_between, market_id, after, upto)


async def sealed_pendings(reader: Reader, market_id: int, after: int, upto: int) -> list[SealedPending]:
    return await reader.many(SealedPending, SQL.sealed_pendings_between, market_id, after, upto)


async def sealed_results(reader: Reader, market_id: int, after: int, upto: int) -> list[SealedResult]:
    return await reader.many(SealedResult, SQL.sealed_results_between, market_id, after, upto)


async def snapshot_drift(reader: Reader, market_id: int) -> list[UUID]:
    """Accounts whose snapshot is not the sum of the sealed transfers: always empty, or a bug."""
    return await reader.column(UUID, SQL.snapshot_drift, market_id)


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


async def movements_about(
    reader: Reader, market_id: int, account: Account, subjects: Iterable[UUID]
) -> list[Movement]:
    """Every change of one account on account of these subjects, in one statement."""
    ids = sorted(set(subjects))
    return await reader.many(Movement, SQL.movements_about, market_id, account.account_id, ids)


async def all_accounts(
    reader: Reader, market_id: int, cursor: str | None = None, size: int = 1000
) -> Page[AccountLine]:
    """Every account of the market with what it holds, in the order of ids. Refuses: invalid (cursor)."""
    start = read_cursor(cursor, oldest_first=True)
    rows = await reader.many(AccountLine, SQL.all_accounts, market_id, start, size + 1)
    return page_of(rows, size, lambda row: row.account_id)


async def balances_before(
    reader: Reader, market_id: int, account_ids: Sequence[UUID], moment: datetime
) -> dict[UUID, int]:
    """What these accounts held (minor units) just before a moment, added up from their transfers; accounts
    that held nothing are left out.
    """
    rows = await reader.many(_Kept, SQL.balances_before, market_id, list(account_ids), moment)
    return {row.account_id: row.balance_minor for row in rows}

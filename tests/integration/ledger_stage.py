"""Accounts and moves that no other test knows, in a market that is only a ledger."""

from datetime import datetime
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.money import Money
from linli.modules import ledger
from linli.modules.ledger import Purpose, Standing

MARKET = 8
SUBJECT = ids.derived("subject")
# All of the chain waits to be sealed anew, as the database's owner could have it; nothing inside tells.
MADE_ANEW = """
INSERT INTO ledger.unsealed (market_id, since, kind, entry_id)
    SELECT b.market_id, b.sealed_at, e.kind, e.entry_id
    FROM ledger.blocks AS b, unnest(b.kinds, b.entries) AS e (kind, entry_id);
DELETE FROM ledger.blocks;
DELETE FROM ledger.sealed_accounts;
DELETE FROM ledger.sealed_purposes;
"""


def account(purpose: Purpose, currency: str = "CNY") -> ledger.Account:
    return ledger.Account(str(ids.uuid7()), purpose, currency)


def move(debit: ledger.Account, credit: ledger.Account, minor: int, kind: str = "test") -> ledger.Move:
    return ledger.Move(debit, credit, Money(minor, debit.currency), kind, SUBJECT)


async def transfer(db: Database, *moves: ledger.Move, market: int = MARKET) -> list[UUID]:
    async with db.work() as work:
        return await ledger.transfer(work, market, *moves)


async def pend(
    db: Database, *moves: ledger.Move, expires_at: datetime | None = None, market: int = MARKET
) -> list[UUID]:
    async with db.work() as work:
        return await ledger.pend(work, market, *moves, expires_at=expires_at)


async def post(
    db: Database, *pending_ids: UUID, amounts: dict[UUID, Money] | None = None, market: int = MARKET
) -> list[UUID]:
    async with db.work() as work:
        return await ledger.post(work, market, pending_ids, amounts)


async def void(db: Database, *pending_ids: UUID, market: int = MARKET) -> None:
    async with db.work() as work:
        await ledger.void(work, market, pending_ids)


async def balance(db: Database, of: ledger.Account, market: int = MARKET) -> int:
    async with db.read() as reader:
        return (await ledger.balance(reader, market, of)).minor


async def standing(db: Database, of: ledger.Account, market: int = MARKET) -> Standing:
    async with db.read() as reader:
        return await ledger.standing(reader, market, of)

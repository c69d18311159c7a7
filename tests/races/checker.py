"""Reading the books from outside: what was sold, what was redeemed, and whether it all adds up."""

from uuid import UUID

import asyncpg

from linli.kernel.database import Database, Reader
from linli.modules import audits, ledger


async def faults(reader: Reader, market_id: int) -> list[str]:
    """Every audit finding that is not fine, and the ledger's two sides; empty when all is well."""
    found = [f"{f.check}: {f.facts}" for f in await audits.check(reader, market_id) if not f.fine]
    totals = await ledger.totals(reader, market_id)
    debits, credits_ = sum(t.debits_minor for t in totals), sum(t.credits_minor for t in totals)
    if debits != credits_:
        found.append(f"debits {debits} are not credits {credits_}")
    return found


async def sold(db: Database, market_id: int, deal_id: UUID) -> int:
    """Vouchers of a deal that somebody has paid for and not given back."""
    statement = (
        "SELECT count(*) FROM vouchers.vouchers"
        " WHERE market_id = $1 AND deal_id = $2 AND state IN ('issued', 'redeemed')"
    )
    async with db.pool.acquire() as connection:
        return int(await connection.fetchval(statement, market_id, deal_id))


async def most_of_one_person(db: Database, market_id: int, deal_id: UUID) -> int:
    statement = (
        "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM vouchers.vouchers"
        " WHERE market_id = $1 AND deal_id = $2 GROUP BY person_id) AS people"
    )
    async with db.pool.acquire() as connection:
        return int(await connection.fetchval(statement, market_id, deal_id))


async def redemptions(db: Database, market_id: int, voucher_id: UUID) -> int:
    statement = "SELECT count(*) FROM vouchers.redemptions WHERE market_id = $1 AND voucher_id = $2"
    async with db.pool.acquire() as connection:
        return int(await connection.fetchval(statement, market_id, voucher_id))


async def plant_oversell(connection: asyncpg.Connection, market_id: int, deal_id: UUID) -> None:
    """One voucher more than there is stock, as a lost update would leave it. Needs the owner's role."""
    await connection.execute(
        "UPDATE catalog.deals SET stock = (SELECT count(*) - 1 FROM vouchers.vouchers AS v"
        " WHERE v.market_id = $1 AND v.deal_id = $2 AND v.state IN ('issued', 'redeemed'))"
        " WHERE market_id = $1 AND deal_id = $2",
        market_id,
        deal_id,
    )


async def plant_lost_row(connection: asyncpg.Connection, market_id: int) -> None:
    """One transfer gone, as a lost write would leave it. Needs the owner's role."""
    await connection.execute(
        "DELETE FROM ledger.transfers WHERE market_id = $1 AND transfer_id ="
        " (SELECT transfer_id FROM ledger.transfers WHERE market_id = $1 ORDER BY transfer_id DESC LIMIT 1)",
        market_id,
    )

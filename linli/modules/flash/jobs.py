"""What the timetable does for flash sales: serve the line, and bring home what was not sold."""

from datetime import timedelta

from linli.kernel.database import Database
from linli.kernel.refusals import Refusal
from linli.modules.flash.actions import Desk, return_left
from linli.modules.flash.model import Sale
from linli.modules.flash.statements import SQL

# What is held when a sale ends is ordered or comes back within an hour, and its order within days.
COMES_BACK_WITHIN = timedelta(days=7)


async def serve_lines(desk: Desk, db: Database, market_id: int) -> int:
    """Give what has come back to those in line, in every sale that is on; how many sales."""
    async with db.read() as reader:
        on = await reader.many(Sale, SQL.sales_with_line, market_id, reader.now)
    for sale in on:
        try:
            await desk.serve_line(market_id, sale.sale_id)
        except Refusal:
            continue
    return len(on)


async def bring_home(db: Database, market_id: int) -> int:
    """What was set aside for a sale and is left when it is over is the deal's again, as often as something
    comes back; how many sales had something.
    """
    async with db.read() as reader:
        over = await reader.many(Sale, SQL.sales_over, market_id, reader.now, reader.now - COMES_BACK_WITHIN)
    done = 0
    for sale in over:
        async with db.work() as work:
            await work.run(SQL.forget_waiting, market_id, sale.sale_id)
            done += bool(await return_left(work, market_id, sale))
    return done

"""What happens by the clock: each line is a job, how often it runs, and in which markets (all of them)."""

from collections.abc import Awaitable, Callable

from linli.kernel.database import Database
from linli.kernel.log import logger
from linli.modules import markets, notices, orders, payments, vouchers

# Runs one job in one market; returns how many things it did.
MarketJob = Callable[[Database, int, payments.Gateways], Awaitable[int]]
log = logger(__name__)


async def deliver_notices(db: Database, market_id: int, _gateways: payments.Gateways) -> int:
    return await notices.deliver_waiting(db, market_id)


async def expire_vouchers(db: Database, market_id: int, _gateways: payments.Gateways) -> int:
    return await vouchers.expire_due(db, market_id)


# Six fields: the last is seconds.
TIMETABLE: list[tuple[str, str, MarketJob]] = [
    ("deliver_notices", "* * * * * */5", deliver_notices),
    ("query_pending_payments", "* * * * * */15", payments.query_pending),
    ("retry_refunds", "* * * * * */20", payments.retry_refunds),
    ("expire_unpaid_orders", "* * * * * */20", orders.expire_unpaid),
    ("expire_vouchers", "* * * * *", expire_vouchers),
]


async def run_everywhere(db: Database, job: MarketJob, gateways: payments.Gateways) -> int:
    """Run a job market by market; a market in which it fails does not keep it from the others."""
    async with db.read() as reader:
        every = await markets.all_markets(reader)
    done = 0
    for market in every:
        try:
            done += await job(db, market.market_id, gateways)
        except Exception as error:
            log.error("job failed", market=market.slug, exc_info=error)
    return done

"""What the timetable does with vouchers."""

from linli.kernel import sql
from linli.kernel.database import Database
from linli.modules.vouchers.events import VoucherExpired
from linli.modules.vouchers.model import Voucher

SQL = sql.load(__file__)
BATCH = 100


async def expire_due(db: Database, market_id: int) -> int:
    """Expire every voucher that has something left and whose validity is over; returns how many.

    A transaction per batch, so a crash loses at most the batch at hand; two runs at once share the work.
    Announces VoucherExpired for each.
    """
    expired = 0
    while True:
        async with db.work() as work:
            batch = await work.many(Voucher, SQL.expire_vouchers, market_id, work.now, BATCH)
            for voucher in batch:
                event = VoucherExpired(
                    market_id=market_id,
                    voucher_id=voucher.voucher_id,
                    order_id=voucher.order_id,
                    line_no=voucher.line_no,
                    touched=voucher.touched,
                    value_minor=voucher.left_minor,
                    currency=voucher.currency,
                )
                await work.announce(event)
        expired += len(batch)
        if len(batch) < BATCH:
            return expired

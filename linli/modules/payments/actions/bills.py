"""Fetching a provider's bill of one day and keeping it as it came."""

import hashlib
from datetime import date

from linli.kernel import ids
from linli.kernel.database import Database
from linli.modules.payments.bills import Bill
from linli.modules.payments.model import Gateway
from linli.modules.payments.statements import SQL


async def fetch_bill(db: Database, gateway: Gateway, day: date, zone: str) -> Bill:
    """Ask the provider for a day's bill (midnight to midnight in `zone`) and keep it. One that is the same as
    was kept already is kept once; a corrected one stands beside it, and the newest counts.

    Refuses: bill_not_ready, provider_unreachable.
    """
    bill = await gateway.bill(day, zone)
    await keep_bill(db, bill)
    return bill


async def keep_bill(db: Database, bill: Bill) -> None:
    """Keep a bill as it came; the same words are kept once."""
    mark = hashlib.sha256(bill.raw).digest()
    async with db.work() as work:
        row = (ids.uuid7(), bill.provider, bill.day, bill.zone, mark, bill.raw, bill.lines, work.now)
        await work.run(SQL.keep_bill, *row)

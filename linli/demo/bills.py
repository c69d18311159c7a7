"""The demo's last week as its provider would bill it: every payment as it was, one a cent too high.

The demo's past payments were never made at the sandbox, so its bills are written here. The day of seeding
counts as read: the timetable begins with the day after it.
"""

from datetime import datetime, timedelta

import msgspec

from linli.kernel.database import Database
from linli.modules import markets, payments, reconciliation

PROVIDER = "sandbox"
DAYS = 7
# The day, counted backwards, on whose bill the first payment has a cent more than it should.
ODD_DAY = 2
FEE_PER_10_000 = 60
MOMENT = timedelta(seconds=20)


async def play(db: Database, market: markets.Market) -> int:
    """Write and read a bill for each day; how many there are. Again, nothing happens twice."""
    habits = reconciliation.habits_of(PROVIDER)
    today = habits.day_of(db.clock())
    days = [today - timedelta(days=number) for number in range(DAYS, -1, -1)]
    odd = None
    for day in days:
        lines = await _lines(db, market, habits.window(day))
        if odd is None and lines and day >= today - timedelta(days=ODD_DAY):
            odd = day
            lines[0] = msgspec.structs.replace(lines[0], amount_minor=lines[0].amount_minor + 1)
        bill = payments.Bill(
            provider=PROVIDER,
            day=day,
            zone=habits.zone,
            lines=tuple(lines),
            raw=msgspec.json.encode({"lines": lines}),
        )
        await payments.keep_bill(db, bill)
        await reconciliation.reconcile_bill(db, market.market_id, bill)
    return len(days)


async def _lines(
    db: Database, market: markets.Market, window: tuple[datetime, datetime]
) -> list[payments.BillLine]:
    async with db.read() as reader:
        where = (market.market_id, PROVIDER, (), (), window)
        charges = await payments.charges_on_bill(reader, *where)
        refunds = await payments.refunds_on_bill(reader, *where)
    lines = [_charge(one, one.paid_at or window[0]) for one in charges]
    lines += [_refund(one, one.done_at or window[0]) for one in refunds]
    return sorted(lines, key=lambda line: line.at)


def _charge(one: payments.Charge, at: datetime) -> payments.BillLine:
    return payments.BillLine(
        kind=payments.BillKind.CHARGE,
        provider_ref=one.provider_ref or str(one.intent_id),
        reference=one.intent_id,
        amount_minor=one.amount_minor,
        fee_minor=(one.amount_minor * FEE_PER_10_000 + 5000) // 10_000,
        currency=one.currency,
        at=max(at - MOMENT, one.created_at),
    )


def _refund(one: payments.SentBack, at: datetime) -> payments.BillLine:
    return payments.BillLine(
        kind=payments.BillKind.REFUND,
        provider_ref=one.provider_ref or str(one.refund_id),
        reference=one.refund_id,
        amount_minor=one.amount_minor,
        fee_minor=0,
        currency=one.currency,
        at=max(at - MOMENT, one.due_at),
    )

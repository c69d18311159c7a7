"""Bills for a town: what a provider would write of its payments and refunds, to be tampered with."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import Money
from linli.modules import ledger, orders, payments, reconciliation
from linli.modules.reconciliation import Difference, DifferenceFilter, DifferenceKind, DifferenceState
from tests.integration.trade_stage import MARKET, Town

NOON = timedelta(hours=12)
SECOND = timedelta(seconds=1)
K = DifferenceKind


def fee_of(minor: int) -> int:
    """As the sandbox keeps it: 0.6 percent, rounded half up."""
    return (minor * 60 + 5000) // 10000


def charge(order: orders.Order, at: datetime, **other: Any) -> payments.BillLine:
    """The line of a payment that went well."""
    line = payments.BillLine(
        kind=payments.BillKind.CHARGE,
        provider_ref=f"pay_{order.number}",
        reference=order.intent_id,
        amount_minor=order.total_minor,
        fee_minor=fee_of(order.total_minor),
        currency=order.currency,
        at=at,
    )
    return msgspec.structs.replace(line, **other)


def sent(refund: payments.Refund, at: datetime, **other: Any) -> payments.BillLine:
    """The line of a refund that was sent."""
    line = payments.BillLine(
        kind=payments.BillKind.REFUND,
        provider_ref=f"re_{refund.refund_id}",
        reference=refund.refund_id,
        amount_minor=refund.amount_minor,
        fee_minor=0,
        currency=refund.currency,
        at=at,
    )
    return msgspec.structs.replace(line, **other)


def bill(day: date, lines: Sequence[payments.BillLine], provider: str = "sandbox") -> payments.Bill:
    zone = reconciliation.habits_of(provider).zone
    raw = msgspec.json.encode(lines)
    return payments.Bill(provider=provider, day=day, zone=zone, lines=tuple(lines), raw=raw)


class Books:
    """A town's reconciliation: its days are run, its queue is read."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.today = town.clock.at.date()

    async def read(self, lines: Sequence[payments.BillLine], day: date | None = None) -> reconciliation.Day:
        return await reconciliation.reconcile_bill(self.town.db, MARKET, bill(day or self.today, lines))

    async def all(self, **wanted: Any) -> list[Difference]:
        async with self.town.db.read() as reader:
            page = await reconciliation.differences(reader, MARKET, DifferenceFilter(**wanted), size=5000)
        return list(page.items)

    async def open(self) -> list[DifferenceKind]:
        """The kinds that wait, sorted."""
        return sorted(one.kind for one in await self.all(state=DifferenceState.OPEN))

    async def one(self, kind: DifferenceKind) -> Difference:
        (found,) = await self.all(kind=kind)
        return found

    async def day(self, day: date | None = None) -> reconciliation.Day:
        async with self.town.db.read() as reader:
            found = await reconciliation.day(reader, MARKET, "sandbox", day or self.today)
        assert found
        return found

    async def holds(self, purpose: ledger.Purpose, owner: str = "provider:sandbox") -> int:
        async with self.town.db.read() as reader:
            account = ledger.Account(owner, purpose, "CNY")
            return (await ledger.balance(reader, MARKET, account)).minor

    async def prints(self) -> str:
        """Everything that a second run must leave as it is."""
        texts = (
            "SELECT difference_id, kind, state, closed_at FROM reconciliation.differences ORDER BY 1",
            "SELECT line_id, gone, fee_booked_minor FROM reconciliation.lines ORDER BY 1",
            "SELECT day_id, state, matched, lines FROM reconciliation.days ORDER BY 1",
            "SELECT transfer_id FROM ledger.transfers ORDER BY 1",
        )
        rows = [[tuple(row) for row in await self.town.rows(text)] for text in texts]
        return hashlib.sha256(repr(rows).encode()).hexdigest()


async def refunded(town: Town, order: orders.Order, provider_ref: str = "") -> payments.Refund:
    """All of it goes back, and the provider says that it has sent it."""
    await town.refund(order)
    (due,) = await town.refunds(order)
    name = provider_ref or f"re_{due.refund_id}"
    what = (due.refund_id, name, due.amount_minor, due.currency)
    async with town.db.work() as work:
        news = payments.News(f"evt_{ids.uuid7()}", payments.NewsKind.REFUNDED, *what)
        await payments.record_news(work, MARKET, news, "sandbox")
    return due


def total(lines: Sequence[payments.BillLine]) -> Money:
    return Money(sum(line.amount_minor for line in lines), "CNY")


def strange(minor: int, at: datetime, reference: UUID | None = None) -> payments.BillLine:
    """A payment that nobody knows."""
    return payments.BillLine(
        kind=payments.BillKind.CHARGE,
        provider_ref=f"pay_{ids.new_code(10)}",
        reference=reference,
        amount_minor=minor,
        fee_minor=fee_of(minor),
        currency="CNY",
        at=at,
    )

"""All stores of a merchant that somebody leads, in one day and one page of results."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_ALLOWED, NOT_FOUND, Refusal
from linli.modules import community, marketing, merchants, orders, settlement, vouchers
from linli.modules.merchants import StaffRole, Store
from linli.services import Who
from linli.web.merchant.head_office_views import (
    DayLine,
    day_line,
    money_of_stores,
    result_line,
    sum_of_days,
    sum_of_results,
)
from linli.web.merchant.needs import Need, desk_of, merchant_needs, store_needs
from linli.web.merchant.period import CHOICES, period_of
from linli.web.merchant.shop import led_stores, midnight
from linli.web.shared.http import NOTHING_SAID, Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}


class Office(msgspec.Struct, frozen=True):
    """A merchant as somebody sees it who leads some of its stores: those, by name, and where the pages
    are.
    """

    merchant_id: UUID
    name: str
    role: StaffRole
    stores: list[Store]
    root: str

    def open_now(self) -> "Office":
        """The same without the stores that are closed for good."""
        return msgspec.structs.replace(self, stores=[store for store in self.stores if not store.closed])

    @property
    def owns(self) -> bool:
        return self.role is StaffRole.OWNER

    @property
    def store_ids(self) -> list[UUID]:
        return [store.store_id for store in self.stores]


class Day(msgspec.Struct, frozen=True):
    """The day of all stores; what was earned is for owners."""

    lines: list[DayLine]
    total: DayLine
    earned: Money | None
    waiting: Money | None
    needs: list[Need]


@get("/{market:str}/head-office", opt=ONLY_MANAGERS)
async def office_choice(here: Asked) -> Response[str]:
    """Straight on to the reader's merchant; the choice of desks where they are of several or of none."""
    async with here.services.db.read() as reader:
        led = {member.merchant_id for member in await led_stores(here, reader)}
    return here.see_other(here.url(f"head-office/{led.pop()}" if len(led) == 1 else "desk"))


@get("/{market:str}/head-office/{merchant_id:uuid}", opt=ONLY_MANAGERS)
async def office_today(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Today in all stores: the sum, each store's line, and what waits anywhere."""
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id)
        day = await _day(here, reader, office.open_now())
    return office_page(here, office, "office_today.html", nav="today", day=day)


@get("/{market:str}/head-office/{merchant_id:uuid}/results", opt=ONLY_MANAGERS)
async def office_results(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Visits, orders, redemptions, reviews and money of the last 7, 30 or 90 days, store by store."""
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id)
        period = period_of(here, reader.now)
        about = (office.store_ids, period.since, period.until)
        found = await marketing.store_lines(reader, here.market_id, *about)
    lines = [result_line(here, store, found[store.store_id], period.days) for store in office.stores]
    lines.sort(key=lambda line: -line.revenue.minor)
    total = sum_of_results(here, lines)
    return office_page(
        here,
        office,
        "office_results.html",
        nav="results",
        lines=lines,
        total=total,
        money_bars=money_of_stores(here, lines, total),
        period=period,
        choices=CHOICES,
    )


async def office_of(here: Here, reader: Reader, merchant_id: UUID, *roles: StaffRole) -> Office:
    """All stores of the merchant for an owner and the rest of the head office, for others those they manage.

    Refuses: not_found (leads no store of it, or no such merchant), not_allowed (role too low).
    """
    led = await led_stores(here, reader)
    mine = [member for member in led if member.merchant_id == merchant_id]
    if not mine:
        raise NOT_FOUND()
    role = max((member.role for member in mine), key=lambda one: one.weight)
    if role.weight < min((one.weight for one in roles), default=0):
        raise NOT_ALLOWED()
    found = await merchants.stores(reader, here.market_id, [member.store_id for member in mine])
    merchant = await merchants.merchant(reader, here.market_id, merchant_id)
    stores = [found[member.store_id] for member in mine if member.store_id in found]
    return Office(merchant_id, merchant.name, role, stores, here.url(f"head-office/{merchant_id}"))


def office_page(
    here: Here,
    office: Office,
    template: str,
    *,
    status: int = 200,
    refused: Refusal | None = None,
    said: dict[str, bool] | None = None,
    **context: Any,
) -> Response[str]:
    """A page of the head office, with what its navigation needs; `said` as in `Here.page`."""
    context |= {"office": office, "desk_name": office.name}
    return here.page(
        f"merchant/{template}", status=status, refused=refused, said=said or NOTHING_SAID, **context
    )


async def _day(here: Here, reader: Reader, office: Office) -> Day:
    since, ids = midnight(here, reader.now), office.store_ids
    sold = await orders.totals_of_stores(reader, here.market_id, ids, since)
    taken = await vouchers.totals_of_stores(reader, here.market_id, ids, since)
    waiting = await community.unanswered_counts(reader, here.market_id, ids)
    lines = [
        day_line(here, store, sold.get(store.store_id), taken.get(store.store_id), waiting)
        for store in office.stores
    ]
    desk = desk_of(here, office.stores[0]) if office.stores else ""
    merchant = (here.market_id, office.merchant_id, here.market.currency)
    return Day(
        lines=lines,
        total=sum_of_days(here, lines),
        earned=await settlement.balance(reader, *merchant) if office.owns else None,
        waiting=await settlement.waiting(reader, *merchant) if office.owns else None,
        needs=[
            *await merchant_needs(here, reader, office.merchant_id, desk, owns=office.owns),
            *await store_needs(here, reader, office.stores),
        ],
    )


ROUTES = [office_choice, office_today, office_results]

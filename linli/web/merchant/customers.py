"""Customers: who comes, where they came from, whether they come again; and the same as a file."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import consents, identity, insight, marketing
from linli.modules.insight import CustomerKind
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.period import CHOICES, Period, period_of
from linli.web.merchant.results_views import total_of
from linli.web.merchant.shop import Shop, desk_page, money_here, pick, shop_of
from linli.web.shared.charts import Bar
from linli.web.shared.cohorts import cohorts_of
from linli.web.shared.dense import csv_line, csv_value
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
BATCH = 500
HEADS = ("name", "kind", "visits", "spent", "first", "last", "favorite", "came_by")


class CustomerRow(msgspec.Struct, frozen=True):
    """One customer; `name` only of a member, `came_by` the channel that brought the first order, if any."""

    name: str
    kind: str
    visits: int
    spent: Money
    first_at: datetime
    last_at: datetime
    favorite: str
    came_by: str


class KindCard(msgspec.Struct, frozen=True):
    """Customers of one kind together."""

    kind: str
    people: int
    spent: Money
    href: str
    current: bool


@get("/{market:str}/desk/{slug:str}/customers", opt=ONLY_MANAGERS)
async def customers_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """All customers or those of a kind (`?kind=`), who came last first; figures of 7, 30 or 90 days."""
    kind = _kind(here)
    cursor = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        period = period_of(here, reader.now)
        stores = [shop.store.store_id]
        page = await insight.customers_of_store(reader, here.market_id, stores[0], kind, cursor)
        rows = await _rows(here, reader, shop, page.items)
        sums = await insight.kinds_of_customers(reader, here.market_id, stores)
        dates = (period.dates[0], period.dates[-1] + timedelta(days=1))
        back = await insight.returns(reader, here.market_id, stores, *dates)
        funnel = await _funnel(here, reader, shop, period, back)
        cohorts = await cohorts_of(reader, here.market_id, stores, period.dates[-1])
    asked = {"kind": kind.value} if kind else {}
    return desk_page(
        here,
        shop,
        "customers.html",
        nav="customers",
        kinds=[_card(here, shop, one, kind) for one in sums.values()],
        people=sum(one.people for one in sums.values()),
        kind=kind.value if kind else "",
        rows=rows,
        back=back,
        funnel=funnel,
        cohorts=cohorts,
        months=range(1, max((len(one.again) for one in cohorts), default=0) + 1),
        period=period,
        choices=CHOICES,
        first=not cursor,
        more=f"?{urlencode({**asked, 'after': page.next_cursor})}" if page.next_cursor else "",
        file=f"{shop.desk}/customers.csv?{urlencode(asked)}".rstrip("?"),
    )


@get("/{market:str}/desk/{slug:str}/customers.csv", opt=ONLY_MANAGERS)
async def customers_file(here: Asked, slug: FromPath[str]) -> Stream:
    """The same list as a file, whole; names of members only."""
    kind = _kind(here)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    headers = {"Content-Disposition": f'attachment; filename="{slug}-customers.csv"'}
    return Stream(_lines(here, shop, kind), media_type="text/csv; charset=utf-8", headers=headers)


def _kind(here: Here) -> CustomerKind | None:
    """Refuses: not_found (a kind that there is not)."""
    asked = here.request.query_params.get("kind", "")
    if not asked:
        return None
    try:
        return CustomerKind(asked)
    except ValueError:
        raise NOT_FOUND() from None


async def _rows(
    here: Here, reader: Reader, shop: Shop, customers: Sequence[insight.Customer]
) -> list[CustomerRow]:
    """Names of those who are members; of all others it is nobody's business who they are."""
    ids = [one.person_id for one in customers]
    known = await consents.allowing_to(reader, here.market_id, shop.member.merchant_id, ids)
    people = await identity.people(reader, known)
    came_by = await marketing.channels_of_orders(
        reader, here.market_id, [one.first_order_id for one in customers]
    )
    return [
        CustomerRow(
            name=people[one.person_id].nickname if one.person_id in people else "",
            kind=one.kind.value,
            visits=one.visits,
            spent=money_here(here, one.spent_minor),
            first_at=one.first_at,
            last_at=one.last_at,
            favorite=pick(here, one.favorite, one.favorite_en),
            came_by=came_by[one.first_order_id].value if one.first_order_id in came_by else "",
        )
        for one in customers
    ]


def _card(here: Here, shop: Shop, one: insight.KindSum, kind: CustomerKind | None) -> KindCard:
    return KindCard(
        kind=one.kind.value,
        people=one.people,
        spent=money_here(here, one.spent_minor),
        href=f"{shop.desk}/customers?kind={one.kind.value}",
        current=one.kind is kind,
    )


async def _funnel(here: Here, reader: Reader, shop: Shop, period: Period, back: insight.Returns) -> list[Bar]:
    """The five steps of the round, each as many as there were in the period."""
    at = (here.market_id, shop.store.store_id, period.since, period.until)
    lines = await marketing.channel_lines(reader, *at)
    own = [line for line in lines if line.channel not in marketing.SOLD_ELSEWHERE]
    total = total_of(here, shop, own, period.days)
    steps = (
        ("visited", total.visits, total.rows("visited")),
        ("paid", total.paid, total.rows("paid")),
        ("redeemed", total.redeemed, total.rows("redeemed")),
        ("reviewed", total.reviews, total.rows("reviewed")),
        ("again", back.again, ""),
    )
    return [
        Bar(label=here.words.t(f"desk.customers.step.{step}"), value=count, said=str(count), href=href)
        for step, count, href in steps
    ]


async def _lines(here: Here, shop: Shop, kind: CustomerKind | None) -> AsyncIterator[bytes]:
    """A batch a transaction, so that nothing is held for long."""
    yield csv_line([here.words.t(f"desk.customers.file.{head}").unescape() for head in HEADS]).encode(
        "utf-8-sig"
    )
    cursor: str | None = None
    while True:
        async with here.services.db.read() as reader:
            page = await insight.customers_of_store(
                reader, here.market_id, shop.store.store_id, kind, cursor, BATCH
            )
            rows = await _rows(here, reader, shop, page.items)
        for row in rows:
            yield csv_line([csv_value(cell, here.market.timezone) for cell in _cells(here, row)]).encode()
        if (cursor := page.next_cursor) is None:
            return


def _cells(here: Here, row: CustomerRow) -> tuple[str | int | Money | datetime, ...]:
    said = here.words.t(f"desk.customers.kind.{row.kind}").unescape()
    came_by = here.words.t(f"desk.channel.{row.came_by}").unescape() if row.came_by else ""
    return row.name, said, row.visits, row.spent, row.first_at, row.last_at, row.favorite, came_by


ROUTES = [customers_page, customers_file]

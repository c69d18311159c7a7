"""Which channels brought the people who bought, by six models; every figure leads to its orders."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import attribution, marketing, orders
from linli.modules.attribution import DIRECT, CreditedGoal, Goal, GoalKind, Model
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.channels_views import (
    YEAR,
    Campaign,
    Code,
    campaigns_said,
    code_of,
    count,
    model_in,
    sight_of,
    span_of,
    touched,
)
from linli.web.merchant.period import Period, period_of
from linli.web.merchant.shop import Shop, desk_page, money_here, pick, shop_of, words_for
from linli.web.shared import security
from linli.web.shared.dense import csv_line, csv_value
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
CHANNELS = "/{market:str}/desk/{slug:str}/channels"
CODES_SHOWN = 20
MODELS = tuple(model.value for model in Model)
BYTE_ORDER_MARK = "\ufeff"
FILE_COLUMNS = (
    *("channel", "visits", "orders", "paid", "refunded", "used", "again", "members"),
    *("cost", "times", "per_member", "per_used", "per_again"),
)


class OrderRow(msgspec.Struct, frozen=True):
    """One order (or membership) behind a figure, and how much of it is credited."""

    number: str
    title: str
    goal: CreditedGoal
    amount: Money
    credited: Money
    share: float
    href: str


class OtherOrder(msgspec.Struct, frozen=True):
    """Another order of the same buyer here."""

    goal: Goal
    amount: Money
    href: str


@get(CHANNELS, opt=ONLY_MANAGERS)
async def channels(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Credits, returns, ways and what was left out, of the last 7 to 365 days (`?days=`, `?model=`)."""
    model = model_in(here)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        period = period_of(here, reader.now, YEAR)
        span, of_store = span_of(period), [shop.store.store_id]
        about = (reader, here.market_id)
        report = await attribution.report(*about, shop.member.merchant_id, of_store, span, model)
        days = await attribution.day_sums(*about, of_store, span, model)
        codes = await codes_of(here, reader, of_store, period, model)
        campaigns = await _campaigns(here, reader, shop, period, model)
        words = words_for(here, reader.now)
    return desk_page(
        here,
        shop,
        "channels.html",
        nav="channels",
        sight=sight_of(here, words, report, days, period, f"{shop.desk}/channels/orders"),
        codes=codes,
        campaigns=campaigns,
        period=period,
        choices=YEAR,
        models=MODELS,
        costs_href=f"{shop.desk}/channels/costs",
        file_href=f"{shop.desk}/channels.csv?{urlencode({'days': period.days, 'model': model.value})}",
        codes_href=f"{shop.desk}/codes",
    )


async def codes_of(
    here: Here, reader: Reader, store_ids: list[UUID], period: Period, model: Model
) -> list[Code]:
    """The codes that brought most, by name."""
    about = (reader, here.market_id, store_ids, span_of(period), model)
    sums = await attribution.code_sums(*about, size=CODES_SHOWN)
    links = await names_of(here, reader, (one.link_id for one in sums))
    return [code_of(here, one, links) for one in sums]


async def _campaigns(here: Here, reader: Reader, shop: Shop, period: Period, model: Model) -> list[Campaign]:
    store_id, span = shop.store.store_id, span_of(period)
    sums = await attribution.campaign_sums(reader, here.market_id, [store_id], span, model, CODES_SHOWN)
    if not sums:
        return []
    about = (reader, here.market_id, shop.member.merchant_id, store_id, span)
    entered: Counter[str] = Counter()
    for cost in await attribution.costs_of(*about):
        entered[cost.label] += cost.within(span.first, span.after)
    known = await marketing.campaigns_of_store(reader, here.market_id, store_id)
    return campaigns_said(here, sums, {one.campaign_id: one.name for one in known}, entered)


async def names_of(here: Here, reader: Reader, link_ids: Iterable[UUID | None]) -> dict[UUID, marketing.Link]:
    wanted = {link_id for link_id in link_ids if link_id is not None}
    return await marketing.links_of_ids(reader, here.market_id, wanted) if wanted else {}


@get(CHANNELS + ".csv", opt=ONLY_MANAGERS)
async def channels_file(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The table of channels as a file."""
    model = model_in(here)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        period = period_of(here, reader.now, YEAR)
        about = (here.market_id, shop.member.merchant_id, [shop.store.store_id])
        report = await attribution.report(reader, *about, span_of(period), model)
    return report_file(here, report, f"{slug}-channels-{model.value}-{period.days}")


def report_file(here: Here, report: attribution.Report, name: str) -> Response[str]:
    """A report as CSV; counts with all their decimals."""
    lines = [csv_line([here.words.t(f"desk.channels.col.{column}") for column in FILE_COLUMNS])]
    for line in report.lines:
        sums = line.sums
        minors = (line.cost_minor or None, line.per_member, line.per_used, line.per_again)
        cost, *per = (None if minor is None else money_here(here, minor) for minor in minors)
        cells = (
            *(here.words.t(f"desk.channel.{line.channel}"), line.visits, str(count(sums.orders))),
            *(money_here(here, sums.paid_minor), money_here(here, sums.refunded_minor)),
            *(str(count(sums.used)), str(count(sums.again)), str(count(sums.members)), cost),
            *("" if line.return_hundredths is None else str(line.return_hundredths / 100), *per),
        )
        lines.append(csv_line([csv_value(cell, here.market.timezone) for cell in cells]))
    headers = security.headers_for(here.services.settings, here.nonce)
    headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return Response(BYTE_ORDER_MARK + "".join(lines), media_type="text/csv; charset=utf-8", headers=headers)


@get(CHANNELS + "/orders", opt=ONLY_MANAGERS)
async def channel_orders(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The orders and members behind a channel's figure: `?channel=`, `?model=`, `?way=`, `?days=`."""
    asked, model = here.request.query_params, model_in(here)
    channel, way = asked.get("channel", ""), asked.get("way", "")
    if channel not in (DIRECT, *marketing.CHANNELS) or way not in ("", *attribution.Way):
        raise NOT_FOUND()
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        period = period_of(here, reader.now, YEAR)
        page = await attribution.credited_goals(
            *(reader, here.market_id, [shop.store.store_id], span_of(period), model, channel, way),
            cursor=asked.get("after"),
        )
        bought = {goal.goal_id for goal in page.items if goal.kind is GoalKind.ORDER}
        known = await orders.orders_of_ids(reader, here.market_id, bought)
    again = {"channel": channel, "model": model.value, "way": way, "days": period.days}
    return desk_page(
        here,
        shop,
        "channel_orders.html",
        nav="channels",
        rows=[_row(here, shop, goal, known.get(goal.goal_id)) for goal in page.items],
        channel=channel,
        model=model.value,
        way=way,
        period=period,
        back=f"{shop.desk}/channels?{urlencode({'days': period.days, 'model': model.value})}",
        more=f"?{urlencode({**again, 'after': page.next_cursor})}" if page.next_cursor else "",
    )


def _row(here: Here, shop: Shop, goal: CreditedGoal, order: orders.Order | None) -> OrderRow:
    return OrderRow(
        number=order.number_grouped if order else "",
        title=pick(here, order.title, order.title_en) if order else "",
        goal=goal,
        amount=money_here(here, goal.amount_minor),
        credited=money_here(here, goal.credited_minor),
        share=goal.parts / attribution.WHOLE,
        href=f"{shop.desk}/channels/orders/{goal.goal_id}",
    )


@get(CHANNELS + "/orders/{order_id:uuid}", opt=ONLY_MANAGERS)
async def channel_order(here: Asked, slug: FromPath[str], order_id: FromPath[UUID]) -> Response[str]:
    """One order touch by touch with every model's share, and what else the same customer bought here.

    Refuses: not_found (none, or of another store).
    """
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        line = await attribution.line_of(reader, here.market_id, order_id)
        if line.goal.store_id != shop.store.store_id:
            raise NOT_FOUND()
        others = await attribution.goals_of_buyer(reader, here.market_id, line.goal)
        links = await names_of(here, reader, (credit.link_id for credit in line.credits))
        order = (await orders.orders_of_ids(reader, here.market_id, {order_id})).get(order_id)
    return desk_page(
        here,
        shop,
        "channel_order.html",
        nav="channels",
        line=line,
        touches=touched(here, line, links),
        order=order,
        title=pick(here, order.title, order.title_en) if order else "",
        amount=money_here(here, line.goal.amount_minor),
        models=MODELS,
        others=[
            OtherOrder(
                goal, money_here(here, goal.amount_minor), f"{shop.desk}/channels/orders/{goal.goal_id}"
            )
            for goal in others
            if goal.goal_id != order_id and goal.store_id == shop.store.store_id
        ],
        back=f"{shop.desk}/channels",
    )


ROUTES = [channels, channels_file, channel_orders, channel_order]

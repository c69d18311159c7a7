"""Which channels bring people who buy, in the whole market, and to whose merchants codes brought most."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import attribution, marketing, merchants
from linli.modules.attribution import WHOLE, ChannelLine, Model, Span
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import back_with, reason_in, room_page, room_url, say
from linli.web.shared import security
from linli.web.shared.dense import BYTE_ORDER_MARK, csv_line, csv_value
from linli.web.shared.http import Asked, Here

CHANNELS = "/{market:str}/operator/channels"
COLUMNS = ("channel", "visits", "orders", "paid", "refunded", "again", "members", "cost", "times")
SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
CHOICES, USUAL = (7, 30, 90, 365), 30
MODELS = tuple(model.value for model in Model)


class Row(msgspec.Struct, frozen=True):
    """One channel of the market, "" for all; amounts in minor units."""

    channel: str
    visits: int
    orders: int
    paid_minor: int
    refunded_minor: int
    again: int
    members: int
    cost_minor: int
    times: float | None


class MerchantRow(msgspec.Struct, frozen=True):
    """What codes brought one merchant; `share` is that of all that it was paid."""

    name: str
    href: str
    orders: int
    brought_minor: int
    share: float


class LeftRow(msgspec.Struct, frozen=True):
    """Visits that are left out, with their reason."""

    channel: str
    fault: str
    visits: int


class RulesFace(msgspec.Struct, frozen=True):
    """What holds for all merchants: the half-life in hours, and windows in days of those channels that have
    one of their own.
    """

    hours: int
    windows: list[tuple[str, int]]


@get(CHANNELS, opt=SEE)
async def channels(here: Asked) -> Response[str]:
    """The last 7, 30, 90 or 365 days by one model (`?days=`, `?model=`), and the rules of reckoning."""
    return await _page(here)


@get(CHANNELS + ".csv", opt=SEE)
async def channels_csv(here: Asked) -> Response[str]:
    """The table of channels as a file; that it was taken is written into the audit trail."""
    days, model = _asked(here)
    async with here.services.db.work(here.actor) as work:
        report = await attribution.market_report(work, here.market_id, _span(here, work, days), model)
        filters = {"days": str(days), "model": model.value}
        await work.audit(here.market_id, "list_exported", "channels", filters=filters)
    heads = [say(here, f"desk.channels.col.{column}") for column in COLUMNS]
    lines = [csv_line(heads), *(_csv(here, _row(line)) for line in report.lines)]
    headers = security.headers_for(here.services.settings, here.nonce)
    name = f"{here.market.slug}-channels-{model.value}-{days}.csv"
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(BYTE_ORDER_MARK + "".join(lines), media_type="text/csv; charset=utf-8", headers=headers)


@post(CHANNELS + "/half-life", opt=SEE)
async def half_life_set(here: Asked) -> Response[str]:
    """After how many hours a touch counts half by the model of fading, from the next order on."""
    return await _changed(here, "hours", "half_life_set")


@post(CHANNELS + "/windows", opt=SEE)
async def market_window_set(here: Asked) -> Response[str]:
    """For how many days a channel's touches count where a merchant has said nothing."""
    return await _changed(here, "days", "window_set")


async def _changed(here: Here, name: str, done: str) -> Response[str]:
    form = await here.request.form()
    kept = {each: str(form.get(each, "")).strip() for each in ("hours", "channel", "days", "why")}
    typed = kept[name]
    try:
        count = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 5 else 0
        if name == "days" and kept["channel"] not in marketing.CHANNELS:
            raise INVALID(field="channel")
        why = await reason_in(here)
        async with here.services.db.work(here.actor) as work:
            if name == "hours":
                await attribution.set_half_life(work, here.market_id, count, why)
            else:
                about = (here.market_id, kept["channel"], count, why)
                await attribution.set_market_window(work, *about)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        field = str(refusal.params["field"])
        wrong = f"{name}_why" if field == "why" else field
        said = {key: value for key, value in kept.items() if value or key == name}
        return await _page(here, status=refusal.status, kept=said, wrong=wrong)
    return back_with(here, "channels", done)


def _asked(here: Here) -> tuple[int, Model]:
    asked = here.request.query_params
    days = next((one for one in CHOICES if str(one) == asked.get("days", "")), USUAL)
    return days, next((one for one in Model if one.value == asked.get("model", "")), Model.LAST)


def _span(here: Here, reader: Reader, days: int) -> Span:
    today = reader.now.astimezone(ZoneInfo(here.market.timezone)).date()
    return Span(today - timedelta(days=days - 1), today + timedelta(days=1))


async def _rules(here: Here, reader: Reader) -> RulesFace:
    hours = await attribution.half_life_of(reader, here.market_id)
    return RulesFace(hours, await attribution.windows_of_market(reader, here.market_id))


async def _page(
    here: Here, *, status: int = 200, kept: Mapping[str, str] | None = None, wrong: str = ""
) -> Response[str]:
    days, model = _asked(here)
    async with here.services.db.read() as reader:
        about = (reader, here.market_id, _span(here, reader, days), model)
        report = await attribution.market_report(*about)
        ranked = await attribution.merchant_sums(*about)
        ids = [one.merchant_id for one in ranked]
        names = await merchants.merchants_of_ids(reader, here.market_id, ids)
        rules = await _rules(here, reader)
    return await room_page(
        here,
        "channels.html",
        nav="channels",
        status=status,
        said={"half_life_set": True, "window_set": True},
        rules=rules,
        kept={"hours": str(rules.hours), "channel": "", "days": "", "why": ""} | dict(kept or {}),
        wrong=wrong,
        csv_href=f"{room_url(here, 'channels.csv')}?days={days}&model={model.value}",
        rows=[*map(_row, report.lines), _row(report.total)] if report.lines else [],
        ranked=[_merchant(here, one, names) for one in ranked if one.brought_minor],
        left=[
            LeftRow(channel, fault, n)
            for channel, by in report.left_out.items()
            for fault, n in sorted(by.items())
        ],
        model=model.value,
        models=MODELS,
        days=days,
        choices=CHOICES,
        usual=attribution.USUAL_DAYS,
        longest=attribution.LONGEST_DAYS,
        channels=marketing.CHANNELS,
    )


def _csv(here: Here, row: Row) -> str:
    minors = (row.paid_minor, row.refunded_minor, row.cost_minor)
    paid, refunded, cost = (Money(minor, here.market.currency) for minor in minors)
    cells = (
        *(say(here, f"desk.channel.{row.channel}"), row.visits, row.orders, paid, refunded),
        *(row.again, row.members, cost, "" if row.times is None else str(row.times)),
    )
    return csv_line([csv_value(cell, here.market.timezone) for cell in cells])


def _row(line: ChannelLine) -> Row:
    sums, back = line.sums, line.return_hundredths
    return Row(
        channel=line.channel,
        visits=line.visits,
        orders=round(sums.orders / WHOLE),
        paid_minor=sums.paid_minor,
        refunded_minor=sums.refunded_minor,
        again=round(sums.again / WHOLE),
        members=round(sums.members / WHOLE),
        cost_minor=line.cost_minor,
        times=None if back is None else back / 100,
    )


def _merchant(
    here: Here, sums: attribution.MerchantSums, names: Mapping[UUID, merchants.Merchant]
) -> MerchantRow:
    known = names.get(sums.merchant_id)
    return MerchantRow(
        name=known.name if known else "",
        href=room_url(here, f"merchants/{sums.merchant_id}"),
        orders=round(sums.orders / WHOLE),
        brought_minor=sums.brought_minor,
        share=sums.brought_minor / sums.paid_minor if sums.paid_minor else 0,
    )


ROUTES = [channels, channels_csv, half_life_set, market_window_set]

"""Which channels bring people who buy, in the whole market, and to whose merchants codes brought most."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get

from linli.modules import attribution, merchants
from linli.modules.attribution import WHOLE, ChannelLine, Model, Span
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import room_page, room_url
from linli.web.shared.http import Asked, Here

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


@get("/{market:str}/operator/channels", opt=SEE)
async def channels(here: Asked) -> Response[str]:
    """The last 7, 30, 90 or 365 days by one model (`?days=`, `?model=`)."""
    asked = here.request.query_params
    days = next((one for one in CHOICES if str(one) == asked.get("days", "")), USUAL)
    model = next((one for one in Model if one.value == asked.get("model", "")), Model.LAST)
    async with here.services.db.read() as reader:
        today = reader.now.astimezone(ZoneInfo(here.market.timezone)).date()
        span = Span(today - timedelta(days=days - 1), today + timedelta(days=1))
        about = (reader, here.market_id, span, model)
        report = await attribution.market_report(*about)
        ranked = await attribution.merchant_sums(*about)
        ids = [one.merchant_id for one in ranked]
        names = await merchants.merchants_of_ids(reader, here.market_id, ids)
    return await room_page(
        here,
        "channels.html",
        nav="channels",
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
    )


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


ROUTES = [channels]

"""Which channels bring people who buy, for programs."""

from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import FromPath, QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_channels as shapes
from linli.modules import attribution, merchants
from linli.modules.attribution import Model, Span
from linli.services import Who

MANAGER = merchants.StaffRole.MANAGER
READ = {"who": Who.MANAGER, "scope": "merchant"}
Days = Annotated[int, QueryParameter(ge=1, le=366, description="How many days up to today.")]
By = Annotated[Model, QueryParameter(description="How orders are shared out among touches.")]


@get(
    "/markets/{market:str}/stores/{slug:str}/channels",
    opt=READ,
    tags=["Codes"],
    summary="What each channel brought and returned",
)
async def read_channels(
    call: Called, slug: FromPath[str], days: Days = 30, model: By = Model.LAST
) -> shapes.ChannelReport:
    """Of the orders that were paid in this time; counts may be fractions, money adds up exactly."""
    async with call.services.db.read() as reader:
        store, member = await call.staffed(reader, slug, MANAGER)
        today = reader.now.astimezone(ZoneInfo(call.market.timezone)).date()
        span = Span(today - timedelta(days=days - 1), today + timedelta(days=1))
        about = (call.market_id, member.merchant_id, [store.store_id])
        report = await attribution.report(reader, *about, span, model)
    return shapes.report_of(report, call.market.currency)


ROUTES = [read_channels]

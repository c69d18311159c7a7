"""Markets, and finding places in them."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_sign_in, shapes_stores
from linli.api.v1.shapes import Size
from linli.kernel.refusals import INVALID
from linli.modules import discovery, markets
from linli.services import Who

FIRST_PAGE = 24
FARTHEST = 900


@get("/markets", opt={"who": Who.ANYONE}, tags=["Markets"], summary="Every market")
async def list_markets(call: Called) -> shapes_sign_in.MarketList:
    """The markets that this installation runs."""
    async with call.services.db.read() as reader:
        found = await markets.all_markets(reader)
    return shapes_sign_in.MarketList([shapes_sign_in.market_of(market) for market in found])


@get("/markets/{market:str}", opt={"who": Who.ANYONE}, tags=["Markets"], summary="One market")
async def get_market(call: Called) -> shapes_sign_in.Market:
    """A market's currency, time zone and center."""
    return shapes_sign_in.market_of(call.market)


@get("/markets/{market:str}/places", opt={"who": Who.ANYONE}, tags=["Places"], summary="Find places")
async def find_places(
    call: Called,
    q: Annotated[
        str, QueryParameter(max_length=100, description="Every word must match; pinyin does as well.")
    ] = "",
    trade: Annotated[
        str | None,
        QueryParameter(description="Only this trade.", schema_extra={"enum": list(markets.TRADES)}),
    ] = None,
    at: Annotated[
        str | None, QueryParameter(max_length=60, description="`lat,lon`; without it the market's center.")
    ] = None,
    area: Annotated[
        str | None,
        QueryParameter(max_length=90, description="Only between `south,west,north,east`, in degrees."),
    ] = None,
    only_open: Annotated[bool, QueryParameter(name="open", description="Only what is open now.")] = False,
    deals: Annotated[bool, QueryParameter(description="Only where a deal is on sale.")] = False,
    size: Size = FIRST_PAGE,
    offset: Annotated[int, QueryParameter(ge=0, le=FARTHEST)] = 0,
) -> shapes_stores.PlaceList:
    """Nearest first. Distances change with every step, so pages count from the start instead of a cursor."""
    if trade is not None and trade not in markets.TRADES:
        raise INVALID(field="trade")
    point = point_of(call, at)
    async with call.services.db.read() as reader:
        found = await discovery.find(
            reader,
            call.market_id,
            text=q,
            trade=trade,
            at=point,
            open_at=reader.now if only_open else None,
            deals_only=deals,
            area=area_of(area) if area else None,
            size=size + 1,
            offset=offset,
            place=call.market,
        )
    more = len(found) > size and offset + size <= FARTHEST
    places = [shapes_stores.place_of(one) for one in found[:size]]
    return shapes_stores.PlaceList(places, offset + size if more else None)


def point_of(call: Called, text: str | None) -> tuple[float, float]:
    """The spot of `lat,lon`; the market's center where none is given. Refuses: invalid."""
    if not text:
        return call.market.lat, call.market.lon
    lat, lon = _degrees(text, "at", 2)
    return lat, lon


def area_of(text: str) -> discovery.Area:
    """The area of `south,west,north,east`. Refuses: invalid."""
    found = discovery.Area(*_degrees(text, "area", 4))
    if found.south >= found.north or found.west >= found.east:
        raise INVALID(field="area")
    return found


def _degrees(text: str, field: str, count: int) -> list[float]:
    """So many degrees with commas between them, latitude before longitude. Refuses: invalid."""
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        raise INVALID(field=field) from None
    on_earth = all(-limit <= one <= limit for one, limit in zip(found, (90, 180) * 2, strict=False))
    if len(found) != count or not on_earth:
        raise INVALID(field=field)
    return found

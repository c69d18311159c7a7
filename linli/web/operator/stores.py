"""Every place on the market's map, run by a merchant or only listed."""

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.modules import markets, merchants
from linli.modules.merchants import StoreFilter
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import pick, room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
FILTERS = (
    Filter("q", "text"),
    Filter("trade", choices=markets.TRADES, words="trade"),
    Filter("claimed", choices=("yes", "no"), words="operator.claimed"),
    Filter("merchant", "id"),
)
HEADINGS = (
    Heading("store"),
    Heading("trade"),
    Heading("merchant"),
    Heading("address"),
    Heading("slug"),
    Heading("source"),
    Heading("listed"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Stores by name with whoever runs them."""
    wanted = StoreFilter(
        trade=wishes.choice("trade"),
        claimed=wishes.yes_no("claimed"),
        merchant_id=wishes.uuid("merchant"),
        text=wishes.text("q"),
    )
    page = await merchants.stores_of_market(reader, here.market_id, wanted, after, size)
    owners = {one.merchant_id for one in page.items if one.merchant_id}
    known = await merchants.merchants_of_ids(reader, here.market_id, owners)
    rows = []
    for one in page.items:
        owner = known.get(one.merchant_id) if one.merchant_id else None
        cells = (
            Cell(pick(here, one.name, one.name_en), here.url(f"stores/{one.slug}")),
            Cell(say(here, f"trade.{one.trade}")),
            Cell(owner.name, room_url(here, f"merchants/{owner.merchant_id}")) if owner else Cell(None),
            Cell(pick(here, one.address, one.address_en), soft=True),
            Cell(one.slug, code=True, soft=True),
            Cell(one.source, soft=True),
            Cell(one.listed_at, soft=True),
        )
        rows.append(Line(cells))
    return Page(rows, page.next_cursor)


LISTING = Listing("stores", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/stores", opt=SEE)
async def store_list(here: Asked) -> Response[str]:
    """Every store of the market."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/stores.csv", opt=SEE)
async def store_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


ROUTES = [store_list, store_csv]

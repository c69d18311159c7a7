"""The market's flash sales, and how each stands."""

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page
from linli.modules import catalog, flash, merchants
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.orders import store_cell
from linli.web.operator.room import pick, say
from linli.web.operator.wishes import Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.TRADE}
KINDS = {"on": "good", "announced": "offer", "over": "plain", "called_off": "bad"}
NOTHING = flash.Figures(0, 0, 0, 0, 0, 0, 0)
HEADINGS = (
    Heading("what"),
    Heading("store"),
    Heading("state"),
    Heading("starts"),
    Heading("ends"),
    Heading("flash_price", number=True),
    Heading("units", number=True),
    Heading("paid", number=True),
    Heading("kept", number=True),
    Heading("in_line", number=True),
    Heading("back", number=True),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Sales with deal, store and figures: four more queries, however many there are."""
    page = await flash.sales_of_market(reader, here.market_id, after, size)
    deals = await catalog.deals_of_ids(reader, here.market_id, {one.deal_id for one in page.items})
    stores = await merchants.stores(reader, here.market_id, {one.store_id for one in page.items})
    stand = await flash.figures(reader, here.market_id, [one.sale_id for one in page.items])
    found = []
    for sale in page.items:
        deal, state = deals.get(sale.deal_id), sale.state(reader.now).value
        title = pick(here, deal.title, deal.title_en) if deal else None
        figures = stand.get(sale.sale_id, NOTHING)
        cells = (
            Cell(title, here.url(f"flash-sales/{sale.sale_id}")),
            store_cell(here, stores.get(sale.store_id)),
            Cell(say(here, f"flash.state.{state}"), badge=KINDS[state]),
            Cell(sale.starts_at),
            Cell(sale.ends_at),
            Cell(Money(sale.price_minor, sale.currency)),
            Cell(sale.units),
            Cell(figures.paid),
            Cell(figures.held + figures.ordered),
            Cell(figures.waiting),
            Cell(figures.back),
        )
        found.append(Line(cells))
    return Page(found, page.next_cursor)


LISTING = Listing("flash", HEADINGS, (), lines, path="flash-sales")


@get("/{market:str}/operator/flash-sales", opt=SEE)
async def flash_list(here: Asked) -> Response[str]:
    """Every flash sale of the market, the last announced first."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/flash-sales.csv", opt=SEE)
async def flash_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


ROUTES = [flash_list, flash_csv]

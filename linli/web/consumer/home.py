"""A market's home: trades, offers near you, what is open now."""

from uuid import UUID

from litestar import Response, get

from linli.kernel.database import Reader
from linli.modules import catalog, discovery
from linli.services import Who
from linli.web.consumer.cards import deal_card, store_card
from linli.web.consumer.flash_faces import flash_shelf
from linli.web.consumer.for_you import SHELF, Chosen, chosen_for, shelf_of
from linli.web.consumer.spot import Spot, spot_of
from linli.web.consumer.structured import website
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.views import DealCard
from linli.web.shared.alike import Part, alike_of, part_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.metadata import metadata
from linli.web.shared.trades import TRADES

OPEN_SHOWN = 9
OFFERS_SHOWN = 6
NEAR_SHOWN = 12
# Several newest deals may be of one store; each store shows one here.
DEALS_READ = 40
# The trades with most places; with the way to all others they fill whole lines.
TRADES_SHOWN = 11


# budget: front page: 8 statements
@get("/{market:str}", opt={"who": Who.ANYONE})
async def home_page(here: Asked) -> Response[str]:
    """What is near and open now, and what is offered there."""
    tongue, spot, alike = tongue_of(here), spot_of(here), alike_of(here)
    mark = alike.mark(here.market_id)
    async with here.services.db.read() as reader:
        chosen = await chosen_for(reader, here, spot, SHELF)
        asked = ("home", here.market, here.locale, spot, bool(chosen.slots))
        part = alike.find(asked, reader.now) if here.mall is None else None
        if isinstance(part, Part):
            these = await _these(reader, here, chosen, spot)
        else:
            part, these = await _made(reader, here, chosen, spot)
            if here.mall is None:
                alike.keep(asked, part, here.market_id, mark, reader.now)
        flashes = await flash_shelf(reader, here)
    site = here.returning(here.url(""))
    data = [website(tongue.market(here.market), site, f"{site}/search")]
    return show(
        here,
        "home.html",
        about_page=metadata(here, here.url(""), data=data, feed=here.url("deals.atom")),
        nav="home",
        spot=spot,
        shelf=shelf_of(here, chosen, these, spot, SHELF),
        search_at=spot.text,
        trades=[trade for trade, _ in part.facts],
        flashes=flashes,
        found=part.html,
    )


async def _these(reader: Reader, here: Here, chosen: Chosen, spot: Spot) -> dict[UUID, discovery.Found]:
    """The stores that were chosen for this person, as search knows them."""
    ids = chosen.store_ids
    if not ids:
        return {}
    found = await discovery.find_these(reader, here.market_id, ids, at=spot.at, place=here.market)
    return {one.place.store_id: one for one in found}


async def _made(
    reader: Reader, here: Here, chosen: Chosen, spot: Spot
) -> tuple[Part, dict[UUID, discovery.Found]]:
    """What everybody sees around this spot; and what was chosen for this person, looked up with it."""
    tongue, market = tongue_of(here), here.market
    counts = await discovery.trade_counts(reader, here.market_id)
    found = await discovery.around(
        reader,
        market,
        at=spot.at,
        near=NEAR_SHOWN + OPEN_SHOWN,
        opened=OPEN_SHOWN,
        offering=OFFERS_SHOWN,
        these=chosen.store_ids,
    )
    by_store = {one.place.store_id: one for one in found.offering}
    deals = await catalog.deals_of_stores(reader, here.market_id, list(by_store), None, DEALS_READ)
    shown = {one.place.store_id for one in found.opened}
    rest = [one for one in found.near if one.place.store_id not in shown][:NEAR_SHOWN]
    trades = sorted((trade for trade in counts if trade in TRADES), key=lambda trade: -counts[trade])
    part = part_of(
        here,
        "consumer/home_found.html",
        tuple((trade, "") for trade in trades[:TRADES_SHOWN]),
        root=here.url(""),
        spot=spot,
        after_shelf=bool(chosen.slots),
        opened=[store_card(one, tongue, market.slug) for one in found.opened],
        near=[store_card(one, tongue, market.slug) for one in rest],
        offers=_one_a_store(deals, by_store, tongue, here.market.slug),
    )
    return part, found.these


def _one_a_store(
    deals: list[catalog.Deal], by_store: dict[UUID, discovery.Found], tongue: Tongue, market: str
) -> list[DealCard]:
    """The newest deal of each store, the nearest store first."""
    newest: dict[UUID, catalog.Deal] = {}
    for deal in deals:
        for store_id in deal.store_ids:
            newest.setdefault(store_id, deal)
    return [
        deal_card(
            newest[store_id],
            found.place.trade,
            tongue,
            market=market,
            slug=found.place.slug,
            store_name=tongue.pick(found.place.name, found.place.name_en),
        )
        for store_id, found in by_store.items()
        if store_id in newest
    ]

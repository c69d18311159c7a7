"""A market's home: trades, offers near you, what is open now."""

from uuid import UUID

from litestar import Response, get

from linli.modules import catalog, discovery
from linli.services import Who
from linli.web.consumer.cards import deal_card, store_card
from linli.web.consumer.flash_faces import flash_shelf
from linli.web.consumer.for_you import SHELF, chosen_for, shelf_of
from linli.web.consumer.spot import spot_of
from linli.web.consumer.structured import website
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.views import DealCard
from linli.web.shared.http import Asked
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
    tongue, spot, market = tongue_of(here), spot_of(here), here.market
    async with here.services.db.read() as reader:
        counts = await discovery.trade_counts(reader, here.market_id)
        chosen = await chosen_for(reader, here, spot, SHELF)
        found = await discovery.around(
            reader,
            market,
            at=spot.at,
            near=NEAR_SHOWN + OPEN_SHOWN,
            opened=OPEN_SHOWN,
            offering=OFFERS_SHOWN,
            these=chosen.store_ids,
        )
        flashes = await flash_shelf(reader, here)
        by_store = {one.place.store_id: one for one in found.offering}
        deals = await catalog.deals_of_stores(reader, here.market_id, list(by_store), None, DEALS_READ)
    shown = {one.place.store_id for one in found.opened}
    rest = [one for one in found.near if one.place.store_id not in shown][:NEAR_SHOWN]
    trades = sorted((trade for trade in counts if trade in TRADES), key=lambda trade: -counts[trade])
    site = here.returning(here.url(""))
    data = [website(tongue.market(market), site, f"{site}/search")]
    return show(
        here,
        "home.html",
        about_page=metadata(here, here.url(""), data=data, feed=here.url("deals.atom")),
        nav="home",
        spot=spot,
        shelf=shelf_of(here, chosen, found.these, spot, SHELF),
        search_at=spot.text,
        trades=trades[:TRADES_SHOWN],
        flashes=flashes,
        opened=[store_card(one, tongue, market.slug) for one in found.opened],
        near=[store_card(one, tongue, market.slug) for one in rest],
        offers=_one_a_store(deals, by_store, tongue, here.market.slug),
    )


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

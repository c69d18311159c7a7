"""The stores one follows, and what is new there."""

from litestar import Response, get

from linli.modules import community, merchants
from linli.services import Who
from linli.web.consumer.cards import deal_card, plain_store_card
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked

DEALS_SHOWN = 12


@get("/{market:str}/following", opt={"who": Who.PERSON})
async def following_page(here: Asked) -> Response[str]:
    """New deals of the followed stores, then the stores."""
    tongue, person_id = tongue_of(here), here.person.person_id
    async with here.services.db.read() as reader:
        ids = await community.followed_stores(reader, here.market_id, person_id)
        stores = await merchants.stores(reader, here.market_id, ids)
        deals = await community.new_deals(reader, here.market_id, person_id, DEALS_SHOWN)
    return show(
        here,
        "following.html",
        nav="me",
        stores=[plain_store_card(stores[store_id], tongue) for store_id in ids if store_id in stores],
        deals=[
            deal_card(
                deal,
                store.trade,
                tongue,
                market=here.market.slug,
                slug=store.slug,
                store_name=tongue.pick(store.name, store.name_en),
            )
            for deal in deals
            if (store := next((stores[one] for one in deal.store_ids if one in stores), None))
        ],
    )

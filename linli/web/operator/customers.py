"""Who comes to the shops of the market and whether they come again; who is expected."""

from datetime import timedelta

import msgspec
from litestar import Response, get

from linli.modules import insight, merchants
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import pick, room_page, room_url
from linli.web.shared.cohorts import cohorts_of
from linli.web.shared.footfall import footfall_of
from linli.web.shared.formatting import Formatter
from linli.web.shared.http import Asked

SEE = {"who": Who.OPERATOR, "roles": roles.TRADE}
CHOICES, USUAL, MOST_STORES = (7, 30, 90), 30, 50


class KindCard(msgspec.Struct, frozen=True):
    """Customers of one kind together, of all shops; minor units."""

    kind: str
    people: int
    spent_minor: int


class StoreRow(msgspec.Struct, frozen=True):
    """One store, and who came there in the period; minor units."""

    name: str
    href: str
    visits: int
    uses: int
    amount_minor: int


@get("/{market:str}/operator/customers", opt=SEE)
async def customers(here: Asked) -> Response[str]:
    """Customers by kind, who came again in the last 7, 30 or 90 days (`?days=`), cohorts, and the stores
    where most came. Nobody by name: whoever goes to two shops is a customer of each.
    """
    asked = here.request.query_params.get("days", "")
    days = next((one for one in CHOICES if str(one) == asked), USUAL)
    async with here.services.db.read() as reader:
        words = Formatter(here.locale, here.market.timezone, reader.now)
        today = words.local(reader.now).date()
        dates = (today - timedelta(days=days - 1), today + timedelta(days=1))
        sums = await insight.kinds_of_customers(reader, here.market_id)
        back = await insight.returns(reader, here.market_id, None, *dates)
        cohorts = await cohorts_of(reader, here.market_id, None, today)
        ranked = await insight.stores_by_visits(reader, here.market_id, *dates, MOST_STORES)
        stores = await merchants.stores(reader, here.market_id, [one.store_id for one in ranked])
    return await room_page(
        here,
        "customers.html",
        nav="customers",
        kinds=[KindCard(one.kind.value, one.people, one.spent_minor) for one in sums.values()],
        people=sum(one.people for one in sums.values()),
        back=back,
        cohorts=cohorts,
        months=range(1, max((len(one.again) for one in cohorts), default=0) + 1),
        rows=[
            StoreRow(
                name=pick(here, stores[one.store_id].name, stores[one.store_id].name_en),
                href=here.url(f"stores/{stores[one.store_id].slug}"),
                visits=one.visits,
                uses=one.uses,
                amount_minor=one.amount_minor,
            )
            for one in ranked
            if one.store_id in stores and one.visits
        ],
        days=days,
        choices=CHOICES,
        footfall_href=room_url(here, "footfall"),
    )


@get("/{market:str}/operator/footfall", opt=SEE)
async def footfall(here: Asked) -> Response[str]:
    """The last four weeks of all shops together, and the next two."""
    async with here.services.db.read() as reader:
        words = Formatter(here.locale, here.market.timezone, reader.now)
        found = await footfall_of(reader, here.market_id, words, None)
    return await room_page(here, "footfall.html", nav="footfall", found=found)


ROUTES = [customers, footfall]

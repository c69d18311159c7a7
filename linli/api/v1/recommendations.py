"""Which places are likely the right ones, here and now, and whether what one does may choose them."""

from typing import Annotated

from litestar import delete, get, put
from litestar.params import QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_recommendations as shapes
from linli.api.v1 import shapes_stores
from linli.api.v1.markets import point_of
from linli.modules import consents, discovery, recommendations
from linli.modules.consents import Purpose
from linli.services import Who

FIRST, MOST = 10, 40


@get(
    "/markets/{market:str}/recommendations",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Recommendations"],
    summary="Places for here and now",
)
async def list_recommendations(
    call: Called,
    at: Annotated[
        str | None, QueryParameter(max_length=60, description="`lat,lon`; without it the market's center.")
    ] = None,
    size: Annotated[int, QueryParameter(ge=1, le=MOST)] = FIRST,
) -> shapes.RecommendedList:
    """By spot and hour; for whoever agreed, also by what they did in this market."""
    spot = point_of(call, at)
    async with call.services.db.read() as reader:
        agreed = await consents.allows(reader, call.person_id, Purpose.PERSONAL)
        slots = await recommendations.for_you(
            reader,
            call.market,
            person_id=call.person_id if agreed else None,
            at=spot,
            now=reader.now,
            size=size,
        )
        ids = [slot.store_id for slot in slots]
        found = await discovery.find_these(reader, call.market_id, ids, at=spot, place=call.market)
    by_store = {one.place.store_id: shapes_stores.place_of(one) for one in found}
    known = [slot for slot in slots if slot.store_id in by_store]
    return shapes.RecommendedList(
        [shapes.Recommended(by_store[slot.store_id], slot.why, slot.times) for slot in known], agreed
    )


@put(
    "/markets/{market:str}/recommendations/agreement",
    opt={"who": Who.PERSON, "scope": "consumer"},
    status_code=204,
    tags=["Recommendations"],
    summary="Agree that what I do chooses places",
)
async def allow_choosing(call: Called) -> None:
    """From now on what the person looks at, follows, buys and uses is kept for that, in every
    market, two years at most. Ask the person first.
    """
    async with call.services.db.work(call.actor) as work:
        await consents.give(work, call.person_id, Purpose.PERSONAL, at="api")


@delete(
    "/markets/{market:str}/recommendations/agreement",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Recommendations"],
    summary="Decline, and have it forgotten",
)
async def end_choosing(call: Called) -> None:
    """What was kept is deleted; nothing more is. Fine if nobody had agreed."""
    async with call.services.db.work(call.actor) as work:
        await consents.withdraw(work, call.person_id, Purpose.PERSONAL, at="api")

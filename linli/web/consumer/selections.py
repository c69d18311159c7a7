"""On one's own phone: what was chosen at a shop's screen, taken over once, into one's cart."""

from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import Refusal
from linli.modules import carts, kiosks, marketing, merchants
from linli.modules.kiosks import SelectionState
from linli.services import Who
from linli.web.consumer.kiosk_list import chosen_list
from linli.web.consumer.links import follower, remember
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here

SELECTION = "/{market:str}/selections/{code:str}"
SHOWN_IN_PLACE = frozenset(
    (kiosks.SELECTION_TAKEN, kiosks.SELECTION_PUT_BACK, kiosks.SELECTION_OVER, carts.CART_FULL)
)


@get(SELECTION, opt={"who": Who.ANYONE})
async def selection_seen(here: Asked, code: FromPath[str]) -> Response[str]:
    """What the code on the screen leads to, at the prices and with the stock of this moment. Refuses:
    not_found (a code that we never made).
    """
    return await _shown(here, code)


@post(f"{SELECTION}/taking", opt={"who": Who.PERSON})
async def selection_taken(here: Asked, code: FromPath[str]) -> Response[str]:
    """Into one's own cart, once; what is bought is credited to the screen, or to the clerk who served."""
    selection_id = _id_of(here, code)
    try:
        async with here.services.db.work(here.actor) as work:
            taken = await kiosks.take(work, here.market_id, selection_id, here.person.person_id)
            try:
                visited = await marketing.visit(work, here.market_id, taken.link_code, follower(here))
            except Refusal:
                # The code has ended since; what was chosen is theirs all the same.
                visited = None
            stores = await merchants.stores(
                work,
                here.market_id,
                {one for line in taken.lines for one in (line.store_id, line.bring_from) if one},
            )
    except Refusal as refusal:
        if refusal.kind not in SHOWN_IN_PLACE:
            raise
        return await _shown(here, code, refusal)
    answer = here.see_other(_cart_of(here, taken, stores))
    if visited is not None:
        remember(here, answer, here.market, visited)
    return answer


def _cart_of(here: Here, taken: kiosks.Selection, stores: dict[UUID, merchants.Store]) -> str:
    """The cart in which it lies; where it lies in several, the page that shows them all."""
    places = {line.store_id for line in taken.lines}
    if len(places) > 1:
        return here.url("orders")
    (store_id,) = places
    sources = [stores[one.bring_from].slug for one in taken.lines if one.bring_from in stores]
    query = f"?{urlencode({'bring': sources[0]})}" if sources else ""
    return here.url(f"stores/{stores[store_id].slug}/cart") + query


async def _shown(here: Here, code: str, refusal: Refusal | None = None) -> Response[str]:
    selection_id, tongue = _id_of(here, code), tongue_of(here)
    async with here.services.db.read() as reader:
        found = await kiosks.selection(reader, here.market_id, selection_id)
        state = found.state_at(reader.now)
        store = await merchants.store(reader, here.market_id, found.store_id)
        waiting = state is SelectionState.WAITING
        face = await chosen_list(reader, here, found.lines, found.store_id) if waiting else None
    return show(
        here,
        "selection.html",
        refused=refusal,
        refusal=refusal if waiting else None,
        state=state.value,
        chosen=face,
        ends_at=found.ends_at,
        store_name=tongue.pick(store.name, store.name_en),
        slug=store.slug,
        trade=store.trade,
        action=f"{here.url('selections')}/{code}/taking",
        without_bar=waiting,
    )


def _id_of(here: Here, code: str) -> UUID:
    """Refuses: not_found (a code that we never made)."""
    return kiosks.read_selection(here.services.kiosks.read(code))


ROUTES = [selection_seen, selection_taken]

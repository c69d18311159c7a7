"""What was chosen at a shop's screen: a list, then a code that leads a phone to it."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import carts, kiosks, merchants, orders
from linli.modules.kiosks import Chosen, SelectionState
from linli.services import Who
from linli.web.consumer.cart import quantity_in
from linli.web.consumer.kiosk import KIOSK, Shop, screen, shop_of_screen
from linli.web.consumer.kiosk_chosen import home_of, keep_chosen, read_chosen, with_quantity
from linli.web.consumer.tongue import tongue_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.photos import Photo, photos
from linli.web.shared.pictures import known_icon

ON_THE_SCREEN = {"who": Who.DEVICE, "kiosk": True}
SHOWN_IN_PLACE = frozenset((kiosks.SELECTION_EMPTY,))


class ListLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of the list; `number` counts from 1 over the whole list."""

    number: int
    title: str
    detail: str
    icon: str
    photo: Photo | None
    quantity: int
    most: int
    unit: Money
    total: Money
    problem: str
    left: int
    brought: bool


class ListPart(msgspec.Struct, frozen=True, kw_only=True):
    """What is collected in one store; `due`: some of it is brought there until then."""

    slug: str
    name: str
    address: str
    here: bool
    lines: Sequence[ListLine]
    due: date | None
    bring: str


class ChosenList(msgspec.Struct, frozen=True):
    """What was chosen, at the prices of this moment; `whole`: all of it can be had."""

    parts: Sequence[ListPart]
    total: Money
    units: int
    whole: bool


async def chosen_list(reader: Reader, here: Here, chosen: Sequence[Chosen], store_id: UUID) -> ChosenList:
    """As it is read on the screen of this store, and on the phone that takes it."""
    tongue = tongue_of(here)
    stores = await merchants.stores(
        reader, here.market_id, {one for line in chosen for one in (line.store_id, line.bring_from) if one}
    )
    numbered = [(number, line) for number, line in enumerate(chosen, 1) if line.store_id in stores]
    places = dict.fromkeys((line.store_id, line.bring_from) for _, line in numbered)
    parts, total, whole = [], Money(0, here.market.currency), bool(numbered)
    for at, source in places:
        mine = [(number, one) for number, one in numbered if (one.store_id, one.bring_from) == (at, source)]
        wanted = [orders.Wanted(one.variant_id, one.quantity, carts.read_picks(one.picks)) for _, one in mine]
        quote = await orders.quote_goods(reader, here.market_id, at, wanted, bring_from=source)
        pictures = await photos(
            reader, here.market, {one.picture_ids[0] for one in quote.lines if one.picture_ids}
        )
        store, brought = stores[at], any(line.brought for line in quote.lines)
        parts.append(
            ListPart(
                slug=store.slug,
                name=tongue.pick(store.name, store.name_en),
                address=tongue.pick(store.address, store.address_en),
                here=at == store_id,
                lines=[
                    _line(here, number, line, quote.currency, pictures)
                    for (number, _), line in zip(mine, quote.lines, strict=True)
                ],
                due=await orders.brought_by(reader, here.market_id, at) if brought else None,
                bring=stores[source].slug if source in stores and brought else "",
            )
        )
        total, whole = Money(total.minor + quote.gross.minor, total.currency), whole and quote.whole
    return ChosenList(parts, total, sum(one.quantity for _, one in numbered), whole)


def _line(
    here: Here, number: int, line: orders.QuotedLine, currency: str, pictures: Mapping[UUID, Photo]
) -> ListLine:
    tongue = tongue_of(here)
    return ListLine(
        number=number,
        title=tongue.pick(line.title, line.title_en) or tongue.say("goods.cart.gone_title"),
        detail=tongue.pick(line.detail, line.detail_en),
        icon=known_icon(line.icon),
        photo=pictures.get(line.picture_ids[0]) if line.picture_ids else None,
        quantity=line.wanted.quantity,
        most=line.most,
        unit=Money(line.unit_price_minor, currency),
        total=Money(line.total_minor, currency),
        problem=line.problem.value if line.problem else "",
        left=line.left or 0,
        brought=line.brought,
    )


@get(f"{KIOSK}/chosen", opt=ON_THE_SCREEN)
async def list_page(here: Asked, kiosk_id: FromPath[UUID]) -> Response[str]:
    """What was chosen until now."""
    return await _list(here)


@post(f"{KIOSK}/quantities", opt=ON_THE_SCREEN)
async def quantity_changed(here: Asked, kiosk_id: FromPath[UUID]) -> Response[str]:
    """So many of a line from now on; none takes it out."""
    form = await here.request.form()
    number = str(form.get("line", ""))
    place = int(number) if number.isdecimal() and len(number) < 4 else 0
    chosen = with_quantity(read_chosen(here), place, quantity_in(form))
    answer = here.see_other(f"{home_of(here, here.kiosk)}/chosen")
    keep_chosen(here, answer, chosen)
    return answer


@post(f"{KIOSK}/selections", opt=ON_THE_SCREEN)
async def selection_made(here: Asked, kiosk_id: FromPath[UUID]) -> Response[str]:
    """A code for the phone. What cannot be had as it is, is said before; an empty list makes none."""
    chosen = read_chosen(here)
    async with here.services.db.read() as reader:
        shop = await shop_of_screen(reader, here)
        face = await chosen_list(reader, here, chosen, shop.store.store_id)
    if chosen and not face.whole:
        return await _list(here)
    seller_id = shop.seller.person_id if shop.seller else None
    try:
        async with here.services.db.work(here.actor) as work:
            made = await kiosks.choose(work, here.market_id, shop.kiosk, chosen, seller_id)
    except Refusal as refusal:
        if refusal.kind not in SHOWN_IN_PLACE:
            raise
        return await _list(here, refusal)
    return here.see_other(f"{home_of(here, shop.kiosk)}/selections/{made.selection_id}")


@get(f"{KIOSK}/selections/{{selection_id:uuid}}", opt=ON_THE_SCREEN)
async def selection_page(
    here: Asked, kiosk_id: FromPath[UUID], selection_id: FromPath[UUID]
) -> Response[str]:
    """The code; once a phone took it, that it did. `?waiting=1` answers 204 while nobody has."""
    async with here.services.db.read() as reader:
        found = await kiosks.selection(reader, here.market_id, selection_id)
        if found.kiosk_id != kiosk_id:
            raise NOT_FOUND()
        state = found.state_at(reader.now)
        if state is SelectionState.WAITING and here.request.query_params.get("waiting"):
            return Response("", status_code=204, headers={"Cache-Control": "no-store"})
        shop = await shop_of_screen(reader, here)
    way = here.url(f"selections/{here.services.kiosks.sign(kiosks.selection_text(selection_id))}")
    answer = screen(
        here, shop, "kiosk_selection", selection=found, state=state.value, link=here.absolute(way)
    )
    if state is SelectionState.TAKEN:
        keep_chosen(here, answer, [])
    return answer


@post(f"{KIOSK}/selections/{{selection_id:uuid}}/end", opt=ON_THE_SCREEN)
async def selection_put_back(
    here: Asked, kiosk_id: FromPath[UUID], selection_id: FromPath[UUID]
) -> Response[str]:
    """Go on choosing: the code leads nowhere from now on."""
    async with here.services.db.work(here.actor) as work:
        await kiosks.put_back(work, here.market_id, kiosk_id, selection_id)
    return here.see_other(f"{home_of(here, here.kiosk)}/chosen")


async def _list(here: Here, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        shop: Shop = await shop_of_screen(reader, here)
        face = await chosen_list(reader, here, read_chosen(here), shop.store.store_id)
    return screen(here, shop, "kiosk_list", refused=refusal, chosen=face)


ROUTES = [list_page, quantity_changed, selection_made, selection_page, selection_put_back]

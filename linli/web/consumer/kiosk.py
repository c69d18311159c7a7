"""A shop's screen: how a browser becomes it, where it begins, and everything that the merchant sells."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import chains, items, kiosks, merchants
from linli.modules.kiosks import Kiosk
from linli.services import Who
from linli.web.consumer.article_lines import at_store, line_of
from linli.web.consumer.articles import Chip, shelves_of
from linli.web.consumer.kiosk_chosen import home_of, keep_chosen, keep_seller, read_chosen, seller_here
from linli.web.consumer.kiosk_where import Spot, branches_of, first_spot, spots_of
from linli.web.consumer.tongue import tongue_of
from linli.web.consumer.views import ArticleLine
from linli.web.shared import security
from linli.web.shared.http import Asked, Here

KIOSK = "/{market:str}/kiosks/{kiosk_id:uuid}"
ON_THE_SCREEN = {"who": Who.DEVICE, "kiosk": True}
ON_A_PAGE = 24
SHOWN_AT_START = 12


class Card(msgspec.Struct, frozen=True):
    """An article on the screen, and the nearest branch that has it (None: sold out everywhere)."""

    line: ArticleLine
    spot: Spot | None


class Clerk(msgspec.Struct, frozen=True):
    """Somebody who serves with this tablet."""

    person_id: UUID
    name: str
    now: bool


@get(f"{KIOSK}/opening", opt={"who": Who.ANYONE})
async def opening_page(here: Asked, kiosk_id: FromPath[UUID]) -> Response[str]:
    """Make this browser the screen; `?token=` is the offer, as the desk shows it."""
    token = here.request.query_params.get("token", "")
    async with here.services.db.read() as reader:
        kiosk = await kiosks.kiosk(reader, here.market_id, kiosk_id)
        offer_id = _offer_of(here, kiosk, token)
        store = await merchants.store(reader, here.market_id, kiosk.store_id)
        if kiosk.offered_at(reader.now) != offer_id:
            raise kiosks.KIOSK_OFFER_OVER()
    return here.page(
        "consumer/kiosk_opening.html",
        kiosk=kiosk,
        token=token,
        store_name=tongue_of(here).pick(store.name, store.name_en),
        action=f"{home_of(here, kiosk)}/opening",
    )


@post(f"{KIOSK}/opening", opt={"who": Who.ANYONE})
async def opened(here: Asked, kiosk_id: FromPath[UUID]) -> Response[str]:
    """This browser is the screen from now on. Refuses: not_found, kiosk_offer_over."""
    token = str((await here.request.form()).get("token", ""))
    async with here.services.db.work(here.actor) as work:
        kiosk = await kiosks.kiosk(work, here.market_id, kiosk_id)
        offer_id = _offer_of(here, kiosk, token)
        made = await kiosks.open_kiosk(work, here.market_id, kiosk_id, offer_id)
    home = home_of(here, made.kiosk)
    answer = here.see_other(home)
    here.cookie(answer, security.KIOSK_COOKIE, made.secret, path=home)
    return answer


def _offer_of(here: Here, kiosk: Kiosk, token: str) -> UUID:
    """The offer that is open, if this is its token. Refuses: not_found (a token that we never made, or of
    another kiosk), kiosk_offer_over (used, or there is a later one).
    """
    text = here.services.kiosks.read(token) or ""
    offer_id = kiosk.offer_id or UUID(int=0)
    if text == kiosks.offer_text(kiosk.kiosk_id, offer_id):
        return offer_id
    if text.startswith(kiosks.offer_text(kiosk.kiosk_id, None)):
        raise kiosks.KIOSK_OFFER_OVER()
    raise NOT_FOUND()


@get(KIOSK, opt=ON_THE_SCREEN)
async def start_page(here: Asked, kiosk_id: FromPath[UUID]) -> Response[str]:
    """The screen while nobody uses it; whoever comes to it finds nothing of whoever was there before."""
    async with here.services.db.read() as reader:
        shop = await shop_of_screen(reader, here)
        page = await _range(reader, here, shop, "", None, None, SHOWN_AT_START)
        cards = await _cards(reader, here, shop, page.items)
    answer = screen(here, shop, "kiosk_start", cards=[one for one in cards if one.spot])
    keep_chosen(here, answer, [])
    return answer


class Shop(msgspec.Struct, frozen=True):
    """What stands around every page of a screen."""

    kiosk: Kiosk
    store: merchants.Store
    name: str
    owners: Sequence[UUID]
    clerks: Sequence[Clerk]
    seller: Clerk | None

    @property
    def branch_name(self) -> str:
        return self.store.branch


async def shop_of_screen(reader: Reader, here: Here) -> Shop:
    """The store in which this screen stands. Refuses: not_found."""
    kiosk, tongue = here.kiosk, tongue_of(here)
    store = await merchants.store(reader, here.market_id, kiosk.store_id)
    serving = await kiosks.sellers(reader, here.market_id, kiosk.kiosk_id)
    now = seller_here(here, serving)
    places = await merchants.staff_of_merchant(reader, here.market_id, kiosk.merchant_id) if serving else []
    names = {one.person_id: one.name for one in places if one.store_id in (None, kiosk.store_id)}
    clerks = [
        Clerk(one.person_id, names[one.person_id], now is not None and one.person_id == now.person_id)
        for one in serving
        if one.person_id in names
    ]
    return Shop(
        kiosk=kiosk,
        store=store,
        name=tongue.pick(store.name, store.name_en),
        owners=await chains.heads_of_store(reader, here.market_id, store.store_id, kiosk.merchant_id),
        clerks=sorted(clerks, key=lambda one: one.name),
        seller=next((one for one in clerks if one.now), None),
    )


def screen(
    here: Here, shop: Shop, template: str, *, refused: Refusal | None = None, **context: Any
) -> Response[str]:
    """A page of the screen, which says no word of a person."""
    units = sum(line.quantity for line in read_chosen(here))
    return here.page(
        f"consumer/{template}.html",
        refused=refused,
        shop=shop,
        home=home_of(here, shop.kiosk),
        units=units,
        refusal=refused,
        start_lang=here.market.language,
        **context,
    )


@get(f"{KIOSK}/range", opt=ON_THE_SCREEN)
async def screen_range(here: Asked, kiosk_id: FromPath[UUID]) -> Response[str]:
    """All that the merchant sells in any branch: `?q=` finds, `?category=` narrows, `?after=` goes on."""
    asked = here.request.query_params
    text, after = asked.get("q", "").strip()[:60], asked.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of_screen(reader, here)
        shelves: dict[UUID, items.Category] = {}
        for owner in shop.owners:
            shelves |= await shelves_of(reader, here.market_id, owner)
        chosen = next((key for key in shelves if str(key) == asked.get("category")), None)
        counts = await _counts(reader, here, shop)
        page = await _range(reader, here, shop, text, chosen, after, ON_A_PAGE)
        cards = await _cards(reader, here, shop, page.items)
    rest = {"q": text, "category": str(chosen or ""), "after": page.next_cursor or ""}
    more = urlencode({name: value for name, value in rest.items() if value})
    root, tongue = f"{home_of(here, shop.kiosk)}/range", tongue_of(here)
    chips = [
        Chip(
            tongue.pick(one.name, one.name_en),
            counts[key],
            f"{root}?{urlencode({'category': key})}",
            key == chosen,
        )
        for key, one in shelves.items()
        if counts.get(key)
    ]
    return screen(
        here,
        shop,
        "kiosk_range",
        text=text,
        chips=chips,
        whole=chosen is None and not text,
        cards=cards,
        more_href=f"{root}?{more}" if page.next_cursor else None,
    )


@post(f"{KIOSK}/seller", opt=ON_THE_SCREEN)
async def seller_chosen(here: Asked, kiosk_id: FromPath[UUID]) -> Response[str]:
    """Who serves from now on. Refuses: invalid (seller: nobody who serves with this tablet)."""
    named = str((await here.request.form()).get("seller", ""))
    async with here.services.db.read() as reader:
        shop = await shop_of_screen(reader, here)
    chosen = next((one for one in shop.clerks if str(one.person_id) == named), None)
    if chosen is None:
        raise INVALID(field="seller")
    answer = here.see_other(home_of(here, shop.kiosk))
    keep_seller(here, answer, chosen.person_id)
    return answer


async def _counts(reader: Reader, here: Here, shop: Shop) -> Mapping[UUID | None, int]:
    counts: dict[UUID | None, int] = {}
    for owner in shop.owners:
        counts |= await items.counts_of_merchant(reader, here.market_id, owner)
    return counts


async def _range(
    reader: Reader,
    here: Here,
    shop: Shop,
    text: str,
    category_id: UUID | None,
    after: str | None,
    size: int,
) -> Page[items.Item]:
    """A page of what the owners of the range have on sale, one owner after the other; a cursor begins with
    the number of its owner. Refuses: invalid (cursor).
    """
    number, _, cursor = (after or "0-").partition("-")
    if not (number.isdecimal() and len(number) < 3):
        raise INVALID(field="cursor")
    wanted = items.ItemFilter(state=items.ItemState.ON_SALE, category_id=category_id, text=text)
    place = int(number)
    if place >= len(shop.owners):
        return Page([], None)
    page = await items.items_of_merchant(
        reader, here.market_id, shop.owners[place], wanted, cursor or None, size
    )
    if page.next_cursor:
        return Page(page.items, f"{place}-{page.next_cursor}")
    if place + 1 == len(shop.owners):
        return page
    if page.items:
        return Page(page.items, f"{place + 1}-")
    return await _range(reader, here, shop, text, category_id, f"{place + 1}-", size)


async def _cards(reader: Reader, here: Here, shop: Shop, found: Sequence[items.Item]) -> list[Card]:
    """With the price of the branch that has it; what no branch sells is not on the screen."""
    branches, tongue = await branches_of(reader, here, shop.store), tongue_of(here)
    sold = await items.stores_of_items(reader, here.market_id, [one.item_id for one in found])
    known = {one.store_id for one in branches}
    found = [one for one in found if known.intersection(sold.get(one.item_id, ()))]
    spots = await spots_of(reader, here, branches, found)
    nearest = {one.item_id: first_spot(one, spots) for one in found}
    at = await at_store(reader, here, shop.store, found, verified=True)
    root = home_of(here, shop.kiosk)
    cards = []
    for one in found:
        line = line_of(here, shop.store.slug, one, tongue, at)
        spot = nearest[one.item_id]
        adds = line.adds if spot and spot.branch.here else None
        line = msgspec.structs.replace(line, href=f"{root}/items/{one.item_id}", adds=adds, sold_out=not spot)
        cards.append(Card(line, spot))
    return cards


ROUTES = [opening_page, opened, start_page, screen_range, seller_chosen]

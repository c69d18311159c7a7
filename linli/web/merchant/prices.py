"""A merchant's price books, the promise of one price, and what the shop's till said about it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import items, merchants, prices
from linli.modules.merchants import StaffRole
from linli.modules.prices import Book, BookState, TillFilter
from linli.services import Who
from linli.web.merchant.price_forms import BookForm, new_book, read_form
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

ONLY_MANAGERS = {"who": Who.MANAGER}
# What its prices belong to: one merchant, several stores.
MANAGER = StaffRole.MANAGER
TILL_LINES = 100


class BookLine(msgspec.Struct, frozen=True):
    """A book in the list; `state` is on, planned, over or off."""

    book: Book
    href: str
    state: str
    stores: Sequence[str]


class TillLine(msgspec.Struct, frozen=True):
    """An article whose till price was reported."""

    title: str
    finding: str
    till: Money
    online: Money
    row: prices.TillPrice


def state_of(here: Here, book: Book) -> str:
    now = here.services.db.clock()
    if book.state is BookState.OFF:
        return "off"
    if book.over(now):
        return "over"
    return "on" if book.in_force(now) else "planned"


@get("/{market:str}/desk/{slug:str}/prices", opt=ONLY_MANAGERS)
async def price_books(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every book, the promise, and a form for the next one."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, MANAGER)
    return await _page(here, shop)


@post("/{market:str}/desk/{slug:str}/prices", opt=ONLY_MANAGERS)
async def book_made(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A new book, once for each form that was shown; its prices are set on its own page."""
    form = await here.request.form()
    fields, key = read_form(form), typed(form, "key")
    shop = None
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, MANAGER)
            stores = await merchants.stores_of_merchant(work, here.market_id, shop.member.merchant_id)
            new = new_book(here, shop, stores, fields)
            await prices.require_pricer(work, here.market_id, shop.member, new.store_ids)
            printed = body_print("price book", here.market_id, slug, msgspec.to_builtins(fields))
            asked = Key(f"desk:{here.person.person_id}", key, printed)
            merchant_id = shop.member.merchant_id

            async def act() -> UUID:
                return (await prices.write_book(work, here.market_id, merchant_id, new)).book_id

            book_id = await once(work, here.market_id, asked, UUID, act)
    except Refusal as refusal:
        if shop is None or refusal.kind is not INVALID:
            raise
        return await _page(here, shop, fields, key, refusal)
    return here.see_other(f"{shop.desk}/prices/{book_id}?done=book_made")


@post("/{market:str}/desk/{slug:str}/parity", opt=ONLY_MANAGERS)
async def parity(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Promise the same price in this store, or promise it no longer."""
    declare = typed(await here.request.form(), "declare") == "yes"
    shop = None
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, MANAGER)
            key = (here.market_id, shop.member.merchant_id, shop.store.store_id)
            await (prices.declare_parity if declare else prices.withdraw_parity)(work, *key)
    except Refusal as refusal:
        if shop is None or refusal.kind is not prices.PARITY_BROKEN:
            raise
        return await _page(here, shop, refused=await named(here, refusal))
    return here.see_other(f"{shop.desk}/prices?done={'parity_declared' if declare else 'parity_withdrawn'}")


@get("/{market:str}/desk/{slug:str}/prices/till", opt=ONLY_MANAGERS)
async def till(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What the shop's own till asked, beside the price online at that moment; what differs first."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, MANAGER)
        found: list[prices.TillPrice] = []
        for finding in (prices.Finding.DIFFERS, prices.Finding.EXPLAINED, prices.Finding.SAME):
            wanted = TillFilter(finding=finding, store_id=shop.store.store_id)
            found += (await prices.till_prices(reader, here.market_id, wanted, None, TILL_LINES)).items
        sold = await items.variants(reader, here.market_id, [one.variant_id for one in found])
    currency = here.market.currency
    lines = [
        TillLine(
            titled(here, sold.get(one.variant_id)),
            one.finding.value,
            Money(one.till_minor, currency),
            Money(one.online_minor, currency),
            one,
        )
        for one in found
    ]
    return desk_page(here, shop, "price_tills.html", nav="prices", lines=lines)


def titled(here: Here, sold: items.Sellable | None) -> str:
    """An article with its variant, in the reader's language."""
    if sold is None:
        return "—"
    variant = pick(here, sold.variant_name, sold.variant_name_en)
    title = pick(here, sold.title, sold.title_en)
    return f"{title} · {variant}" if variant else title


async def named(here: Here, refusal: Refusal) -> Refusal:
    """A broken promise with its articles' names instead of their ids; every other refusal as it is."""
    if refusal.kind is not prices.PARITY_BROKEN:
        return refusal
    ids = [UUID(one) for one in refusal.params["articles"]]
    async with here.services.db.read() as reader:
        sold = await items.variants(reader, here.market_id, ids)
    names = dict.fromkeys(titled(here, sold.get(one)) for one in ids)
    joined = ("、" if here.locale == "zh" else ", ").join(names)
    return prices.PARITY_BROKEN(**{**refusal.params, "articles": joined})


async def store_names(here: Here, reader: Reader, shop: Shop) -> Mapping[UUID, str]:
    """The merchant's stores by name."""
    stores = await merchants.stores_of_merchant(reader, here.market_id, shop.member.merchant_id)
    return {store.store_id: pick(here, store.name, store.name_en) for store in stores}


async def _page(
    here: Here,
    shop: Shop,
    form: BookForm | None = None,
    key: str = "",
    refused: Refusal | None = None,
) -> Response[str]:
    async with here.services.db.read() as reader:
        found = await prices.books(reader, here.market_id, shop.member.merchant_id)
        names = await store_names(here, reader, shop)
        since = await prices.parity_since(reader, here.market_id, shop.store.store_id)
        wanted = TillFilter(finding=prices.Finding.DIFFERS, store_id=shop.store.store_id)
        differing = (await prices.till_prices(reader, here.market_id, wanted, None, TILL_LINES)).items
    lines = [
        BookLine(
            one,
            f"{shop.desk}/prices/{one.book_id}",
            state_of(here, one),
            [names[store_id] for store_id in one.store_ids if store_id in names],
        )
        for one in found
    ]
    return desk_page(
        here,
        shop,
        "prices.html",
        refused=refused,
        said={"parity_declared": since is not None, "parity_withdrawn": since is None},
        nav="prices",
        lines=lines,
        names=names,
        since=since,
        differing=len(differing),
        form=form or BookForm(),
        key=key or new_nonce(),
        refusal=refused,
        wrong=refused.params.get("field", "") if refused else "",
        places=_places(names, shop),
    )


def _places(names: Mapping[UUID, str], shop: Shop) -> list[tuple[str, str]]:
    """Every single store that a book can be for; none where there is only one."""
    return [(str(store_id), name) for store_id, name in names.items()] if len(names) > 1 else []


ROUTES = [price_books, book_made, parity, till]

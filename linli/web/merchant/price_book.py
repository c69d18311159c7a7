"""One price book: its terms, and what it asks for each article, typed like a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import items, merchants, prices
from linli.modules.items import ItemFilter
from linli.modules.prices import Book, BookState, Channel, Entry, Priced
from linli.services import Who
from linli.web.merchant.price_forms import (
    BookForm,
    ask_text,
    asks_in,
    changed,
    form_of,
    new_book,
    read_form,
    read_share,
)
from linli.web.merchant.prices import (
    MANAGER,
    named,
    state_of,
    store_names,
)
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
ARTICLES = 60
BATCH = 500
TOLD = (prices.PARITY_BROKEN, prices.BOOK_CHANGED, prices.BOOK_NOT_UNDOABLE, INVALID)


class Row(msgspec.Struct, frozen=True):
    """A variant in the table: `ask` as typed, `now` what customers pay here now."""

    variant_id: UUID
    title: str
    variant: str
    sku: str
    base: Money
    ask: str
    now: Money
    mine: bool


class Sight(msgspec.Struct, frozen=True):
    """What of a merchant's articles the table shows."""

    text: str = ""
    category: str = ""
    cursor: str = ""

    def wanted(self) -> ItemFilter:
        """Refuses: invalid (category)."""
        try:
            category_id = UUID(self.category) if self.category else None
        except ValueError:
            raise INVALID(field="category") from None
        return ItemFilter(text=self.text, category_id=category_id)


@get("/{market:str}/desk/{slug:str}/prices/{book_id:uuid}", opt=ONLY_MANAGERS)
async def price_book(here: Asked, slug: FromPath[str], book_id: FromPath[UUID]) -> Response[str]:
    """The book with a page of the merchant's articles."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, MANAGER)
    return await _page(here, shop, book_id)


@post("/{market:str}/desk/{slug:str}/prices/{book_id:uuid}/terms", opt=ONLY_MANAGERS)
async def book_changed(here: Asked, slug: FromPath[str], book_id: FromPath[UUID]) -> Response[str]:
    """Other terms from now on."""
    form = await here.request.form()
    fields = read_form(form)

    async def act(work: Work, shop: Shop, was: Book) -> None:
        stores = await merchants.stores_of_merchant(work, here.market_id, was.merchant_id)
        new = new_book(here, shop, stores, fields)
        await prices.require_pricer(work, here.market_id, shop.member, new.store_ids)
        await prices.change_book(work, *_key(was), new, _revision(form), was.state)

    return await _done(here, slug, book_id, act, "book_changed", form=fields)


@post("/{market:str}/desk/{slug:str}/prices/{book_id:uuid}/state", opt=ONLY_MANAGERS)
async def book_turned(here: Asked, slug: FromPath[str], book_id: FromPath[UUID]) -> Response[str]:
    """In force, or out of it."""
    form = await here.request.form()
    state = BookState.OFF if typed(form, "state") == "off" else BookState.ON

    async def act(work: Work, shop: Shop, was: Book) -> None:
        await prices.change_book(work, *_key(was), was.written(), _revision(form), state)

    return await _done(here, slug, book_id, act, f"book_{state.value}")


@post("/{market:str}/desk/{slug:str}/prices/{book_id:uuid}/entries", opt=ONLY_MANAGERS)
async def entries_set(here: Asked, slug: FromPath[str], book_id: FromPath[UUID]) -> Response[str]:
    """What was typed into the table; only what is otherwise than before is written."""
    form = await here.request.form()
    asked = asks_in(form)

    async def act(work: Work, shop: Shop, was: Book) -> None:
        revision = _revision(form)
        held = await prices.entries_of_variants(work, here.market_id, book_id, list(asked))
        new = changed(asked, held, here.market.currency)
        sold = await items.variants(work, here.market_id, [one.variant_id for one in new])
        if any(sold[one.variant_id].merchant_id != was.merchant_id for one in new if one.variant_id in sold):
            raise INVALID(field="entries")
        if new:
            known = [one for one in new if one.variant_id in sold]
            await prices.set_entries(work, *_key(was), known, revision)

    return await _done(here, slug, book_id, act, "prices_set", asked=asked)


@post("/{market:str}/desk/{slug:str}/prices/{book_id:uuid}/share", opt=ONLY_MANAGERS)
async def share_set(here: Asked, slug: FromPath[str], book_id: FromPath[UUID]) -> Response[str]:
    """So many percent of the base price for every article of a category, or for all."""
    form = await here.request.form()
    sight, share = Sight(category=typed(form, "category")), typed(form, "percent")

    async def act(work: Work, shop: Shop, was: Book) -> None:
        revision = _revision(form)
        percent, cursor, new = read_share(share), None, list[Entry]()
        while True:
            about = (here.market_id, was.merchant_id, sight.wanted(), cursor, BATCH)
            page = await items.items_of_merchant(work, *about)
            new += [Entry(v.variant_id, None, percent) for one in page.items for v in one.variants]
            if page.next_cursor is None or len(new) > prices.MOST_ENTRIES:
                break
            cursor = page.next_cursor
        if new:
            await prices.set_entries(work, *_key(was), new, revision)

    return await _done(here, slug, book_id, act, "prices_set", share=share)


@post("/{market:str}/desk/{slug:str}/prices/{book_id:uuid}/undoing", opt=ONLY_MANAGERS)
async def book_undone(here: Asked, slug: FromPath[str], book_id: FromPath[UUID]) -> Response[str]:
    """The book as it was before its last change."""
    form = await here.request.form()

    async def act(work: Work, shop: Shop, was: Book) -> None:
        await prices.undo_change(work, *_key(was), _revision(form))

    return await _done(here, slug, book_id, act, "book_undone")


async def _done(here: Here, slug: str, book_id: UUID, act: Any, done: str, **kept: Any) -> Response[str]:
    """Do it and go back to the book; what was typed stays beside a refusal."""
    shop = None
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, MANAGER)
            was = await prices.book(work, here.market_id, shop.member.merchant_id, book_id)
            await prices.require_pricer(work, here.market_id, shop.member, was.store_ids)
            await act(work, shop, was)
    except Refusal as refusal:
        if shop is None or refusal.kind not in TOLD:
            raise
        return await _page(here, shop, book_id, refused=await named(here, refusal), **kept)
    query = urlencode([("done", done), *_sight(here)])
    return here.see_other(f"{shop.desk}/prices/{book_id}?{query}")


def _key(book: Book) -> tuple[int, UUID, UUID]:
    return (book.market_id, book.merchant_id, book.book_id)


def _revision(form: FormMultiDict) -> int:
    """Which version the form was shown with. Refuses: invalid (revision)."""
    text = typed(form, "revision")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise INVALID(field="revision")
    return int(text)


def _sight(here: Here) -> list[tuple[str, str]]:
    """What of the articles was shown, so that a saved page is found again."""
    given = here.request.query_params
    seen = ((name, given.get(name, "")[:200]) for name in ("q", "category", "cursor"))
    return [(name, value) for name, value in seen if value]


async def _page(
    here: Here,
    shop: Shop,
    book_id: UUID,
    *,
    refused: Refusal | None = None,
    form: BookForm | None = None,
    asked: Mapping[UUID, str] | None = None,
    share: str = "",
) -> Response[str]:
    given = here.request.query_params
    sight = Sight(given.get("q", "")[:100], given.get("category", ""), given.get("cursor", ""))
    async with here.services.db.read() as reader:
        book = await prices.book(reader, here.market_id, shop.member.merchant_id, book_id)
        about = (here.market_id, book.merchant_id, sight.wanted(), sight.cursor or None, ARTICLES)
        page = await items.items_of_merchant(reader, *about)
        rows = await _rows(here, reader, shop, book, page.items, asked or {})
        shelves = await items.categories(reader, here.market_id, book.merchant_id)
        names = await store_names(here, reader, shop)
    return desk_page(
        here,
        shop,
        "price_book.html",
        refused=refused,
        said=dict.fromkeys(
            ("book_made", "book_changed", "prices_set", "book_undone", "book_on", "book_off"), True
        ),
        nav="prices",
        book=book,
        state=state_of(here, book),
        href=f"{shop.desk}/prices/{book_id}",
        rows=rows,
        next_cursor=page.next_cursor,
        sight=sight,
        categories=[(str(one.category_id), pick(here, one.name, one.name_en)) for one in shelves],
        form=form or form_of(here, book),
        places=[(str(key), name) for key, name in names.items()] if len(names) > 1 else [],
        several=" ".join(str(one) for one in book.store_ids) if len(book.store_ids) > 1 else "",
        share=share,
        refusal=refused,
        wrong=refused.params.get("field", "") if refused else "",
    )


async def _rows(
    here: Here,
    reader: Reader,
    shop: Shop,
    book: Book,
    articles: Sequence[items.Item],
    asked: Mapping[UUID, str],
) -> list[Row]:
    bases = {v.variant_id: v.price_minor for one in articles for v in one.variants}
    held = await prices.entries_of_variants(reader, here.market_id, book.book_id, list(bases))
    channel = Channel.IN_STORE if book.channel is Channel.IN_STORE else Channel.ONLINE
    where = (here.market_id, book.merchant_id, shop.store.store_id, channel, book.tier)
    told: dict[UUID, Priced] = await prices.price_of(reader, *where, bases)
    currency = here.market.currency
    return [
        Row(
            variant_id=v.variant_id,
            title=pick(here, one.title, one.title_en),
            variant=pick(here, v.name, v.name_en),
            sku=v.sku or v.gtin,
            base=v.price,
            ask=asked.get(v.variant_id, ask_text(held.get(v.variant_id), currency)),
            now=Money(told[v.variant_id].price_minor, currency),
            mine=told[v.variant_id].book_id == book.book_id,
        )
        for one in articles
        for v in one.variants
    ]


ROUTES = [price_book, book_changed, book_turned, entries_set, share_set, book_undone]

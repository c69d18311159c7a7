"""Price books, and the same price online and in the shop."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Literal
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from linli.api.call import Call, Called
from linli.api.v1 import shapes_prices as shapes
from linli.api.v1.shapes import After, Money, Size
from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import items, merchants, prices
from linli.modules.merchants import StaffMember, StaffRole
from linli.modules.prices import Channel, Entry, TillFilter, TillLine
from linli.services import Who

MANAGER = StaffRole.MANAGER
SHOP = "/markets/{market:str}/stores/{slug:str}"
BOOKS, BOOK = SHOP + "/price-books", SHOP + "/price-books/{book_id:uuid}"
DESK = {"who": Who.MANAGER, "scope": "merchant"}
AfterId = Annotated[UUID | None, QueryParameter(description="The `next_after` of the page before.")]
WhichFinding = Annotated[prices.Finding | None, QueryParameter(description="Only these.")]
WhichChannel = Annotated[Literal["online", "in_store"], QueryParameter(description="How one buys.")]
Variants = Annotated[
    list[UUID], QueryParameter(min_items=1, max_items=100, description="Repeat it for several.")
]


@get(BOOKS, opt=DESK, tags=["Prices"], summary="A merchant's price books")
async def list_books(call: Called, slug: FromPath[str]) -> shapes.BookList:
    """Those of all its stores."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, MANAGER)
        found = await prices.books(reader, call.market_id, member.merchant_id)
        slugs = await _slugs(call, reader, found)
    return shapes.BookList([_book(one, slugs) for one in found])


@post(
    BOOKS,
    opt={"who": Who.MANAGER, "scope": "merchant", "once": True, "refuses": "parity_broken"},
    tags=["Prices"],
    summary="Make a price book",
)
async def make_book(call: Called, slug: FromPath[str], data: JSONBody[shapes.NewBook]) -> shapes.Book:
    """In force as soon as its time comes. The manager of one store makes books for that store alone."""
    async with call.services.db.work(call.actor) as work, _named(call):
        _, member = await call.staffed(work, slug, MANAGER)
        new = await _terms(call, work, member, data)

        async def act() -> shapes.Book:
            await prices.require_pricer(work, call.market_id, member, new.store_ids)
            entries = await _entries(call, work, member, data.entries)
            made = await prices.write_book(work, call.market_id, member.merchant_id, new, entries)
            return _book(made, await _slugs(call, work, [made]))

        return await call.once(work, "price-books", (member.merchant_id, data), shapes.Book, act)


@get(BOOK, opt=DESK, tags=["Prices"], summary="What a price book asks")
async def list_entries(
    call: Called, slug: FromPath[str], book_id: FromPath[UUID], size: Size = 100, after: AfterId = None
) -> shapes.EntryList:
    """Its entries, a page at a time."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, MANAGER)
        await prices.book(reader, call.market_id, member.merchant_id, book_id)
        found = await prices.entries(reader, call.market_id, book_id, after, size + 1)
    page = found[:size]
    shown = [shapes.Entry(one.variant_id, one.price_minor, one.percent_bp) for one in page]
    return shapes.EntryList(shown, page[-1].variant_id if len(found) > size else None)


@put(
    BOOK,
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "book_changed parity_broken"},
    tags=["Prices"],
    summary="Change a price book",
)
async def change_book(
    call: Called, slug: FromPath[str], book_id: FromPath[UUID], data: JSONBody[shapes.BookChange]
) -> shapes.Book:
    """Its terms, and whether it is in force."""
    async with call.services.db.work(call.actor) as work, _named(call):
        _, member = await call.staffed(work, slug, MANAGER)
        was = await prices.book(work, call.market_id, member.merchant_id, book_id)
        new = await _terms(call, work, member, data)
        await prices.require_pricer(work, call.market_id, member, was.store_ids, new.store_ids)
        key = (call.market_id, member.merchant_id, book_id)
        changed = await prices.change_book(work, *key, new, data.revision, data.state)
        return _book(changed, await _slugs(call, work, [changed]))


@patch(
    BOOK + "/entries",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "book_changed parity_broken"},
    tags=["Prices"],
    summary="Set prices in a book",
)
async def set_entries(
    call: Called, slug: FromPath[str], book_id: FromPath[UUID], data: JSONBody[shapes.EntryChanges]
) -> shapes.Book:
    """All of these or none."""
    async with call.services.db.work(call.actor) as work, _named(call):
        member = await _pricer(call, work, slug, book_id)
        entries = await _entries(call, work, member, data.entries)
        key = (call.market_id, member.merchant_id, book_id)
        changed = await prices.set_entries(work, *key, entries, data.revision)
        return _book(changed, await _slugs(call, work, [changed]))


@put(
    BOOK + "/undoing",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "book_changed book_not_undoable parity_broken"},
    tags=["Prices"],
    summary="Take the last change of a book back",
)
async def undo_book(
    call: Called, slug: FromPath[str], book_id: FromPath[UUID], data: JSONBody[shapes.Undoing]
) -> shapes.Book:
    """The book as it was before; what was taken back can be taken back in turn."""
    async with call.services.db.work(call.actor) as work, _named(call):
        member = await _pricer(call, work, slug, book_id)
        key = (call.market_id, member.merchant_id, book_id)
        undone = await prices.undo_change(work, *key, data.revision)
        return _book(undone, await _slugs(call, work, [undone]))


@put(
    SHOP + "/parity",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "parity_broken"},
    tags=["Prices"],
    summary="Promise the same price online and in the shop",
)
async def declare_parity(call: Called, slug: FromPath[str]) -> shapes.Parity:
    """From now on a book that makes them differ is refused, or needs a reason that customers read."""
    async with call.services.db.work(call.actor) as work, _named(call):
        store, member = await call.staffed(work, slug, MANAGER)
        await prices.declare_parity(work, call.market_id, member.merchant_id, store.store_id)
        since = await prices.parity_since(work, call.market_id, store.store_id)
    return shapes.Parity(True, since)


@delete(SHOP + "/parity", opt=DESK, tags=["Prices"], summary="Promise it no longer")
async def withdraw_parity(call: Called, slug: FromPath[str]) -> None:
    """That it was promised stays on record."""
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug, MANAGER)
        await prices.withdraw_parity(work, call.market_id, member.merchant_id, store.store_id)


@put(SHOP + "/till-prices", opt=DESK, tags=["Prices"], summary="Report what the shop's till asks")
async def report_till_prices(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.TillReport]
) -> shapes.TillAnswer:
    """Laid beside what is asked online at this moment; the market's operators look at what differs."""
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug, MANAGER)
        known = await _meant(call, work, member, [line.code for line in data.lines])
        sold = await items.variants(work, call.market_id, known.values())
        lines = {
            known[line.code]: TillLine(known[line.code], line.price, sold[known[line.code]].price_minor)
            for line in data.lines
            if line.code in known
        }
        where = (call.market_id, member.merchant_id, store.store_id)
        done = await prices.report_till_prices(work, *where, list(lines.values()), data.read_at)
    unknown = list(dict.fromkeys(line.code for line in data.lines if line.code not in known))
    return shapes.TillAnswer(done.kept, done.outdated, done.differing, unknown)


@get(SHOP + "/till-prices", opt=DESK, tags=["Prices"], summary="What the till asked, beside our prices")
async def list_till_prices(
    call: Called,
    slug: FromPath[str],
    finding: WhichFinding = None,
    size: Size = 50,
    cursor: After = None,
) -> shapes.TillPriceList:
    """As of each report."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug, MANAGER)
        wanted = TillFilter(finding=finding, store_id=store.store_id)
        page = await prices.till_prices(reader, call.market_id, wanted, cursor, size)
        sold = await items.variants(reader, call.market_id, [one.variant_id for one in page.items])
    shown = [_till_price(one, sold[one.variant_id], call) for one in page.items if one.variant_id in sold]
    return shapes.TillPriceList(shown, page.next_cursor)


def _till_price(one: prices.TillPrice, sold: items.Sellable, call: Call) -> shapes.TillPrice:
    currency = call.market.currency
    return shapes.TillPrice(
        variant_id=one.variant_id,
        title=sold.title,
        title_en=sold.title_en,
        finding=one.finding,
        till=Money(one.till_minor, currency),
        online=Money(one.online_minor, currency),
        in_store=Money(one.in_store_minor, currency),
        read_at=one.read_at,
        differs_since=one.differs_since,
    )


@get(SHOP + "/prices", opt={"who": Who.ANYONE}, tags=["Prices"], summary="What variants cost now, and why")
async def list_prices(
    call: Called, slug: FromPath[str], variant: Variants, channel: WhichChannel = "online"
) -> shapes.PriceList:
    """For everybody, without membership."""
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        sold = await items.sellable(reader, call.market_id, store.store_id, variant)
        told: dict[UUID, prices.Priced] = {}
        for owner in {one.merchant_id for one in sold.values()}:
            bases = {key: one.price_minor for key, one in sold.items() if one.merchant_id == owner}
            where = (call.market_id, owner, store.store_id)
            told |= await prices.shown_prices(reader, *where, Channel(channel), "", bases)
        since = await prices.parity_since(reader, call.market_id, store.store_id)
    currency = call.market.currency
    shown = [_price(key, told[key], currency) for key in dict.fromkeys(variant) if key in told]
    return shapes.PriceList(shown, since is not None)


def _price(variant_id: UUID, one: prices.Priced, currency: str) -> shapes.PriceNow:
    lower = one.reduction
    return shapes.PriceNow(
        variant_id=variant_id,
        price=Money(one.price_minor, currency),
        why=one.why,
        book_id=one.book_id,
        was=Money(lower.was_minor, currency) if lower else None,
        lowest_30_days=Money(lower.lowest_30_minor, currency) if lower else None,
        other_channel=Money(one.other_minor, currency),
        reason=one.reason,
        reason_en=one.reason_en,
    )


async def _pricer(call: Call, reader: Reader, slug: str, book_id: UUID) -> StaffMember:
    """Refuses: not_found, not_allowed (another store's book)."""
    _, member = await call.staffed(reader, slug, MANAGER)
    was = await prices.book(reader, call.market_id, member.merchant_id, book_id)
    await prices.require_pricer(reader, call.market_id, member, was.store_ids)
    return member


async def _terms(call: Call, reader: Reader, member: StaffMember, data: shapes.BookTerms) -> prices.NewBook:
    """Refuses: invalid (stores: one that is not the merchant's)."""
    stores = await merchants.stores_of_merchant(reader, call.market_id, member.merchant_id)
    known = {store.slug: store.store_id for store in stores}
    if not known.keys() >= set(data.stores):
        raise INVALID(field="stores")
    fields = {name: getattr(data, name) for name in ("name", "tier", "region", "reason", "reason_en")}
    return prices.NewBook(
        **fields,
        channel=Channel(data.channel),
        store_ids=[known[slug] for slug in data.stores],
        begins_at=data.begins_at,
        ends_at=data.ends_at,
    )


async def _entries(
    call: Call, reader: Reader, member: StaffMember, data: Iterable[shapes.Entry]
) -> list[Entry]:
    """Refuses: invalid (entries: a variant that is not the merchant's)."""
    meant = [Entry(one.variant_id, one.price, one.percent_bp) for one in data]
    sold = await items.variants(reader, call.market_id, [one.variant_id for one in meant])
    own = {key for key, one in sold.items() if one.merchant_id == member.merchant_id}
    if any(one.variant_id not in own for one in meant):
        raise INVALID(field="entries")
    return meant


async def _meant(call: Call, reader: Reader, member: StaffMember, codes: list[str]) -> dict[str, UUID]:
    """The merchant's variant behind each code: a barcode, an article number or the variant's own id."""
    found = await items.variants_by_code(reader, call.market_id, member.merchant_id, codes)
    ids = {code: UUID(code) for code in codes if code not in found and _is_id(code)}
    sold = await items.variants(reader, call.market_id, ids.values())
    own = {key for key, one in sold.items() if one.merchant_id == member.merchant_id}
    return {**found, **{code: key for code, key in ids.items() if key in own}}


def _is_id(code: str) -> bool:
    try:
        UUID(code)
    except ValueError:
        return False
    return True


@asynccontextmanager
async def _named(call: Call) -> AsyncIterator[None]:
    """What breaks a promise is told by its articles' names, and by their ids for programs."""
    try:
        yield
    except Refusal as refusal:
        if refusal.kind is not prices.PARITY_BROKEN:
            raise
        ids = [UUID(one) for one in refusal.params["articles"]]
        async with call.services.db.read() as reader:
            sold = await items.variants(reader, call.market_id, ids)
        names = [sold[one].title if one in sold else str(one) for one in ids]
        told = {"articles": ", ".join(dict.fromkeys(names)), "variant_ids": [str(one) for one in ids]}
        raise prices.PARITY_BROKEN(**{**refusal.params, **told}) from None


async def _slugs(call: Call, reader: Reader, found: Iterable[prices.Book]) -> Mapping[UUID, str]:
    named = {store_id for one in found for store_id in one.store_ids}
    known = await merchants.stores(reader, call.market_id, named) if named else {}
    return {store_id: store.slug for store_id, store in known.items()}


def _book(one: prices.Book, slugs: Mapping[UUID, str]) -> shapes.Book:
    fields = {
        name: getattr(one, name)
        for name in shapes.Book.__struct_fields__
        if name not in ("stores", "channel")
    }
    stores = [slugs[key] for key in one.store_ids if key in slugs]
    return shapes.Book(**fields, channel=one.channel.value, stores=stores)

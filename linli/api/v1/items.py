"""Articles: what a store sells, for everybody; and how its merchant writes them."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec.structs import replace

from linli.api.call import Call, Called
from linli.api.v1 import shapes_items as shapes
from linli.api.v1.shapes import Size
from linli.kernel.database import Reader, Work
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import items, media, merchants
from linli.modules.items import Item, ItemFilter, ItemKind, ItemState, Keeper, NewItem, NewVariant
from linli.modules.merchants import StaffRole
from linli.services import Who

MANAGER = StaffRole.MANAGER
SHOP = "/markets/{market:str}/stores/{slug:str}"
ITEM, CATEGORY = SHOP + "/items/{item_id:uuid}", SHOP + "/categories/{category_id:uuid}"
DESK = {"who": Who.MANAGER, "scope": "merchant"}
SHARED = {"who": Who.MANAGER, "scope": "merchant", "refuses": "item_shared"}
After = Annotated[
    str | None,
    QueryParameter(max_length=500, description="The `next_cursor` of the page before; else the first."),
]
Words = Annotated[str, QueryParameter(max_length=60, description="Pieces of names, or an article number.")]
Kind = Annotated[ItemKind | None, QueryParameter(description="Only these.")]
State = Annotated[ItemState | None, QueryParameter(description="Only these; else all but those put away.")]
InCategory = Annotated[UUID | None, QueryParameter(description="Only of this category.")]


@get(SHOP + "/range", opt={"who": Who.ANYONE}, tags=["Articles"], summary="What a store sells")
async def list_range(
    call: Called,
    slug: FromPath[str],
    q: Words = "",
    kind: Kind = None,
    category: InCategory = None,
    cursor: After = None,
    size: Size = 30,
) -> shapes.ArticlePage:
    """Articles on sale there now, by title."""
    wanted = ItemFilter(kind=kind, category_id=category, text=q)
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        page = await items.items_of_store(reader, call.market_id, store.store_id, wanted, cursor, size)
        shown = await _shown(call, reader, page.items)
    return shapes.ArticlePage(shown, page.next_cursor)


@get(
    "/markets/{market:str}/items/{item_id:uuid}",
    opt={"who": Who.ANYONE, "refuses": "item_not_sold"},
    tags=["Articles"],
    summary="One article",
)
async def get_item(call: Called, item_id: FromPath[UUID]) -> shapes.Article:
    """As long as a store sells it."""
    async with call.services.db.read() as reader:
        item = await items.item(reader, call.market_id, item_id)
        sold = await items.stores_of_items(reader, call.market_id, [item_id])
        if not (item.on_sale and sold.get(item_id)):
            raise items.ITEM_NOT_SOLD()
        return (await _shown(call, reader, [item]))[0]


@get(SHOP + "/items", opt=DESK, tags=["Articles"], summary="A merchant's articles")
async def list_items(
    call: Called,
    slug: FromPath[str],
    q: Words = "",
    kind: Kind = None,
    item_state: State = None,
    category: InCategory = None,
    cursor: After = None,
    size: Size = 30,
) -> shapes.ArticlePage:
    """Of all its stores, by title."""
    wanted = ItemFilter(state=item_state, kind=kind, category_id=category, text=q)
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, MANAGER)
        page = await items.items_of_merchant(reader, call.market_id, member.merchant_id, wanted, cursor, size)
        shown = await _shown(call, reader, page.items)
    return shapes.ArticlePage(shown, page.next_cursor)


@post(
    SHOP + "/items",
    opt={"who": Who.MANAGER, "scope": "merchant", "once": True, "refuses": "code_taken"},
    tags=["Articles"],
    summary="Write a new article",
)
async def make_item(call: Called, slug: FromPath[str], data: JSONBody[shapes.NewArticle]) -> shapes.Article:
    """In the range of `stores`, all of which the caller leads."""
    new = _meant(call, data)
    async with call.services.db.work(call.actor) as work:
        store, _, keeper = await _kept(call, work, slug)

        async def act() -> shapes.Article:
            stores = {(await call.store(work, one)).store_id for one in data.stores} or {store.store_id}
            if not stores <= keeper.store_ids:
                raise NOT_FOUND()
            try:
                made = await items.create_items(
                    work, call.market_id, keeper.merchant_id, [new], sorted(stores)
                )
            except Refusal as refusal:
                raise _in_its_fields(refusal) from None
            return (await _shown(call, work, made))[0]

        return await call.once(work, "items", (store.store_id, data), shapes.Article, act)


@put(
    ITEM,
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "item_shared item_changed code_taken"},
    tags=["Articles"],
    summary="Change an article",
)
async def change_item(
    call: Called, slug: FromPath[str], item_id: FromPath[UUID], data: JSONBody[shapes.ChangedArticle]
) -> shapes.Article:
    """From now on; its photos stay."""
    new = _meant(call, data)
    async with call.services.db.work(call.actor) as work:
        _, member, keeper = await _kept(call, work, slug)
        was = await items.item(work, call.market_id, item_id)
        if was.merchant_id != member.merchant_id:
            raise NOT_FOUND()
        await items.require_writable(work, call.market_id, keeper, [was])
        new = replace(new, item_id=item_id, picture_ids=was.picture_ids, position=was.position)
        about = (work, call.market_id, keeper.merchant_id, call.person_id)
        try:
            await items.change_together(*about, [(new, data.revision)])
        except Refusal as refusal:
            raise _in_its_fields(refusal) from None
        return (await _shown(call, work, [await items.item(work, call.market_id, item_id)]))[0]


@post(
    SHOP + "/items/states",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "item_shared item_changed"},
    status_code=200,
    tags=["Articles"],
    summary="Put articles on sale, hide them or put them away",
)
async def set_states(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.ArticleStates]
) -> shapes.ArticleChange:
    """All or none; one that is so already stays as it is."""
    async with call.services.db.work(call.actor) as work:
        _, member, keeper = await _kept(call, work, slug)
        found = await items.items(work, call.market_id, data.item_ids)
        if {one.item_id for one in found} != set(data.item_ids):
            raise NOT_FOUND()
        if any(one.merchant_id != member.merchant_id for one in found):
            raise NOT_FOUND()
        await items.require_writable(work, call.market_id, keeper, found)
        new = [(replace(one.written(), state=data.state), one.revision) for one in found]
        about = (work, call.market_id, keeper.merchant_id, call.person_id)
        return shapes.change_of(await items.change_together(*about, new))


@put(SHOP + "/range", opt=DESK, tags=["Articles"], summary="Change what a store sells")
async def set_range(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.RangeChange]
) -> shapes.ArticleChange:
    """The store of the address; articles of its own merchant."""
    if not (data.add or data.drop):
        raise INVALID(field="add")
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug, MANAGER)
        pairs = [[(store.store_id, one) for one in some] for some in (data.add, data.drop)]
        about = (work, call.market_id, member.merchant_id, call.person_id)
        return shapes.change_of(await items.change_together(*about, (), *pairs))


@post(
    SHOP + "/item-changes/{change_id:uuid}/undoing",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "item_changed code_taken"},
    status_code=200,
    tags=["Articles"],
    summary="Take back a change of articles",
)
async def undo_change(call: Called, slug: FromPath[str], change_id: FromPath[UUID]) -> shapes.ArticleChange:
    """One of the caller's own, whole or not at all; a repeat changes nothing."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, MANAGER)
        about = (work, call.market_id, member.merchant_id, call.person_id)
        return shapes.change_of(await items.undo_change(*about, change_id))


@get(SHOP + "/categories", opt={"who": Who.ANYONE}, tags=["Articles"], summary="A merchant's categories")
async def list_categories(call: Called, slug: FromPath[str]) -> shapes.CategoryList:
    """In their order; none of a place that no merchant runs."""
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        known = store.merchant_id and await items.categories(reader, call.market_id, store.merchant_id)
    return shapes.CategoryList([shapes.category_of(one) for one in known or []])


@post(
    SHOP + "/categories",
    opt={"who": Who.MANAGER, "scope": "merchant", "once": True, "refuses": "item_shared category_full"},
    tags=["Articles"],
    summary="Add a category",
)
async def make_category(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.CategoryTerms]
) -> shapes.Category:
    """By whoever leads the whole merchant."""
    async with call.services.db.work(call.actor) as work:
        store, _, keeper = await _kept(call, work, slug, whole=True)

        async def act() -> shapes.Category:
            return await _write_category(call, work, keeper, data)

        return await call.once(work, "categories", (store.store_id, data), shapes.Category, act)


@put(CATEGORY, opt=SHARED, tags=["Articles"], summary="Rename or move a category")
async def change_category(
    call: Called, slug: FromPath[str], category_id: FromPath[UUID], data: JSONBody[shapes.CategoryTerms]
) -> shapes.Category:
    """By whoever leads the whole merchant."""
    async with call.services.db.work(call.actor) as work:
        _, _, keeper = await _kept(call, work, slug, whole=True)
        return await _write_category(call, work, keeper, data, category_id)


@delete(CATEGORY, opt=SHARED, status_code=200, tags=["Articles"], summary="Remove a category")
async def drop_category(
    call: Called, slug: FromPath[str], category_id: FromPath[UUID]
) -> shapes.ArticleChange:
    """Its articles stand in none, until the change is taken back."""
    async with call.services.db.work(call.actor) as work:
        _, _, keeper = await _kept(call, work, slug, whole=True)
        about = (work, call.market_id, keeper.merchant_id, call.person_id)
        return shapes.change_of(await items.remove_category(*about, category_id))


async def _kept(
    call: Call, reader: Reader, slug: str, *, whole: bool = False
) -> tuple[merchants.Store, merchants.StaffMember, Keeper]:
    """The store, the caller's place in it, and what they may write. Refuses: not_found, not_allowed,
    item_shared (where the whole merchant is asked for).
    """
    store, member = await call.staffed(reader, slug, MANAGER)
    keeper = await items.keeper(reader, call.market_id, call.person_id, member.merchant_id)
    if whole and not keeper.whole:
        raise items.ITEM_SHARED(title=store.name)
    return store, member, keeper


async def _write_category(
    call: Call, work: Work, keeper: Keeper, data: shapes.CategoryTerms, category_id: UUID | None = None
) -> shapes.Category:
    written = await items.set_category(
        work,
        call.market_id,
        keeper.merchant_id,
        data.name,
        data.name_en,
        data.icon,
        data.position,
        category_id,
    )
    return shapes.category_of(written)


async def _shown(call: Call, reader: Reader, found: Sequence[Item]) -> list[shapes.Article]:
    """Articles with the addresses of their photos and their own merchant's stores, in three queries."""
    photos = await media.pictures(reader, call.market_id, {one for item in found for one in item.picture_ids})
    sold = await items.stores_of_items(reader, call.market_id, [one.item_id for one in found])
    stores = await merchants.stores(reader, call.market_id, {one for some in sold.values() for one in some})
    root = f"{call.services.settings.public_url}/{call.market.slug}/pictures"
    return [
        shapes.article_of(
            item,
            [f"{root}/{one}/{media.SIZES[-1]}.webp" for one in item.picture_ids if one in photos],
            sorted(
                stores[one].slug
                for one in sold.get(item.item_id, ())
                if one in stores and stores[one].merchant_id == item.merchant_id
            ),
        )
        for item in found
    ]


def _meant(call: Call, data: shapes.NewArticle) -> NewItem:
    """Refuses: invalid (a price in another currency)."""
    for place, one in enumerate(data.variants):
        if one.price.currency != call.market.currency:
            raise INVALID(field=f"variants.{place}.price.currency")
    variants = [
        NewVariant(
            price_minor=one.price.amount,
            **{name: getattr(one, name) for name in NewVariant.__struct_fields__ if name != "price_minor"},
        )
        for one in data.variants
    ]
    same = [
        name
        for name in NewItem.__struct_fields__
        if hasattr(data, name) and name not in ("variants", "details")
    ]
    details = shapes.details_meant(data.details) if data.details else items.NO_DETAILS
    return NewItem(**{name: getattr(data, name) for name in same}, variants=variants, details=details)


def _in_its_fields(refusal: Refusal) -> Refusal:
    """The same refusal, with the field called as it is in the request."""
    field = str(refusal.params.get("field", ""))
    return INVALID(field=field.replace("price_minor", "price.amount")) if refusal.kind is INVALID else refusal


ROUTES = (
    list_range,
    get_item,
    list_items,
    make_item,
    change_item,
    set_states,
    set_range,
    undo_change,
    list_categories,
    make_category,
    change_category,
    drop_category,
)

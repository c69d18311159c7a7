"""What a store sells beside its deals: its menu, its services, the goods on its shelves."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import items, merchants, prices
from linli.services import Who
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.views import ArticleLine, ArticleSection
from linli.web.shared.http import Asked, Here
from linli.web.shared.photos import Photo, photos
from linli.web.shared.pictures import known_icon

# Where one eats or drinks there is a menu; everywhere else a list of prices.
WITH_A_MENU = frozenset(("restaurant", "cafe", "bar", "bakery", "tea_house", "fast_food"))
# A menu is read as a whole; a shelf of goods a page at a time.
LONGEST_MENU = 500
GOODS_ON_A_PAGE = 48


class Chip(msgspec.Struct, frozen=True):
    """A category to choose, and how many articles stand in it."""

    label: str
    count: int
    href: str
    current: bool


def serves(trade: str) -> bool:
    """Whether a place of this trade has a menu."""
    return trade in WITH_A_MENU


@get("/{market:str}/stores/{slug:str}/range", opt={"who": Who.ANYONE})
async def range_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """All a store sells: `?q=` finds, `?category=` narrows, `?after=` goes on."""
    asked = here.request.query_params
    text, after = asked.get("q", "").strip()[:60], asked.get("after")
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
        shelves = await shelves_of(reader, here.market_id, store.merchant_id)
        counts = await items.counts_of_store(reader, here.market_id, store.store_id)
        chosen = _chosen(asked.get("category", ""), shelves)
        wanted = items.ItemFilter(category_id=chosen, text=text)
        where = (reader, here.market_id, store.store_id)
        few = sum(counts.values()) <= LONGEST_MENU
        whole = serves(store.trade) and few and not text and chosen is None
        if whole:
            found, cursor = await items.board_of_store(*where, items.ItemKind, LONGEST_MENU), None
        else:
            page = await items.items_of_store(*where, wanted, after, GOODS_ON_A_PAGE)
            found, cursor = page.items, page.next_cursor
        told = await told_prices(reader, here.market_id, store.store_id, found)
        pictures = await photos(reader, here.market, {one.picture_ids[0] for one in found if one.picture_ids})
    rest = {"q": text, "category": str(chosen or "")}
    more = urlencode({**{name: value for name, value in rest.items() if value}, "after": cursor or ""})
    tongue = tongue_of(here)
    return show(
        here,
        "range.html",
        store_name=tongue.pick(store.name, store.name_en),
        slug=slug,
        trade=store.trade,
        serves=serves(store.trade),
        whole=whole,
        total=sum(counts.values()),
        text=text,
        chips=_chips(here, slug, shelves, counts, chosen),
        sections=sections(here, slug, found, shelves, told, pictures),
        lines=[line_of(here, slug, one, tongue, told, pictures) for one in found],
        more_href=f"{here.url(f'stores/{slug}/range')}?{more}" if cursor else None,
    )


async def shelves_of(
    reader: Reader, market_id: int, merchant_id: UUID | None
) -> Mapping[UUID, items.Category]:
    """A merchant's categories by key; none where nobody runs the store."""
    found = await items.categories(reader, market_id, merchant_id) if merchant_id else []
    return {one.category_id: one for one in found}


def sections(
    here: Here,
    slug: str,
    found: Sequence[items.Item],
    shelves: Mapping[UUID, items.Category],
    told: Mapping[UUID, int],
    pictures: Mapping[UUID, Photo] | None = None,
) -> list[ArticleSection]:
    """Articles in the order of a board, under the names of their categories."""
    tongue = tongue_of(here)
    groups = groupby(found, key=lambda one: one.category_id)
    return [
        ArticleSection(
            title=tongue.pick(shelf.name, shelf.name_en) if shelf else "",
            lines=[line_of(here, slug, one, tongue, told, pictures or {}) for one in some],
        )
        for key, some in groups
        for shelf in [shelves.get(key) if key else None]
    ]


async def told_prices(
    reader: Reader, market_id: int, store_id: UUID, found: Sequence[items.Item]
) -> dict[UUID, int]:
    """What each variant of some articles costs online in a store now, in minor units."""
    told: dict[UUID, int] = {}
    for owner in sorted({one.merchant_id for one in found}):
        mine = [one for one in found if one.merchant_id == owner]
        bases = {v.variant_id: v.price_minor for one in mine for v in one.variants}
        where = (reader, market_id, owner, store_id)
        priced = await prices.price_of(*where, prices.Channel.ONLINE, "", bases)
        told |= {variant_id: one.price_minor for variant_id, one in priced.items()}
    return told


def line_of(
    here: Here,
    slug: str,
    item: items.Item,
    tongue: Tongue,
    told: Mapping[UUID, int],
    pictures: Mapping[UUID, Photo],
) -> ArticleLine:
    """An article as one line or card; an article that is asked for has no price."""
    asked = {told.get(one.variant_id, one.price_minor) for one in item.variants}
    return ArticleLine(
        id=item.item_id,
        href=here.url(f"items/{item.item_id}?{urlencode({'store': slug})}"),
        title=tongue.pick(item.title, item.title_en),
        about=about_of(item, tongue),
        price=None if item.kind is items.ItemKind.QUOTE else Money(min(asked), item.from_price.currency),
        starts=len(asked) > 1,
        icon=known_icon(item.icon),
        photo=pictures.get(item.picture_ids[0]) if item.picture_ids else None,
    )


def about_of(item: items.Item, tongue: Tongue) -> str:
    """What stands under its name: what it is made of or how long it takes, else the first words about it."""
    details = item.details
    parts = []
    if item.kind is items.ItemKind.SERVICE:
        parts.append(tongue.say("article.minutes", n=details.minutes))
    if details.brand:
        parts.append(details.brand)
    if len(item.variants) > 1:
        parts.append(tongue.say("article.variants", n=len(item.variants)))
    first = tongue.pick(item.description, item.description_en).partition("\n")[0]
    return " · ".join([*parts, *([first] if first else [])])


def _chosen(asked: str, shelves: Mapping[UUID, items.Category]) -> UUID | None:
    """The category of the address, if the merchant has it."""
    return next((key for key in shelves if str(key) == asked), None)


def _chips(
    here: Here,
    slug: str,
    shelves: Mapping[UUID, items.Category],
    counts: Mapping[UUID | None, int],
    chosen: UUID | None,
) -> list[Chip]:
    """All, and every category in which something stands."""
    tongue, root = tongue_of(here), here.url(f"stores/{slug}/range")
    known = [one for one in shelves.values() if counts.get(one.category_id)]
    chips = [
        Chip(
            tongue.pick(one.name, one.name_en),
            counts[one.category_id],
            f"{root}?{urlencode({'category': one.category_id})}",
            one.category_id == chosen,
        )
        for one in known
    ]
    whole = Chip(tongue.say("article.all"), sum(counts.values()), root, chosen is None)
    return [whole, *chips] if chips else []


ROUTES = [range_page]

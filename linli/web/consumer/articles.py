"""What a store sells beside its deals: its menu, its services, the goods on its shelves."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.modules import items, merchants
from linli.services import Who
from linli.web.consumer.article_lines import at_store, line_of, sections
from linli.web.consumer.cart_views import cart_sum
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.metadata import metadata

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
        store = await merchants.store_as_run(reader, here.market_id, slug)
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
        at = await at_store(reader, here, store, found, verified=store.verified)
        in_cart = await cart_sum(reader, here, store.store_id)
    rest = {"q": text, "category": str(chosen or "")}
    more = urlencode({**{name: value for name, value in rest.items() if value}, "after": cursor or ""})
    tongue = tongue_of(here)
    return show(
        here,
        "range.html",
        about_page=metadata(
            here, here.url(f"stores/{slug}/range"), indexed=not (text or chosen or after or store.closed)
        ),
        store_name=tongue.pick(store.name, store.name_en),
        slug=slug,
        trade=store.trade,
        serves=serves(store.trade),
        whole=whole,
        total=sum(counts.values()),
        text=text,
        chips=_chips(here, slug, shelves, counts, chosen),
        sections=sections(here, slug, found, shelves, at),
        lines=[line_of(here, slug, one, tongue, at) for one in found],
        in_cart=in_cart,
        said={"in_cart": in_cart.units > 0},
        more_href=f"{here.url(f'stores/{slug}/range')}?{more}" if cursor else None,
    )


async def shelves_of(
    reader: Reader, market_id: int, merchant_id: UUID | None
) -> Mapping[UUID, items.Category]:
    """A merchant's categories by key; none where nobody runs the store."""
    found = await items.categories(reader, market_id, merchant_id) if merchant_id else []
    return {one.category_id: one for one in found}


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

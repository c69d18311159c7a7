"""Articles as lines of a menu and cards of a shelf: what each costs, and whether one tap buys it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import items, merchants, orders, prices, stock
from linli.web.consumer.tongue import Tongue, tongue_of
from linli.web.consumer.views import ArticleLine, ArticleSection
from linli.web.shared.http import Here
from linli.web.shared.photos import Photo, photos
from linli.web.shared.pictures import known_icon

NOTHING: Mapping[UUID, int] = MappingProxyType({})
NO_PICTURES: Mapping[UUID, Photo] = MappingProxyType({})


class AtStore(msgspec.Struct, frozen=True, kw_only=True):
    """What a store says of articles: the price of each variant online in minor units, how many are left of
    those that are counted, pictures; `sells`: who looks may put them into the cart there.
    """

    told: Mapping[UUID, int]
    lefts: Mapping[UUID, int] = NOTHING
    pictures: Mapping[UUID, Photo] = NO_PICTURES
    sells: bool = False


async def at_store(
    reader: Reader, here: Here, store: merchants.Store, found: Sequence[items.Item], *, verified: bool
) -> AtStore:
    """What the store says of these articles; nothing is sold where its merchant is not verified."""
    variants = [variant.variant_id for one in found for variant in one.variants]
    levels = await stock.levels(reader, here.market_id, store.store_id, variants) if variants else {}
    return AtStore(
        told=await told_prices(reader, here.market_id, store.store_id, found),
        lefts={variant_id: level.left for variant_id, level in levels.items()},
        pictures=await photos(reader, here.market, {one.picture_ids[0] for one in found if one.picture_ids}),
        sells=verified and not store.closed,
    )


def sections(
    here: Here,
    slug: str,
    found: Sequence[items.Item],
    shelves: Mapping[UUID, items.Category],
    at: AtStore,
) -> list[ArticleSection]:
    """Articles in the order of a board, under the names of their categories; what stands in none is called so
    where others have a name.
    """
    tongue = tongue_of(here)
    groups = [(shelves.get(key) if key else None, list(some)) for key, some in _grouped(found)]
    rest = tongue.say("article.others") if len(groups) > 1 else ""
    return [
        ArticleSection(
            title=tongue.pick(shelf.name, shelf.name_en) if shelf else rest,
            lines=[line_of(here, slug, one, tongue, at) for one in some],
        )
        for shelf, some in groups
    ]


def _grouped(found: Sequence[items.Item]) -> Iterable[tuple[UUID | None, Iterable[items.Item]]]:
    return groupby(found, key=lambda one: one.category_id)


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


def line_of(here: Here, slug: str, item: items.Item, tongue: Tongue, at: AtStore) -> ArticleLine:
    """An article as one line or card; an article that is asked for has no price."""
    asked = {at.told.get(one.variant_id, one.price_minor) for one in item.variants}
    return ArticleLine(
        id=item.item_id,
        href=here.url(f"items/{item.item_id}?{urlencode({'store': slug})}"),
        title=tongue.pick(item.title, item.title_en),
        about=about_of(item, tongue),
        price=None if item.kind is items.ItemKind.QUOTE else Money(min(asked), item.from_price.currency),
        starts=len(asked) > 1,
        icon=known_icon(item.icon),
        photo=at.pictures.get(item.picture_ids[0]) if item.picture_ids else None,
        adds=_added_at_once(item, at),
        sold_out=_gone(item, at),
    )


def _added_at_once(item: items.Item, at: AtStore) -> UUID | None:
    """The variant that one tap puts into the cart, where there is nothing to choose."""
    if not at.sells or len(item.variants) != 1 or item.details.options or item.kind not in orders.COLLECTED:
        return None
    (only,) = item.variants
    costs = at.told.get(only.variant_id, only.price_minor)
    return only.variant_id if costs > 0 and not _gone(item, at) else None


def _gone(item: items.Item, at: AtStore) -> bool:
    """Whether all of it is counted and nothing is left."""
    return bool(item.variants) and all(at.lefts.get(one.variant_id, 1) <= 0 for one in item.variants)


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

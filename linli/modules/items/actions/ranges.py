"""Which store sells what, and how a merchant sorts its articles."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.items.actions.writing import put_in_range, require_stores
from linli.modules.items.events import ItemsWritten
from linli.modules.items.model import Category, Place
from linli.modules.items.queries import categories, items
from linli.modules.items.refusals import CATEGORY_FULL
from linli.modules.items.requirements import LONGEST_WORD
from linli.modules.items.statements import SQL
from linli.modules.media import PICTURES

MOST_CATEGORIES = 200


async def set_range(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    store_ids: Sequence[UUID],
    add: Sequence[UUID] = (),
    drop: Sequence[UUID] = (),
) -> None:
    """These stores sell the articles `add` of a merchant from now on, and `drop` no more; announces
    ItemsWritten.

    Whether the person may act for the merchant and the stores is for the caller to ask. Refuses: not_found
    (an article that is not the merchant's), invalid (stores).
    """
    pairs = [[(store_id, item_id) for store_id in store_ids for item_id in some] for some in (add, drop)]
    await move_range(work, market_id, merchant_id, *pairs)


async def move_range(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    add: Sequence[tuple[UUID, UUID]],
    drop: Sequence[tuple[UUID, UUID]] = (),
) -> tuple[list[Place], list[Place]]:
    """Stores (first) sell articles (second) from now on, or no more; which of them is new. As set_range."""
    wanted = [item_id for _, item_id in (*add, *drop)]
    store_ids = sorted({store_id for store_id, _ in (*add, *drop)})
    found = await items(work, market_id, wanted)
    if len(found) < len(set(wanted)) or any(one.merchant_id != merchant_id for one in found):
        raise NOT_FOUND()
    await require_stores(work, market_id, merchant_id, store_ids)
    added = await put_in_range(work, market_id, add) if add else []
    gone = ([store_id for store_id, _ in drop], [item_id for _, item_id in drop])
    dropped = await work.many(Place, SQL.drop_from_range, market_id, *gone) if drop else []
    if found:
        news = ItemsWritten(
            market_id=market_id,
            merchant_id=merchant_id,
            item_ids=tuple(one.item_id for one in found),
            store_ids=tuple(store_ids),
            currency=found[0].variants[0].currency,
        )
        await work.announce(news)
    return added, dropped


async def withdraw_range(work: Work, market_id: int, store_id: UUID) -> None:
    """A store closes and sells nothing any more. Refuses nothing."""
    await work.run(SQL.drop_range, market_id, store_id)


async def add_whole_range(work: Work, market_id: int, merchant_id: UUID, store_id: UUID) -> None:
    """A store sells all that a merchant has, but what was put away. Refuses nothing."""
    await work.run(SQL.add_whole_range, market_id, merchant_id, store_id)


async def add_to_stores(
    work: Work, market_id: int, store_ids: Sequence[UUID], item_ids: Sequence[UUID]
) -> None:
    """New articles go into the ranges of branches that sell all of them. Refuses nothing."""
    places = [(store_id, item_id) for store_id in store_ids for item_id in item_ids]
    if places:
        await put_in_range(work, market_id, places)


async def drop_range_of(work: Work, market_id: int, merchant_id: UUID, store_id: UUID) -> None:
    """A store sells nothing of a merchant any more. Refuses nothing."""
    await work.run(SQL.drop_range_of, market_id, merchant_id, store_id)


async def set_category(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    name: str,
    name_en: str = "",
    icon: str = "",
    position: int = 0,
    category_id: UUID | None = None,
) -> Category:
    """A category, new or (by its id) as it is from now on. Refuses: invalid (name, name_en, icon, position),
    not_found, category_full (more than 200).
    """
    known = {one.category_id for one in await categories(work, market_id, merchant_id)}
    if category_id is not None and category_id not in known:
        raise NOT_FOUND()
    if category_id is None and len(known) >= MOST_CATEGORIES:
        raise CATEGORY_FULL(most=MOST_CATEGORIES)
    if icon and icon not in PICTURES:
        raise INVALID(field="icon")
    if not 0 <= position <= 10**6:
        raise INVALID(field="position")
    name = texts.line(name, "name", LONGEST_WORD)
    name_en = texts.line(name_en, "name_en", LONGEST_WORD, shortest=0) or name
    key = category_id or ids.uuid7()
    await work.run(SQL.write_category, market_id, merchant_id, key, name, name_en, icon, position)
    return Category(category_id=key, name=name, name_en=name_en, icon=icon, position=position)


async def arrange_categories(
    work: Work, market_id: int, merchant_id: UUID, order: Sequence[Category]
) -> list[Category]:
    """A merchant's categories as they are named here, in this order. Refuses: as set_category."""
    return [
        await set_category(
            work, market_id, merchant_id, one.name, one.name_en, one.icon, place, one.category_id
        )
        for place, one in enumerate(order)
    ]


async def drop_category(
    work: Work, market_id: int, merchant_id: UUID, category_id: UUID
) -> list[tuple[UUID, int]]:
    """A category goes; its articles stand in none: those, with their revisions from now on.

    Refuses: not_found.
    """
    emptied = await work.many(_Emptied, SQL.empty_category, market_id, merchant_id, category_id, work.now)
    if not await work.run(SQL.drop_category, market_id, merchant_id, category_id):
        raise NOT_FOUND()
    return [(one.item_id, one.revision) for one in emptied]


class _Emptied(msgspec.Struct, frozen=True):
    item_id: UUID
    revision: int

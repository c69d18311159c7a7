"""What stores sell, as things that can be found by themselves."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.modules import catalog, items, prices
from linli.modules.discovery.actions.counting import Learned
from linli.modules.discovery.indexing import array_of, codes_of
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.terms import Doc, Terms, terms_of

PAGE = 2_000
# A store's range beyond this is not in the index.
MOST_ARTICLES = 20_000


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of one store as it is written; `said` are the terms of its title."""

    store_id: UUID
    thing_id: UUID
    kind: str
    title: str
    title_en: str
    price_minor: int
    currency: str
    codes: str
    said: Terms


class Rows(list[Row]):
    """Things of several stores."""


def rows_of_deals(market_id: int, store_id: UUID, deals: Iterable[catalog.Deal]) -> Rows:
    """Deals by their titles and what is in them."""
    rows = Rows()
    for deal in deals:
        inside = [text for one in deal.contents for text in (one.name, one.name_en)]
        cost = (deal.price_minor, deal.currency)
        texts = (deal.title, deal.title_en, *inside)
        rows.append(_row(market_id, store_id, deal.deal_id, "deal", texts, cost))
    return rows


async def rows_of_items(
    work: Work, market_id: int, store_ids: Sequence[UUID], item_ids: Sequence[UUID] | None = None
) -> Rows:
    """The articles that these stores sell now, all or only these, at what everybody pays online."""
    rows = Rows()
    for store_id in store_ids:
        sold = await _sold(work, market_id, store_id, item_ids)
        costs = await _costs(work, market_id, store_id, sold)
        for one in sold:
            cost = (costs.get(one.item_id, 0), one.variants[0].currency if one.variants else "")
            said = (one.title, one.title_en, one.details.brand)
            rows.append(_row(market_id, store_id, one.item_id, one.kind.value, said, cost))
    return rows


async def price_things(
    work: Work, market_id: int, store_ids: Sequence[UUID], item_ids: Sequence[UUID]
) -> None:
    """What these articles cost now in these stores, where that is another amount than before."""
    told: list[tuple[UUID, UUID, int]] = []
    for store_id in store_ids:
        sold = await _sold(work, market_id, store_id, item_ids)
        costs = await _costs(work, market_id, store_id, sold)
        told += [(store_id, item_id, minor) for item_id, minor in costs.items()]
    if told:
        await work.run(SQL.price_things, market_id, *(list(column) for column in zip(*told, strict=True)))


async def write_things(
    work: Work,
    market_id: int,
    store_ids: Sequence[UUID],
    rows: Rows,
    learned: Learned,
    only: list[UUID] | None = None,
) -> None:
    """These stores sell these things and no others (`only`: no others of these)."""
    kept = ([row.store_id for row in rows], [row.thing_id for row in rows])
    await work.run(SQL.drop_things, market_id, list(store_ids), only, *kept)
    if not rows:
        return
    for row in rows:
        learned.hear(row.said)
    fields = ("kind", "title", "title_en", "price_minor", "currency", "codes")
    columns = [[getattr(row, name) for row in rows] for name in fields]
    await work.run(SQL.write_things, market_id, *kept, *columns)


async def _costs(work: Work, market_id: int, store_id: UUID, sold: Sequence[items.Item]) -> dict[UUID, int]:
    """The least that each article costs everybody online, by the books of whoever's article it is; what has
    to be asked for costs nothing yet, and is left out.
    """
    costs: dict[UUID, int] = {}
    priced = [one for one in sold if one.variants and one.kind is not items.ItemKind.QUOTE]
    for owner in sorted({one.merchant_id for one in priced}):
        mine = [one for one in priced if one.merchant_id == owner]
        bases = {variant.variant_id: variant.price_minor for one in mine for variant in one.variants}
        told = await prices.price_of(work, market_id, owner, store_id, prices.Channel.ONLINE, "", bases)
        costs |= {one.item_id: min(told[v.variant_id].price_minor for v in one.variants) for one in mine}
    return costs


async def _sold(
    work: Work, market_id: int, store_id: UUID, item_ids: Sequence[UUID] | None
) -> list[items.Item]:
    if item_ids is not None:
        sellers = await items.stores_of_items(work, market_id, item_ids)
        here = [item_id for item_id in item_ids if store_id in sellers.get(item_id, ())]
        return [one for one in await items.items(work, market_id, here) if one.on_sale]
    found: list[items.Item] = []
    cursor = None
    while len(found) < MOST_ARTICLES:
        page = await items.items_of_store(work, market_id, store_id, cursor=cursor, size=PAGE)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return found


def _row(
    market_id: int,
    store_id: UUID,
    thing_id: UUID,
    kind: str,
    texts: Sequence[str],
    cost: tuple[int, str],
) -> Row:
    said = terms_of(Doc(things=tuple(text for text in texts if text)))
    return Row(
        store_id=store_id,
        thing_id=thing_id,
        kind=kind,
        title=texts[0],
        title_en=texts[1],
        price_minor=cost[0],
        currency=cost[1],
        codes=array_of(codes_of(market_id, said.all)),
        said=said,
    )

"""A place is as its store, its merchant, its deals and its articles are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from linli.kernel.database import Work
from linli.modules import catalog, items, malls, markets, merchants
from linli.modules.discovery.actions.counting import Change, Learned, learn, settle
from linli.modules.discovery.actions.stocking import (
    Rows,
    price_things,
    rows_of_deals,
    rows_of_items,
    write_things,
)
from linli.modules.discovery.indexing import (
    array_of,
    bookable,
    codes_of,
    open_week,
    position_of,
    terms_of_store,
)
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.terms import Terms

# More deals than any batch has: a card counts them all.
ALL_DEALS = 20_000


async def refresh_store(work: Work, market_id: int, store_id: UUID) -> None:
    """Bring the place of one store up to date with its merchant, its deals and articles; its rating stays.

    Announces nothing. Refuses: not_found.
    """
    await write_stores(work, market_id, [await merchants.store(work, market_id, store_id)])


async def refresh_stores(work: Work, market_id: int, store_ids: Iterable[UUID]) -> None:
    """The same for several stores, such as those that share a deal. Refuses nothing."""
    found = await merchants.stores(work, market_id, store_ids)
    if found:
        await write_stores(work, market_id, list(found.values()))


async def refresh_merchant(work: Work, market_id: int, merchant_id: UUID) -> None:
    """The same for every store of one merchant. Refuses nothing."""
    stores = await merchants.stores_of_merchant(work, market_id, merchant_id)
    if stores:
        await write_stores(work, market_id, stores)


async def refresh_items(
    work: Work, market_id: int, merchant_id: UUID, item_ids: Sequence[UUID], store_ids: Sequence[UUID]
) -> None:
    """Bring some articles up to date in the stores that sell them now, and take them from all others.

    Costs what these articles cost, however many others the stores have. Refuses nothing.
    """
    before = await work.column(UUID, SQL.stores_of_things, market_id, list(item_ids))
    wanted = sorted({*store_ids, *before})
    held = await work.column(UUID, SQL.hold_places, market_id, wanted) if wanted else []
    if not held:
        return
    learned = Learned()
    merchant = (await merchants.merchants_of_ids(work, market_id, [merchant_id])).get(merchant_id)
    rows = Rows()
    if merchant is not None and merchant.verified:
        rows = await rows_of_items(work, market_id, held, item_ids)
    await write_things(work, market_id, held, rows, learned, only=list(item_ids))
    await settle(work, market_id, held, learned)
    await learn(work, market_id, learned)


async def refresh_prices(work: Work, market_id: int, variant_ids: Sequence[UUID]) -> None:
    """Show what these variants cost now, wherever their articles are found. Refuses nothing."""
    known = await items.variants(work, market_id, variant_ids)
    item_ids = sorted({one.item_id for one in known.values()})
    found = await work.column(UUID, SQL.stores_of_things, market_id, item_ids)
    held = await work.column(UUID, SQL.hold_places, market_id, found) if found else []
    await price_things(work, market_id, held, item_ids)


async def set_rating(
    work: Work, market_id: int, store_id: UUID, count: int, tenths: int, aspects: Sequence[int] = (0, 0, 0)
) -> None:
    """Show a store's rating: how many reviews, their mean in tenths of a star, and that of each aspect
    (quality, place, service). Refuses: not_found.
    """
    row = (market_id, store_id, count, tenths, *aspects)
    if not await work.run(SQL.set_rating, *row):
        await refresh_store(work, market_id, store_id)
        await work.run(SQL.set_rating, *row)
    learned = Learned()
    await settle(work, market_id, [store_id], learned)
    await learn(work, market_id, learned)


async def set_record(work: Work, market_id: int, store_id: UUID, kept: int, refunded: int) -> None:
    """How many of a store's last orders were used, and of how many the money went back; nothing for a store
    that search does not know. Refuses nothing.
    """
    await work.run(SQL.set_record, market_id, store_id, kept, refunded)


async def write_stores(work: Work, market_id: int, stores: Sequence[merchants.Store]) -> None:
    """The places of these stores, their things and words, as they are now."""
    learned = Learned()
    await _write(work, await markets.market(work, market_id), stores, learned)
    await learn(work, market_id, learned)


async def _write(
    work: Work, market: markets.Market, every: Sequence[merchants.Store], learned: Learned
) -> None:
    market_id = market.market_id
    closed = sorted(store.store_id for store in every if store.closed)
    if closed:
        await write_things(work, market_id, closed, Rows(), learned)
        learned.count(await work.many(Change, SQL.drop_places, market_id, closed))
    stores = sorted((store for store in every if not store.closed), key=lambda store: store.store_id)
    if not stores:
        return
    owners = {store.merchant_id for store in stores if store.merchant_id is not None}
    known = await merchants.merchants_of_ids(work, market_id, owners)
    claimed = [store.store_id for store in stores if store.claimed]
    covers = await merchants.covers(work, market_id, claimed)
    hidden = await malls.unlisted(work, market_id, claimed)
    deals = await _deals(work, market_id, claimed)
    rows, things = [], Rows()
    for store in stores:
        merchant = known.get(store.merchant_id) if store.merchant_id else None
        verified = merchant is not None and merchant.verified
        on_sale = deals[store.store_id] if verified else []
        listed = store.store_id not in hidden
        cover = covers[store.store_id].picture_id if store.store_id in covers else None
        said = terms_of_store(store, store.attributes)
        if listed:
            learned.hear(said)
        rows.append(
            (*_row(store, merchant, on_sale), cover, listed, *_found_by(work, store, market, said, on_sale))
        )
        if listed and verified and store.merchant_id is not None:
            things.extend(rows_of_deals(market_id, store.store_id, on_sale))
            things.extend(await rows_of_items(work, market_id, [store.store_id]))
    await work.run(SQL.write_places, market_id, *(list(column) for column in zip(*rows, strict=True)))
    ids = [store.store_id for store in stores]
    await write_things(work, market_id, ids, things, learned)
    await settle(work, market_id, ids, learned)


async def _deals(work: Work, market_id: int, store_ids: list[UUID]) -> dict[UUID, list[catalog.Deal]]:
    """Deals on sale by store, newest first; one of several stores stands at each of them."""
    by_store: dict[UUID, list[catalog.Deal]] = defaultdict(list)
    if store_ids:
        for deal in await catalog.deals_of_stores(work, market_id, store_ids, since=None, size=ALL_DEALS):
            for store_id in deal.store_ids:
                by_store[store_id].append(deal)
    return by_store


def _row(
    store: merchants.Store, merchant: merchants.Merchant | None, on_sale: list[catalog.Deal]
) -> tuple[object, ...]:
    """A store's place in the order of `write_places`; only a verified merchant's deals can be bought."""
    verified = merchant is not None and merchant.verified
    what = (store.store_id, store.slug, store.name, store.name_en, store.trade)
    about = (
        store.tagline_zh,
        store.tagline_en,
        store.address,
        store.address_en,
        store.lat,
        store.lon,
        store.hours,
    )
    shown = (store.price_level, " ".join(store.things))
    trust = (store.claimed, verified, merchant is not None and merchant.demo)
    return (*what, *about, *shown, *trust, *_offer(on_sale), len(on_sale))


def _found_by(
    work: Work, store: merchants.Store, market: markets.Market, said: Terms, on_sale: list[catalog.Deal]
) -> tuple[object, ...]:
    """What the index keeps of it, in the order of `write_places`."""
    names = codes_of(market.market_id, said.name | said.brand | said.branch | said.kinds)
    week = open_week(store.hours, work.now, market.timezone)
    own = array_of(codes_of(market.market_id, said.all))
    x, y = position_of(store.lat, store.lon, market)
    return x, y, array_of(names), own, week, " ".join(store.attributes), bookable(on_sale)


def _offer(deals: list[catalog.Deal]) -> tuple[object, ...]:
    """What the card shows: the newest deal, or nothing."""
    if not deals:
        return ("", "", 0, 0, "")
    deal = deals[0]
    return (deal.title, deal.title_en, deal.price_minor, deal.list_price_minor, deal.currency)

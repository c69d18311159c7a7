"""Keeping the places as their stores are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Work
from linli.modules import catalog, malls, merchants
from linli.modules.discovery.trades import words_of_trade
from linli.modules.discovery.words import words_of

SQL = sql.load(__file__)
BATCH = 500
# More deals than any batch has: a card counts them all.
ALL_DEALS = 20_000


async def refresh_store(work: Work, market_id: int, store_id: UUID) -> None:
    """Bring the place of one store up to date with its merchant and its deals; its rating stays.

    Announces nothing. Refuses: not_found.
    """
    await _write(work, market_id, [await merchants.store(work, market_id, store_id)])


async def refresh_stores(work: Work, market_id: int, store_ids: Iterable[UUID]) -> None:
    """The same for several stores, such as those that share a deal. Refuses nothing."""
    found = await merchants.stores(work, market_id, store_ids)
    if found:
        await _write(work, market_id, [found[store_id] for store_id in sorted(found)])


async def refresh_merchant(work: Work, market_id: int, merchant_id: UUID) -> None:
    """The same for every store of one merchant. Refuses nothing."""
    stores = await merchants.stores_of_merchant(work, market_id, merchant_id)
    if stores:
        await _write(work, market_id, stores)


async def refresh_all(work: Work, market_id: int) -> int:
    """The same for every store of the market, 500 at a time; returns how many. Refuses nothing."""
    written, last = 0, None
    while stores := await merchants.all_stores(work, market_id, after=last, size=BATCH):
        await _write(work, market_id, stores)
        written, last = written + len(stores), stores[-1].store_id
    return written


async def set_rating(work: Work, market_id: int, store_id: UUID, count: int, tenths: int) -> None:
    """Show a store's rating: how many reviews, and their mean in tenths of a star. Refuses: not_found."""
    if not await work.run(SQL.set_rating, market_id, store_id, count, tenths):
        await refresh_store(work, market_id, store_id)
        await work.run(SQL.set_rating, market_id, store_id, count, tenths)


async def _write(work: Work, market_id: int, every: Sequence[merchants.Store]) -> None:
    closed = [store.store_id for store in every if store.closed]
    if closed:
        await work.run(SQL.drop_places, market_id, closed)
    stores = [store for store in every if not store.closed]
    if not stores:
        return
    owners = {store.merchant_id for store in stores if store.merchant_id is not None}
    known = await merchants.merchants_of_ids(work, market_id, owners)
    claimed = [store.store_id for store in stores if store.claimed]
    covers = await merchants.covers(work, market_id, claimed)
    hidden = await malls.unlisted(work, market_id, claimed)
    deals = await _deals(work, market_id, claimed)
    rows = [
        (
            *_row(store, known.get(store.merchant_id) if store.merchant_id else None, deals[store.store_id]),
            cover,
            store.store_id not in hidden,
        )
        for store in stores
        for cover in [covers[store.store_id].picture_id if store.store_id in covers else None]
    ]
    await work.run(SQL.write_places, market_id, *(list(column) for column in zip(*rows, strict=True)))


async def _deals(work: Work, market_id: int, store_ids: list[UUID]) -> dict[UUID, list[catalog.Deal]]:
    """Deals on sale by store, newest first; one of several stores stands at each of them."""
    by_store: dict[UUID, list[catalog.Deal]] = defaultdict(list)
    if store_ids:
        for deal in await catalog.deals_of_stores(work, market_id, store_ids, since=None, size=ALL_DEALS):
            for store_id in deal.store_ids:
                by_store[store_id].append(deal)
    return by_store


def _row(
    store: merchants.Store, merchant: merchants.Merchant | None, deals: list[catalog.Deal]
) -> tuple[object, ...]:
    """A store's place in the order of `write_places`; only a verified merchant's deals can be bought."""
    verified = merchant is not None and merchant.verified
    on_sale = deals if verified else []
    words = words_of(
        names=(store.name, store.name_en),
        trade_words=words_of_trade(store.trade),
        address=f"{store.address} {store.address_en}",
        titles=[title for deal in on_sale for title in (deal.title, deal.title_en)],
    )
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
    return (*what, *about, *shown, *trust, *_offer(on_sale), len(on_sale), words)


def _offer(deals: list[catalog.Deal]) -> tuple[object, ...]:
    """What the card shows: the newest deal, or nothing."""
    if not deals:
        return ("", "", 0, 0, "")
    deal = deals[0]
    return (deal.title, deal.title_en, deal.price_minor, deal.list_price_minor, deal.currency)

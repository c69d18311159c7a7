"""Where the same price was promised online and in the shop: what would differ, now or by what is planned."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from linli.modules.prices.model import Ask, Channel, Difference, Spot
from linli.modules.prices.selection import chosen, reason

# An article whose base price nobody has told: a fixed price and a share of it count as different.
UNKNOWN_BASE = 1_000_000_007


def differences(
    asks: Iterable[Ask], bases: Mapping[UUID, int], stores: Mapping[UUID, str], now: datetime
) -> Iterator[Difference]:
    """Every promise that these books break without an open reason, one for each variant and store; `stores`
    are those that promised, each with its region.
    """
    by_variant: dict[UUID, list[Ask]] = defaultdict(list)
    for ask in asks:
        by_variant[ask.variant_id].append(ask)
    alike = _alike(by_variant, stores)
    for variant_id, mine in sorted(by_variant.items()):
        if all(ask.channel is Channel.ANY for ask in mine):
            continue
        base = bases.get(variant_id, UNKNOWN_BASE)
        for store_ids in alike:
            found = _first(mine, base, store_ids[0], stores[store_ids[0]], now)
            if found is not None:
                yield from (_at(found, store_id) for store_id in store_ids)


def _first(asks: list[Ask], base: int, store_id: UUID, region: str, now: datetime) -> Difference | None:
    turns = {moment for ask in asks for moment in (ask.begins_at, ask.ends_at) if moment and moment > now}
    for at in sorted({now, *turns}):
        for tier in sorted({"", *(ask.tier for ask in asks)}):
            spot = Spot(store_id=store_id, channel=Channel.ONLINE, region=region, tier=tier)
            shop = Spot(store_id=store_id, channel=Channel.IN_STORE, region=region, tier=tier)
            online, in_store = chosen(asks, spot, at, base), chosen(asks, shop, at, base)
            if online.price_minor != in_store.price_minor and reason(online, in_store) is None:
                where = (store_id, asks[0].variant_id, tier, at)
                return Difference(*where, online.price_minor, in_store.price_minor)
    return None


def _alike(asks: Mapping[UUID, list[Ask]], stores: Mapping[UUID, str]) -> list[list[UUID]]:
    """The stores in groups that no book tells apart, so that each group is looked at once."""
    books = {ask.book_id: ask.store_ids for mine in asks.values() for ask in mine if ask.store_ids}
    groups: dict[tuple[str, frozenset[UUID]], list[UUID]] = defaultdict(list)
    for store_id, region in sorted(stores.items()):
        naming = frozenset(book_id for book_id, named in books.items() if store_id in named)
        groups[region, naming].append(store_id)
    return list(groups.values())


def _at(found: Difference, store_id: UUID) -> Difference:
    return Difference(
        store_id, found.variant_id, found.tier, found.at, found.online_minor, found.in_store_minor
    )

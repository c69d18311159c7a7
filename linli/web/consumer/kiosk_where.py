"""Where a thing is to be had: in the shop where its screen stands, or in which other branch."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import items, markets, merchants, stock
from linli.web.consumer.spot import meters_between
from linli.web.consumer.tongue import tongue_of
from linli.web.shared.http import Here

# So few left are told.
FEW = 5


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A store of the merchant; `distance_m` from the screen, `today`: it is open now or will be today."""

    store_id: UUID
    slug: str
    name: str
    address: str
    distance_m: float
    here: bool
    today: bool


class Spot(msgspec.Struct, frozen=True):
    """A branch that has a thing; `left` only where few are, `counted`: it knows how many."""

    branch: Branch
    left: int | None = None
    counted: bool = False


async def branches_of(reader: Reader, here: Here, store: merchants.Store) -> list[Branch]:
    """The store of the screen, then the others of the merchant that are not closed, nearest first."""
    if store.merchant_id is None:
        return []
    every = await merchants.stores_of_merchant(reader, here.market_id, store.merchant_id)
    found = [_branch(reader, here, store, one) for one in every if not one.closed]
    return sorted(found, key=lambda one: (not one.here, one.distance_m, one.name))


async def spots_of(
    reader: Reader, here: Here, branches: Sequence[Branch], found: Sequence[items.Item]
) -> Mapping[UUID, Sequence[Spot]]:
    """By variant: the branches that have it, in their order; what a branch does not count, it has."""
    market_id, at = here.market_id, [one.store_id for one in branches]
    sold = await items.stores_of_items(reader, market_id, [one.item_id for one in found])
    variants = [variant.variant_id for one in found for variant in one.variants]
    lefts = await stock.lefts_at(reader, market_id, at, variants) if variants and at else {}
    spots: dict[UUID, Sequence[Spot]] = {}
    for item in found:
        selling = [branch for branch in branches if branch.store_id in sold.get(item.item_id, ())]
        for variant in item.variants:
            counted = [(one, lefts.get(one.store_id, {}).get(variant.variant_id)) for one in selling]
            spots[variant.variant_id] = [
                Spot(one, left if left is not None and left <= FEW else None, left is not None)
                for one, left in counted
                if left is None or left > 0
            ]
    return spots


def first_spot(item: items.Item, spots: Mapping[UUID, Sequence[Spot]]) -> Spot | None:
    """The nearest branch that has any variant of an article; None: it is sold out everywhere."""
    every = [spot for variant in item.variants for spot in spots.get(variant.variant_id, ())[:1]]
    return min(every, key=lambda one: (not one.branch.here, one.branch.distance_m), default=None)


def _branch(reader: Reader, here: Here, store: merchants.Store, other: merchants.Store) -> Branch:
    tongue, market = tongue_of(here), here.market
    zone = {"timezone": market.timezone, "country": market.country}
    state = markets.open_state(other.hours, reader.now, **zone, lat=other.lat, lon=other.lon)
    opens = state.changes_at
    later = opens is not None and markets.day_of(opens, market.timezone) == markets.day_of(
        reader.now, market.timezone
    )
    return Branch(
        store_id=other.store_id,
        slug=other.slug,
        name=tongue.pick(other.name, other.name_en),
        address=tongue.pick(other.address, other.address_en),
        distance_m=meters_between((store.lat, store.lon), (other.lat, other.lon)),
        here=other.store_id == store.store_id,
        today=bool(state.open) or (state.open is False and later),
    )

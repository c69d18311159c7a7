"""What is out in a branch and is to be had in another one: collected there, or brought over."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import merchants, orders, stock
from linli.web.consumer.tongue import tongue_of
from linli.web.shared.http import Here

# So many other branches are looked at for what this one has not.
BRANCHES_ASKED = 4


class BranchFace(msgspec.Struct, frozen=True, kw_only=True):
    """Another branch. `total` is what the whole cart costs there (None: it cannot be collected there), `due`
    the day by which it is brought over from there (None: it is not).
    """

    slug: str
    name: str
    address: str
    total: Money | None = None
    due: date | None = None


async def branch_named(reader: Reader, here: Here, slug: str) -> merchants.Store | None:
    """The store of a slug that somebody sent along; None where there is none."""
    try:
        return await merchants.store_by_slug(reader, here.market_id, slug)
    except Refusal:
        return None


async def brought_from(
    reader: Reader, here: Here, store: merchants.Store, source: merchants.Store
) -> BranchFace:
    """The branch that was chosen to send what is out here, and by when."""
    return _face(here, source, None, await orders.brought_by(reader, here.market_id, store.store_id))


async def branches_with(
    reader: Reader,
    here: Here,
    store: merchants.Store,
    wanted: Sequence[orders.Wanted],
    quote: orders.GoodsQuote,
) -> list[BranchFace]:
    """Other branches of the same merchant that have what this one lacks of a cart."""
    others = await _others(reader, here, store)
    lacking = orders.lacking(quote)
    asked = lacking or await _counted(reader, here, store, wanted)
    have = await stock.elsewhere(reader, here.market_id, list(others), asked) if asked and others else {}
    only_short = all(line.problem in (None, orders.Problem.TOO_FEW) for line in quote.lines)
    due = await orders.brought_by(reader, here.market_id, store.store_id) if have and only_short else None
    found = []
    for store_id in list(have)[:BRANCHES_ASKED]:
        there = await orders.quote_goods(reader, here.market_id, store_id, wanted)
        if there.whole or due:
            found.append(_face(here, others[store_id], there.total if there.whole else None, due))
    return found


async def out_here(
    reader: Reader, here: Here, store: merchants.Store, variant_ids: Sequence[UUID]
) -> tuple[BranchFace | None, Mapping[UUID, int]]:
    """The first other branch that has one of these variants, which are out here, how many of each it has, and
    by when it would be here.
    """
    others = await _others(reader, here, store) if variant_ids else {}
    if not others:
        return None, {}
    units = dict.fromkeys(variant_ids, 1)
    found = await stock.lefts_elsewhere(reader, here.market_id, list(others), units)
    if not found:
        return None, {}
    store_id = max(found, key=lambda one: (len(found[one]), one))
    due = await orders.brought_by(reader, here.market_id, store.store_id)
    return _face(here, others[store_id], None, due), found[store_id]


async def _others(reader: Reader, here: Here, store: merchants.Store) -> dict[UUID, merchants.Store]:
    if store.merchant_id is None:
        return {}
    found = await merchants.stores_of_merchant(reader, here.market_id, store.merchant_id)
    return {one.store_id: one for one in found if one.store_id != store.store_id and not one.closed}


async def _counted(
    reader: Reader, here: Here, store: merchants.Store, wanted: Sequence[orders.Wanted]
) -> dict[UUID, int]:
    units: dict[UUID, int] = {}
    for one in wanted:
        units[one.variant_id] = units.get(one.variant_id, 0) + one.quantity
    counted = await stock.tracked(reader, here.market_id, store.store_id, list(units))
    return {one: count for one, count in units.items() if one in counted}


def _face(here: Here, branch: merchants.Store, total: Money | None, due: date | None) -> BranchFace:
    tongue = tongue_of(here)
    return BranchFace(
        slug=branch.slug,
        name=tongue.pick(branch.name, branch.name_en),
        address=tongue.pick(branch.address, branch.address_en),
        total=total,
        due=due,
    )

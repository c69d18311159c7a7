"""Who sells what where."""

from uuid import UUID

import msgspec

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.chains.areas import sound
from linli.modules.chains.model import NewTerritory, Territory
from linli.modules.chains.queries import branch_of, territories, territory
from linli.modules.chains.refusals import TERRITORY_CHANGED
from linli.modules.chains.statements import SQL

LONGEST_NAME = 60
MOST_TERRITORIES = 500
MOST_NAMED = 500


async def draw_territory(
    work: Work,
    market_id: int,
    head_id: UUID,
    new: NewTerritory,
    territory_id: UUID | None = None,
    revision: int = 0,
) -> Territory:
    """A territory, new or (by id and the revision that was looked at) as it is from now on.

    Who may act for the head office, and whether the articles are its own, the caller asks. Refuses in this
    order: invalid (name, area, item_ids, category_ids, territories: more than 500), not_found (no joined
    branch of this chain; no such territory), territory_changed.
    """
    name = texts.line(new.name, "name", LONGEST_NAME)
    if not sound(new.area):
        raise INVALID(field="area")
    for field in ("item_ids", "category_ids"):
        if len(getattr(new, field)) > MOST_NAMED:
            raise INVALID(field=field)
    branch = await branch_of(work, market_id, new.store_id)
    if branch is None or not branch.joined or branch.head_id != head_id:
        raise NOT_FOUND()
    row = (new.store_id, name, msgspec.to_builtins(new.area), list(new.item_ids), list(new.category_ids))
    does = (new.measures, new.installs)
    key = territory_id or ids.uuid7()
    if territory_id is None:
        if len(await territories(work, market_id, head_id)) >= MOST_TERRITORIES:
            raise INVALID(field="territories")
        await work.run(SQL.write_territory, market_id, key, head_id, *row, *does)
    else:
        await territory(work, market_id, head_id, territory_id)
        if not await work.run(SQL.rewrite_territory, market_id, key, head_id, *row, *does, revision):
            raise TERRITORY_CHANGED(name=name)
    await work.audit(market_id, "territory_drawn", str(key), store=str(new.store_id), name=name)
    return await territory(work, market_id, head_id, key)


async def drop_territory(work: Work, market_id: int, head_id: UUID, territory_id: UUID) -> Territory:
    """A territory ends; its articles are sold everywhere, or where other territories say. What it was; it can
    be restored.

    Refuses: not_found.
    """
    was = await territory(work, market_id, head_id, territory_id)
    if not await work.run(SQL.drop_territory, market_id, territory_id, head_id, work.now):
        raise NOT_FOUND()
    facts = {"store": str(was.store_id), "name": was.name}
    await work.audit(market_id, "territory_dropped", str(territory_id), **facts)
    return was


async def restore_territory(work: Work, market_id: int, head_id: UUID, territory_id: UUID) -> Territory:
    """A territory that was ended holds again. Refuses: not_found (its branch has left, or it did not end)."""
    if not await work.run(SQL.restore_territory, market_id, territory_id, head_id):
        raise NOT_FOUND()
    await work.audit(market_id, "territory_restored", str(territory_id))
    return await territory(work, market_id, head_id, territory_id)

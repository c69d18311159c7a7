"""One go of one person over many articles, and taking it back."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.items.actions.ranges import drop_category, move_range
from linli.modules.items.actions.writing import MOST_AT_ONCE, change_items, restore_items
from linli.modules.items.model import Change, Changed, NewItem
from linli.modules.items.queries import categories
from linli.modules.items.statements import SQL


async def change_together(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    person_id: UUID,
    new: Sequence[tuple[NewItem, int]] = (),
    add: Sequence[tuple[UUID, UUID]] = (),
    drop: Sequence[tuple[UUID, UUID]] = (),
) -> Change:
    """Write articles otherwise and move them into and out of the range of stores (store, article) in one
    go, which the person can take back.

    Refuses: as change_items and set_range; invalid (items: nothing to do).
    """
    if not (new or add or drop):
        raise INVALID(field="items")
    written = await change_items(work, market_id, merchant_id, new) if new else []
    added, dropped = await move_range(work, market_id, merchant_id, add, drop)
    what = Changed(
        items=tuple((one.item_id, one.revision) for one in written),
        added=tuple(added),
        dropped=tuple(dropped),
    )
    return await _keep(work, market_id, merchant_id, person_id, what)


async def remove_category(
    work: Work, market_id: int, merchant_id: UUID, person_id: UUID, category_id: UUID
) -> Change:
    """As drop_category, and the person can take it back. Refuses: not_found."""
    found = {one.category_id: one for one in await categories(work, market_id, merchant_id)}
    if category_id not in found:
        raise NOT_FOUND()
    emptied = await drop_category(work, market_id, merchant_id, category_id)
    what = Changed(items=tuple(emptied), category=found[category_id])
    return await _keep(work, market_id, merchant_id, person_id, what)


async def undo_change(
    work: Work, market_id: int, merchant_id: UUID, person_id: UUID, change_id: UUID
) -> Change:
    """Take back a change of one's own: articles as they were before, and the range, and the category.

    A repeat changes nothing. Refuses: not_found, item_changed (somebody changed one of them since; then
    nothing is taken back), code_taken.
    """
    mine = (market_id, merchant_id, person_id, change_id, work.now)
    closed = await work.one(Change, SQL.close_change, *mine)
    if closed is None:
        before = await work.one(Change, SQL.find_change, market_id, merchant_id, change_id)
        if before is None or before.person_id != person_id:
            raise NOT_FOUND()
        return before
    was = closed.what
    if was.category is not None:
        await _bring_back(work, market_id, merchant_id, was)
    for start in range(0, len(was.items), MOST_AT_ONCE):
        await restore_items(work, market_id, merchant_id, was.items[start : start + MOST_AT_ONCE])
    back = [[msgspec.structs.astuple(one) for one in some] for some in (was.dropped, was.added)]
    if any(back):
        await move_range(work, market_id, merchant_id, back[0], back[1])
    return closed


async def _bring_back(work: Work, market_id: int, merchant_id: UUID, was: Changed) -> None:
    gone = was.category
    if gone is not None:
        about = (gone.name, gone.name_en, gone.icon, gone.position)
        await work.run(SQL.write_category, market_id, merchant_id, gone.category_id, *about)


async def _keep(work: Work, market_id: int, merchant_id: UUID, person_id: UUID, what: Changed) -> Change:
    change = Change(
        change_id=ids.uuid7(),
        merchant_id=merchant_id,
        person_id=person_id,
        what=what,
        made_at=work.now,
    )
    plain = msgspec.to_builtins(what)
    row = (change.change_id, merchant_id, person_id, plain, work.now)
    await work.run(SQL.write_change, market_id, *row)
    return change

"""How a use stands whose answer was lost: the platform is asked, and what it says is recorded once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel.database import Database, Reader, Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.foreign_vouchers.actions.sign_in import Secret, with_pass
from linli.modules.foreign_vouchers.events import ForeignTaken, ForeignUndone
from linli.modules.foreign_vouchers.model import (
    Keys,
    Means,
    Pass,
    Platform,
    Standing,
    Truth,
    Use,
    UseState,
)
from linli.modules.foreign_vouchers.refusals import FOREIGN_NOT_CONNECTED, FOREIGN_USED_BEFORE
from linli.modules.foreign_vouchers.statements import SQL

# A request that we gave up may still be on its way: until then "not used" is not the last word.
SETTLED_AFTER = timedelta(seconds=60)
# And this long after that we ask once more.
LATE_LOOK = timedelta(minutes=5)
# Their clock and ours.
CLOCKS_APART = timedelta(minutes=2)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What a platform has to be told of a use, and how it is spoken to."""

    certificate: str
    token: str
    verify_ref: str
    certificate_ref: str
    connection_id: UUID
    store_id: UUID
    merchant_id: UUID
    platform: str
    shop_ref: str
    app_ref: str
    sealed: bytes

    @property
    def secret(self) -> Secret:
        own = {name: getattr(self, name) for name in Secret.__struct_fields__}
        return Secret(**own)


async def case_of(reader: Reader, market_id: int, use_id: UUID) -> Case:
    """Refuses: foreign_not_connected, where the connection was ended."""
    case = await reader.one(Case, SQL.find_case, market_id, use_id)
    if case is None:
        raise FOREIGN_NOT_CONNECTED(platform="")
    return case


async def find_out(db: Database, market_id: int, use_id: UUID, store_id: UUID | None, means: Means) -> Use:
    """Ask the platform how a use stands that is not clear, and record it; any other use comes back as it is.

    A voucher that is used since we asked is taken by us: only then had we asked, and we hold its claim. One
    that is not used is free again once our request cannot be on its way any more; five minutes later the
    timetable asks once more. `store_id` None: of any store. Announces what it finds.
    Refuses: not_found, foreign_not_connected, foreign_keys_wrong, foreign_not_authorized,
    foreign_unreachable.
    """
    async with db.read() as reader:
        use = await _use(reader, market_id, use_id, store_id)
        if use.state not in (UseState.ASKED, UseState.UNDOING, UseState.NOT_TAKEN):
            return use
        case = await case_of(reader, market_id, use_id)

    async def call(platform: Platform, keys: Keys, given: Pass) -> Truth:
        return await platform.query(keys, given, case.certificate)

    truth = await with_pass(db, market_id, case.secret, means, call)
    async with db.work() as work:
        if use.state is UseState.UNDOING:
            await _settle_undoing(work, market_id, use, truth)
        else:
            await _settle_asking(work, market_id, use, truth)
        return await _use(work, market_id, use_id, store_id)


async def _use(reader: Reader, market_id: int, use_id: UUID, store_id: UUID | None) -> Use:
    if store_id is None:
        found = await reader.one(Use, SQL.use_of_market, market_id, use_id)
    else:
        found = await reader.one(Use, SQL.find_use, market_id, use_id, store_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def _settle_asking(work: Work, market_id: int, use: Use, truth: Truth) -> None:
    asked_at = use.asked_at or use.prepared_at
    late = use.state is UseState.NOT_TAKEN
    if truth.standing is Standing.USED and truth.at is not None:
        if truth.at >= asked_at - CLOCKS_APART:
            refs = (truth.verify_ref, truth.certificate_ref)
            await note_taken(work, market_id, use.use_id, truth.at, *refs, late=late)
        elif not late:
            before = (UseState.DENIED.value, FOREIGN_USED_BEFORE.code, None)
            await work.one(Use, SQL.mark_over, market_id, use.use_id, *before)
    elif not late and work.now >= asked_at + SETTLED_AFTER:
        over = (UseState.NOT_TAKEN.value, "", work.now + LATE_LOOK)
        await work.one(Use, SQL.mark_over, market_id, use.use_id, *over)
    if late:
        await work.run(SQL.look_no_more, market_id, use.use_id)


async def _settle_undoing(work: Work, market_id: int, use: Use, truth: Truth) -> None:
    if truth.standing is not Standing.USED:
        await note_undone(work, market_id, use.use_id)
    elif work.now >= (use.undo_asked_at or work.now) + SETTLED_AFTER:
        await work.one(Use, SQL.mark_still_taken, market_id, use.use_id, "")


async def note_taken(
    work: Work,
    market_id: int,
    use_id: UUID,
    at: datetime,
    verify_ref: str,
    certificate_ref: str,
    *,
    late: bool,
) -> Use:
    """Record that the platform has taken the voucher; announces ForeignTaken the first time."""
    statement = SQL.mark_taken_late if late else SQL.mark_taken
    use = await work.one(Use, statement, market_id, use_id, at, verify_ref, certificate_ref)
    if use is None:
        return await _use(work, market_id, use_id, None)
    await work.announce(ForeignTaken(**_told(ForeignTaken, market_id, use)))
    return use


async def note_undone(work: Work, market_id: int, use_id: UUID) -> Use:
    """Record that the platform has taken the use back; announces ForeignUndone the first time."""
    use = await work.one(Use, SQL.mark_undone, market_id, use_id, work.now)
    if use is None:
        return await _use(work, market_id, use_id, None)
    await work.announce(ForeignUndone(**_told(ForeignUndone, market_id, use)))
    return use


def _told(event: type[ForeignTaken] | type[ForeignUndone], market_id: int, use: Use) -> dict[str, Any]:
    names = [name for name in event.__struct_fields__ if name != "market_id"]
    return {"market_id": market_id, **{name: getattr(use, name) for name in names}}

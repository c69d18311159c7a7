"""Taking a use back, while the platform still does: the intent is committed, then the platform is asked."""

from uuid import UUID

from linli.kernel.database import Actor, Database, Work
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules.foreign_vouchers.actions.ask import FIRST_LOOK, ask
from linli.modules.foreign_vouchers.actions.find_out import Case, case_of, find_out, note_undone
from linli.modules.foreign_vouchers.model import (
    UNDO_WITHIN,
    Keys,
    Means,
    Pass,
    Platform,
    Told,
    Use,
    UseState,
)
from linli.modules.foreign_vouchers.refusals import (
    FOREIGN_SCAN_AGAIN,
    FOREIGN_UNCLEAR,
    FOREIGN_UNDO_OVER,
)
from linli.modules.foreign_vouchers.statements import SQL


async def undo(
    db: Database, market_id: int, use_id: UUID, store_id: UUID, actor: Actor, clerk_name: str, means: Means
) -> Use:
    """Take a use back within an hour, at the store that made it. A repeat gets the same use, as it stands;
    one whose undoing is not confirmed comes back as `undoing`, and the timetable finds out.

    Announces ForeignUndone. Refuses in this order: not_found, foreign_unclear (whether it was taken is not
    known yet), foreign_scan_again (it never was), foreign_undo_over (minutes), foreign_not_connected (the
    connection was ended: undo it at the platform), foreign_denied (reason, in the platform's words),
    foreign_keys_wrong, foreign_not_authorized, foreign_unreachable (nothing was done).
    """
    async with db.work(actor) as work:
        about = (use_id, store_id, work.now - UNDO_WITHIN, work.now, clerk_name, work.now + FIRST_LOOK)
        use = await work.one(Use, SQL.ask_for_undoing, market_id, *about)
        if use is None:
            return await _as_it_stands(work, market_id, use_id, store_id)
        case = await case_of(work, market_id, use_id)
    return await _ask(db, market_id, use, case, means)


async def _ask(db: Database, market_id: int, use: Use, case: Case, means: Means) -> Use:
    async def call(platform: Platform, keys: Keys, given: Pass) -> Told:
        return await platform.cancel(keys, given, case.verify_ref, case.certificate_ref)

    async def still_taken(reason: str) -> None:
        async with db.work() as work:
            await work.one(Use, SQL.mark_still_taken, market_id, use.use_id, reason)

    if await ask(db, market_id, case, means, use.platform, call, still_taken) is None:
        return await _lost(db, market_id, use, means)
    async with db.work() as work:
        return await note_undone(work, market_id, use.use_id)


async def _lost(db: Database, market_id: int, use: Use, means: Means) -> Use:
    try:
        return await find_out(db, market_id, use.use_id, use.store_id, means)
    except Refusal:
        return use


async def _as_it_stands(work: Work, market_id: int, use_id: UUID, store_id: UUID) -> Use:
    use = await work.one(Use, SQL.find_use, market_id, use_id, store_id)
    if use is None:
        raise NOT_FOUND()
    if use.state is UseState.ASKED:
        raise FOREIGN_UNCLEAR()
    if use.state is UseState.TAKEN:
        raise FOREIGN_UNDO_OVER(minutes=int(UNDO_WITHIN.total_seconds()) // 60)
    if use.state in (UseState.UNDOING, UseState.UNDONE):
        return use
    raise FOREIGN_SCAN_AGAIN()

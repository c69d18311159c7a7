"""Using a foreign voucher: the intent is committed, then the platform is asked once."""

from datetime import timedelta
from uuid import UUID

from linli.kernel.database import Actor, Database, Work
from linli.kernel.log import logger
from linli.kernel.refusals import DECLARED, NOT_FOUND, Refusal
from linli.modules.foreign_vouchers.actions.ask import FIRST_LOOK, ask
from linli.modules.foreign_vouchers.actions.find_out import Case, case_of, find_out, note_taken
from linli.modules.foreign_vouchers.model import (
    Connection,
    ConnectionState,
    Keys,
    Means,
    Pass,
    Platform,
    Told,
    Use,
    UseState,
)
from linli.modules.foreign_vouchers.refusals import (
    FOREIGN_DENIED,
    FOREIGN_HELD,
    FOREIGN_NOT_CONNECTED,
    FOREIGN_NOT_TAKEN,
    FOREIGN_SCAN_AGAIN,
)
from linli.modules.foreign_vouchers.statements import SQL

log = logger(__name__)
# The platform's token is for a short while, and so is what the screen showed.
SHOWN_FOR = timedelta(minutes=10)


async def take(
    db: Database, market_id: int, use_id: UUID, store_id: UUID, actor: Actor, clerk_name: str, means: Means
) -> Use:
    """Use what was prepared, once, however often it is asked for: a repeat gets the same use, as it stands.

    Commits the intent, asks the platform, and records its answer; where that is lost the platform is asked
    how the voucher stands, never again for the use. A use whose end nobody knows comes back as `asked`: the
    timetable finds out. Announces ForeignTaken. Refuses in this order: not_found, foreign_scan_again (shown
    more than ten minutes ago, or another one of the same look was taken), foreign_not_connected (paused or
    ended), foreign_held (another counter has asked for the same voucher), foreign_denied (reason, in the
    platform's words), foreign_keys_wrong, foreign_not_authorized, foreign_unreachable (nothing was done).
    """
    if actor.person_id is None:
        raise NOT_FOUND()
    async with db.work(actor) as work:
        about = (use_id, store_id, work.now - SHOWN_FOR, work.now, work.now + FIRST_LOOK)
        use = await work.one(Use, SQL.ask_for_use, market_id, *about, actor.person_id, clerk_name)
        if use is None:
            return await _as_it_stands(work, market_id, use_id, store_id)
        case = await case_of(work, market_id, use_id)
    return await _ask(db, market_id, use, case, means)


async def _ask(db: Database, market_id: int, use: Use, case: Case, means: Means) -> Use:
    async def call(platform: Platform, keys: Keys, given: Pass) -> Told:
        return await platform.verify(keys, given, case.token, case.certificate)

    async def denied(reason: str) -> None:
        async with db.work() as work:
            state = UseState.DENIED.value
            await work.one(Use, SQL.mark_over, market_id, use.use_id, state, reason, None)

    told = await ask(db, market_id, case, means, use.platform, call, denied)
    if told is None:
        return await _lost(db, market_id, use, means)
    async with db.work() as work:
        refs = (told.verify_ref, told.certificate_ref)
        return await note_taken(work, market_id, use.use_id, work.now, *refs, late=False)


async def _lost(db: Database, market_id: int, use: Use, means: Means) -> Use:
    """The answer did not come: ask how it stands, once; what stays unclear is the timetable's."""
    log.warning("a platform's answer was lost", platform=use.platform)
    try:
        return await find_out(db, market_id, use.use_id, use.store_id, means)
    except Refusal:
        async with db.read() as reader:
            found = await reader.one(Use, SQL.find_use, market_id, use.use_id, use.store_id)
        return found or use


async def _as_it_stands(work: Work, market_id: int, use_id: UUID, store_id: UUID) -> Use:
    """A repeat gets what there is; what cannot go on says why."""
    use = await work.one(Use, SQL.find_use, market_id, use_id, store_id)
    if use is None:
        raise NOT_FOUND()
    if use.state is not UseState.PREPARED:
        return refuse_ended(use)
    where = (market_id, store_id, use.connection_id)
    found = await work.one(Connection, SQL.find_connection, *where)
    if found is None or found.state is not ConnectionState.ACTIVE:
        raise FOREIGN_NOT_CONNECTED(platform=use.platform)
    another = await work.value(int, SQL.others_of_look, market_id, use_id)
    if use.prepared_at <= work.now - SHOWN_FOR or another:
        raise FOREIGN_SCAN_AGAIN()
    raise FOREIGN_HELD(platform=use.platform)


def refuse_ended(use: Use) -> Use:
    """A use that stands or may.

    Refuses: what ended it before, foreign_denied (reason), foreign_not_taken, foreign_scan_again (undone).
    """
    if use.state is UseState.DENIED:
        if kind := DECLARED.get(use.reason):
            raise kind(platform=use.platform)
        raise FOREIGN_DENIED(platform=use.platform, reason=use.reason)
    if use.state is UseState.NOT_TAKEN:
        raise FOREIGN_NOT_TAKEN(platform=use.platform)
    if use.state is UseState.UNDONE:
        raise FOREIGN_SCAN_AGAIN()
    return use

"""Asking a platform to do something, once: it did, it would not, or nobody knows."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from linli.kernel.database import Database
from linli.kernel.refusals import Refusal
from linli.modules.foreign_vouchers.actions.find_out import Case
from linli.modules.foreign_vouchers.actions.sign_in import with_pass
from linli.modules.foreign_vouchers.model import Keys, Means, Pass, Platform, Told
from linli.modules.foreign_vouchers.refusals import FOREIGN_DENIED, FOREIGN_UNREACHABLE

# When the timetable looks after an intent whose process has died.
FIRST_LOOK = timedelta(seconds=20)
LONGEST_REASON = 200


async def ask(
    db: Database,
    market_id: int,
    case: Case,
    means: Means,
    platform_name: str,
    call: Callable[[Platform, Keys, Pass], Awaitable[Told]],
    turned_down: Callable[[str], Awaitable[None]],
) -> Told | None:
    """What the platform has done; None where its answer was lost, so that it may have done it. Where it did
    nothing, `turned_down` is given the reason before the refusal goes on.

    Refuses: foreign_denied (reason, in the platform's words), foreign_not_connected, foreign_keys_wrong,
    foreign_not_authorized, foreign_unreachable (it never heard of it).
    """
    reached = False

    async def heard(platform: Platform, keys: Keys, given: Pass) -> Told:
        nonlocal reached
        reached = True
        return await call(platform, keys, given)

    try:
        told = await with_pass(db, market_id, case.secret, means, heard)
    except Refusal as refusal:
        if reached and refusal.kind is FOREIGN_UNREACHABLE:
            return None
        await turned_down(refusal.code)
        raise
    if not told.done:
        reason = told.reason[:LONGEST_REASON] or "–"
        await turned_down(reason)
        raise FOREIGN_DENIED(platform=platform_name, reason=reason)
    return told

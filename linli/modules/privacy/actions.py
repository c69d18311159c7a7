"""Asking for everything, and being erased."""

from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.ids import uuid7
from linli.kernel.signing import Signer
from linli.modules import identity, markets
from linli.modules.privacy.events import ExportAsked
from linli.modules.privacy.model import Export
from linli.modules.privacy.queries import SOURCES, export_of, obstacles
from linli.modules.privacy.refusals import ERASURE_BLOCKED, EXPORT_NOT_READY

SQL = sql.load(__file__)


async def ask_export(work: Work, market_id: int, person_id: UUID, language: str) -> Export:
    """Has one file made of all that is kept of the person, by a job. While one is being made, that one stays
    the answer. The caller has seen a fresh proof of who they are. Refuses nothing.
    """
    steps = len(SOURCES) * len(await markets.all_markets(work))
    export_id = uuid7(work.now)
    if await work.run(SQL.ask_export, person_id, export_id, language, work.now, steps):
        await work.announce(ExportAsked(market_id=market_id, person_id=person_id, export_id=export_id))
    found = await export_of(work, person_id)
    if found is None:
        raise EXPORT_NOT_READY()
    return found


async def erase(work: Work, market_id: int, person_id: UUID, signer: Signer) -> None:
    """Everything that names the person goes, in all markets, in this transaction; orders, vouchers and the
    ledger keep a number. Their phone may become somebody new at once. The caller has seen a fresh proof of
    who they are. Refuses: erasure_blocked (reasons), not_found (also who is erased already).
    """
    await identity.hold_person(work, person_id)
    await require_nothing_stands(work, person_id)
    await work.run(SQL.drop_export, person_id)
    await work.audit(market_id, "person_erased", str(person_id))
    await identity.erase_person(work, person_id, signer)


async def require_nothing_stands(work: Work, person_id: UUID) -> None:
    """Refuses: erasure_blocked (reasons: the kinds of `obstacles`)."""
    reasons = sorted({one.kind.value for one in await obstacles(work, person_id)})
    if reasons:
        raise ERASURE_BLOCKED(reasons=", ".join(reasons))

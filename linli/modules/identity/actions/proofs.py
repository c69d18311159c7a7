"""Showing once more who one is, before what a stolen session must not do."""

from datetime import datetime
from uuid import UUID

from linli.kernel.database import Database, Work
from linli.kernel.ids import time_of
from linli.kernel.signing import Signer
from linli.modules.identity import credentials
from linli.modules.identity.actions.codes import spend_code
from linli.modules.identity.actions.passwords import verified
from linli.modules.identity.credentials import CodeFor
from linli.modules.identity.model import PresentSession
from linli.modules.identity.queries import phone_of, standing_of
from linli.modules.identity.refusals import PROOF_NEEDED, PROOF_WRONG
from linli.modules.identity.statements import SQL


def is_proven(session: PresentSession, now: datetime) -> bool:
    """Whether the session's person showed who they are in the last 15 minutes, by signing in or since."""
    return now - session.proven_at < credentials.PROVEN_FOR


def require_proof(session: PresentSession, now: datetime) -> None:
    """Refuses: proof_needed."""
    if not is_proven(session, now):
        raise PROOF_NEEDED()


def require_fresh_token(token_id: UUID, now: datetime) -> None:
    """A program shows once more whose it is by a token that was issued in the last 15 minutes: none is
    without a code or a password. Refuses: proof_needed.
    """
    if now - time_of(token_id) >= credentials.PROVEN_FOR:
        raise PROOF_NEEDED()


async def prove_with_password(db: Database, session: PresentSession, password: str, *, address: str) -> None:
    """Show who one is by password. Refuses: too_many_tries (as at signing in, and counted together with it),
    proof_wrong (also where there is no password).
    """
    person_id = session.person.person_id
    async with db.read() as reader:
        phone = await phone_of(reader, person_id)
        standing = await standing_of(reader, person_id)
    if not await verified(db, phone, standing.password_hash if standing else None, password, address):
        raise PROOF_WRONG()
    async with db.work() as work:
        await _proven(work, person_id, session.session_id)


async def prove_with_code(db: Database, session: PresentSession, code: str, signer: Signer) -> None:
    """Show who one is with the code of `send_proof_code`; a wrong try is counted even though it is refused.

    Refuses: code_expired, code_wrong(tries_left).
    """
    person_id = session.person.person_id
    async with db.work() as work:
        phone = await phone_of(work, person_id)
        refusal = await spend_code(work, phone, code, CodeFor.PROOF, signer)
        if refusal is None:
            await _proven(work, person_id, session.session_id)
    if refusal is not None:
        raise refusal


async def _proven(work: Work, person_id: UUID, session_id: UUID) -> None:
    """A session that ended meanwhile stays as it is: its next request finds nobody."""
    await work.run(SQL.prove_session, person_id, session_id, work.now)

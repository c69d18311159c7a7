"""Sessions of browsers: beginning them, seeing them, ending one, the others, or all."""

from uuid import UUID

from linli.kernel import ids, signing
from linli.kernel.database import Database, Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.identity import credentials, devices
from linli.modules.identity.model import PresentSession
from linli.modules.identity.statements import SQL


async def start_session(
    work: Work, person_id: UUID, *, epoch: int | None = None, user_agent: str = ""
) -> str:
    """A new session of 90 days; gives the cookie's value, of whose secret only a print is kept.

    `epoch` is what signing in gave: if everything of the person was ended since, so is this session. Of the
    User-Agent only a browser and a system are kept. Refuses: not_found (no such person).
    """
    session_id, secret = ids.uuid7(), signing.new_token()
    expires_at = work.now + credentials.SESSION_LIFE
    device = devices.device_of(user_agent)
    row = (person_id, session_id, signing.token_print(secret), work.now, expires_at, epoch)
    if not await work.run(SQL.write_session, *row, device.browser, device.system):
        raise NOT_FOUND()
    return credentials.write_cookie(person_id, session_id, secret)


async def note_session(db: Database, session: PresentSession) -> None:
    """Note that a session is in use: to the quarter of an hour, and once in it."""
    seen_at = credentials.quarter_of(db.clock())
    if session.seen_at < seen_at:
        async with db.work() as work:
            await work.run(SQL.see_session, session.person.person_id, session.session_id, seen_at)


async def end_session(work: Work, cookie: str) -> None:
    """Sign out: this cookie never signs anyone in again. A cookie that is none of ours changes nothing."""
    read = credentials.read_cookie(cookie)
    if read is not None:
        await work.run(SQL.end_session, read.person_id, read.session_id, read.token_print, work.now)


async def end_listed_session(work: Work, person_id: UUID, session_id: UUID) -> None:
    """End one of a person's sessions. Refuses: not_found (also where it has ended, or is somebody else's)."""
    if not await work.run(SQL.end_listed_session, person_id, session_id, work.now):
        raise NOT_FOUND()


async def end_other_sessions(work: Work, session: PresentSession) -> int:
    """End every session of the person but this one; how many there were. Tokens go on."""
    return await work.run(SQL.end_other_sessions, session.person.person_id, session.session_id, work.now)


async def sign_out_everywhere(work: Work, person_id: UUID) -> None:
    """End every session and every token that the person has, this browser's too, and whatever else was begun
    in their epoch, such as a seat at a counter. Refuses: not_found.
    """
    if not await work.run(SQL.begin_epoch, person_id):
        raise NOT_FOUND()

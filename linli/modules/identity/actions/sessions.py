"""Sessions of browsers and tokens of programs: beginning them, ending one, ending all."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import ids, signing
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.identity import credentials
from linli.modules.identity.model import SCOPES, IssuedToken
from linli.modules.identity.queries import standing_of
from linli.modules.identity.refusals import SCOPE_UNKNOWN
from linli.modules.identity.statements import SQL


async def start_session(work: Work, person_id: UUID, *, epoch: int | None = None) -> str:
    """A new session of 90 days; gives the cookie's value, of whose secret only a print is kept.

    `epoch` is what signing in gave: if everything of the person was ended since, so is this session. Refuses:
    not_found (no such person).
    """
    session_id, secret = ids.uuid7(), signing.new_token()
    expires_at = work.now + credentials.SESSION_LIFE
    row = (person_id, session_id, signing.token_print(secret), work.now, expires_at, epoch)
    if not await work.run(SQL.write_session, *row):
        raise NOT_FOUND()
    return credentials.write_cookie(person_id, session_id, secret)


async def end_session(work: Work, cookie: str) -> None:
    """Sign out: this cookie never signs anyone in again. A cookie that is none of ours changes nothing."""
    read = credentials.read_cookie(cookie)
    if read is not None:
        await work.run(SQL.end_session, read.person_id, read.session_id, read.token_print, work.now)


async def sign_out_everywhere(work: Work, person_id: UUID) -> None:
    """End every session and every token that the person has, this browser's too. Refuses: not_found."""
    if not await work.run(SQL.begin_epoch, person_id):
        raise NOT_FOUND()


async def issue_token(
    work: Work, person_id: UUID, scopes: Sequence[str], *, epoch: int | None = None
) -> IssuedToken:
    """A bearer token of 30 days for programs of this person; a scope opens doors, it gives no role.

    `epoch` as for `start_session`. Refuses: scope_unknown (none, or one that does not exist), not_found (no
    such person).
    """
    if not scopes or not set(scopes) <= set(SCOPES):
        raise SCOPE_UNKNOWN(known=", ".join(SCOPES))
    standing = await standing_of(work, person_id)
    if standing is None:
        raise NOT_FOUND()
    token = credentials.TOKEN_PREFIX + signing.new_token()
    issued = IssuedToken(
        token, tuple(scope for scope in SCOPES if scope in scopes), work.now + credentials.TOKEN_LIFE
    )
    row = (signing.token_print(token), person_id, list(issued.scopes), work.now, issued.expires_at)
    await work.run(SQL.write_token, *row, standing.epoch if epoch is None else epoch)
    return issued


async def end_token(work: Work, token: str) -> None:
    """Make a token worthless at once. One that is none of ours changes nothing."""
    await work.run(SQL.end_token, signing.token_print(token), work.now)

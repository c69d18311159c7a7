"""Tokens of programs: issuing them, noting their use, ending them."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel import ids, signing, texts
from linli.kernel.database import Database, Work
from linli.kernel.groups import Groups
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules.identity import credentials
from linli.modules.identity.model import SCOPES, IssuedToken, TokenHolder
from linli.modules.identity.queries import standing_of, token_holders
from linli.modules.identity.refusals import SCOPE_UNKNOWN, TOKEN_NAME_INVALID
from linli.modules.identity.statements import SQL


class _Listed(msgspec.Struct, frozen=True):
    person_id: UUID
    token_id: UUID


async def issue_token(
    work: Work, person_id: UUID, scopes: Sequence[str], *, epoch: int | None = None, name: str = ""
) -> IssuedToken:
    """A bearer token of 30 days for programs of this person; a scope opens doors, it gives no role.

    `epoch` as for `start_session`; `name` is what the owner knows it by, and may be empty. Refuses in this
    order: scope_unknown (none, or one that does not exist), token_name_invalid, not_found (no such person).
    """
    if not scopes or not set(scopes) <= set(SCOPES):
        raise SCOPE_UNKNOWN(known=", ".join(SCOPES))
    name = clean_token_name(name)
    standing = await standing_of(work, person_id)
    if standing is None:
        raise NOT_FOUND()
    token, token_id = credentials.TOKEN_PREFIX + signing.new_token(), ids.uuid7()
    given = [scope for scope in SCOPES if scope in scopes]
    life = (work.now, work.now + credentials.TOKEN_LIFE, standing.epoch if epoch is None else epoch)
    token_print = signing.token_print(token)
    await work.run(SQL.write_token, token_print, person_id, token_id, given, *life)
    await work.run(SQL.list_token, person_id, token_id, token_print, name, given, *life)
    return IssuedToken(token, tuple(given), life[1])


def clean_token_name(typed: str) -> str:
    """Refuses: token_name_invalid (more than 60 characters, or what cannot be seen)."""
    try:
        return texts.line(typed, "name", credentials.LONGEST_TOKEN_NAME, shortest=0)
    except Refusal:
        raise TOKEN_NAME_INVALID(longest=credentials.LONGEST_TOKEN_NAME) from None


class TokenDesk:
    """Where one process asks whose tokens it is shown: those that come together are one question, which the
    database is asked after all of them were shown.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._groups: Groups[str, str, TokenHolder | None] = Groups(self._answer)

    async def holder(self, token: str) -> TokenHolder | None:
        """Whose bearer token this is; None if it is none of ours, has ended or is too old."""
        return await self._groups.ask("", token)

    async def _answer(self, _: str, tokens: Sequence[str]) -> list[TokenHolder | None]:
        async with self._db.read() as reader:
            return await token_holders(reader, tokens)


async def note_token(db: Database, holder: TokenHolder) -> None:
    """Note that a token is in use: to the quarter of an hour, and once in it."""
    used_at = credentials.quarter_of(db.clock())
    if holder.used_at is None or holder.used_at < used_at:
        async with db.work() as work:
            await work.run(SQL.use_token, holder.person.person_id, holder.token_id, used_at)


async def end_token(work: Work, token: str) -> None:
    """Make a token worthless at once. One that is none of ours changes nothing."""
    ended = await work.one(_Listed, SQL.end_token, signing.token_print(token), work.now)
    if ended is not None:
        await work.run(SQL.end_listed_token, ended.person_id, ended.token_id, work.now)


async def end_listed_token(work: Work, person_id: UUID, token_id: UUID) -> None:
    """End one of a person's tokens. Refuses: not_found (also where it has ended, or is somebody else's)."""
    token_print = await work.value(bytes, SQL.end_listed_token, person_id, token_id, work.now)
    if token_print is None:
        raise NOT_FOUND()
    await work.run(SQL.end_token, token_print, work.now)

"""Who someone is."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel import signing
from linli.kernel.database import Reader
from linli.kernel.paging import Page, read_word_cursor, word_page_of
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.remembered import Remembered
from linli.kernel.signing import Signer
from linli.modules.identity import credentials
from linli.modules.identity.model import (
    Member,
    Operator,
    OperatorRole,
    Passkey,
    Person,
    PresentSession,
    Session,
    Token,
    TokenHolder,
)
from linli.modules.identity.nicknames import nickname_key
from linli.modules.identity.statements import SQL

NOBODY = UUID(int=0)
MOST_LISTED = 50
# Behind every text that begins alike.
_LAST_SIGN = "\U0010ffff"
MOST_PLACES = 20_000


class _Place(msgspec.Struct, frozen=True):
    """Where the row of a token is, which never changes."""

    person_id: UUID
    token_id: UUID
    token_print: bytes


# By a token's print; whether it still counts is asked each time.
_PLACES = Remembered[bytes, _Place](MOST_PLACES)


class _Asker(msgspec.Struct, frozen=True, kw_only=True):
    person_id: UUID
    nickname: str
    phone_tail: str
    language: str
    joined_at: datetime

    @property
    def person(self) -> Person:
        return Person(
            person_id=self.person_id,
            nickname=self.nickname,
            phone_tail=self.phone_tail,
            language=self.language,
            joined_at=self.joined_at,
        )


class _InSession(_Asker, frozen=True, kw_only=True):
    session_id: UUID
    seen_at: datetime
    proven_at: datetime


class _WithToken(_Asker, frozen=True, kw_only=True):
    token_id: UUID
    token_print: bytes
    scopes: tuple[str, ...]
    used_at: datetime | None


class Standing(msgspec.Struct, frozen=True):
    """What a person shows who they are with; stays inside the module."""

    password_hash: str | None
    epoch: int


async def person(reader: Reader, person_id: UUID) -> Person:
    """One person. Refuses: not_found."""
    found = await reader.one(Person, SQL.find_person, person_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def person_of_epoch(reader: Reader, person_id: UUID, epoch: int) -> Person | None:
    """One person, if nothing has ended everything of theirs since (`epoch`: as `epoch_of` was then); else
    None.
    """
    return await reader.one(Person, SQL.find_person_of_epoch, person_id, epoch)


async def epoch_of(reader: Reader, person_id: UUID) -> int | None:
    """How often everything of a person was ended: what begins now, and is theirs, belongs to it. None: there
    is no such person.
    """
    found = await standing_of(reader, person_id)
    return None if found is None else found.epoch


async def people(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """These people by id; who is not there is left out."""
    found = await reader.many(Person, SQL.find_people, list(set(ids)))
    return {one.person_id: one for one in found}


async def phone_of(reader: Reader, person_id: UUID) -> str:
    """A person's phone number (E.164): to send them a notice, or for whoever comes to their house because
    that is paid for; for nobody else. Refuses: not_found (also of a guest, and of somebody who was erased).
    """
    phone = await reader.value(str, SQL.find_phone, person_id)
    if phone is None:
        raise NOT_FOUND()
    return phone


async def has_password(reader: Reader, person_id: UUID) -> bool:
    """Whether this person can sign in by password too; for their own eyes only."""
    found = await standing_of(reader, person_id)
    return found is not None and found.password_hash is not None


async def standing_of(reader: Reader, person_id: UUID) -> Standing | None:
    """A person's password print and epoch; stays inside the module."""
    return await reader.one(Standing, SQL.find_standing, person_id)


async def person_of_phone(reader: Reader, phone: str, signer: Signer) -> Person | None:
    """Whose phone (E.164) it is; as many queries for a known as for an unknown one.

    Stays inside the module: no answer to the outside may tell that a phone is known.
    """
    person_id = await reader.value(UUID, SQL.find_phone_owner, signer.print_of(phone))
    return await reader.one(Person, SQL.find_person, person_id or NOBODY)


async def present_session(reader: Reader, cookie: str) -> PresentSession | None:
    """The session whose cookie this is; None if it is none of ours, has ended or is older than 90 days.

    It has also ended where everything of the person was ended since it began.
    """
    read = credentials.read_cookie(cookie)
    if read is None:
        return None
    key = (read.person_id, read.session_id, read.token_print)
    found = await reader.one(_InSession, SQL.find_session, *key, reader.now)
    if found is None:
        return None
    return PresentSession(
        person=found.person, session_id=found.session_id, seen_at=found.seen_at, proven_at=found.proven_at
    )


async def session_person(reader: Reader, cookie: str) -> Person | None:
    """Whose session this cookie is; None as for `present_session`."""
    found = await present_session(reader, cookie)
    return None if found is None else found.person


async def sessions_of(reader: Reader, person_id: UUID) -> list[Session]:
    """Where the person is signed in, the session used last first; at most 50."""
    return await reader.many(Session, SQL.list_sessions, person_id, reader.now, MOST_LISTED)


async def token_holder(reader: Reader, token: str) -> TokenHolder | None:
    """Whose bearer token this is, and its scopes; None if it is none of ours, has ended or is too old."""
    found = await token_holders(reader, [token])
    return found[0]


async def token_holders(reader: Reader, tokens: Sequence[str]) -> list[TokenHolder | None]:
    """The same of many at once, in order. Where the row of a token is, a process asks once; what it says,
    each time: what has ended is worth nothing at once.
    """
    prints = [signing.token_print(token) for token in tokens]
    found = await _holders(reader, [one for one in prints if _PLACES.find(one)])
    if unseen := [one for one in dict.fromkeys(prints) if one not in found]:
        for place in await reader.many(_Place, SQL.find_tokens, unseen, reader.now):
            _PLACES.keep(place.token_print, place)
        found |= await _holders(reader, [one for one in unseen if _PLACES.find(one)])
    return [found.get(one) for one in prints]


async def _holders(reader: Reader, prints: Sequence[bytes]) -> dict[bytes, TokenHolder]:
    """By token print; one that has ended is left out."""
    places = [place for one in dict.fromkeys(prints) if (place := _PLACES.find(one))]
    if not places:
        return {}
    key = ([one.person_id for one in places], [one.token_id for one in places], reader.now)
    rows = await reader.many(_WithToken, SQL.find_token_people, *key)
    return {row.token_print: TokenHolder(row.person, row.scopes, row.token_id, row.used_at) for row in rows}


async def tokens_of(reader: Reader, person_id: UUID) -> list[Token]:
    """The person's bearer tokens that still open something, the newest first; at most 50."""
    return await reader.many(Token, SQL.list_tokens, person_id, reader.now, MOST_LISTED)


async def passkeys_of(reader: Reader, person_id: UUID) -> list[Passkey]:
    """The person's passkeys, the newest first; there are never many."""
    return await reader.many(Passkey, SQL.list_passkeys, person_id)


async def is_operator(reader: Reader, market_id: int, person_id: UUID) -> bool:
    """Whether this person helps to run the market, in any role."""
    return await operator_role(reader, market_id, person_id) is not None


async def operator_role(reader: Reader, market_id: int, person_id: UUID) -> OperatorRole | None:
    """What this person does for the market; None: nothing."""
    return await reader.value(OperatorRole, SQL.find_operator_role, market_id, person_id)


async def operators(reader: Reader, market_id: int) -> list[Operator]:
    """Who runs the market: directors first, each role in the order of appointment."""
    return await reader.many(Operator, SQL.market_operators, market_id)


async def member(reader: Reader, market_id: int, person_id: UUID) -> Member:
    """Someone of this market. Refuses: not_found (also for people of other markets only)."""
    found = await reader.one(Member, SQL.find_member, market_id, person_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def member_by_phone(reader: Reader, market_id: int, phone: str, signer: Signer) -> Member | None:
    """Whose whole phone number (E.164) it is, if that person belongs to this market; for operators only."""
    found = await person_of_phone(reader, phone, signer)
    person_id = NOBODY if found is None else found.person_id
    return await reader.one(Member, SQL.find_member, market_id, person_id)


class _Line(msgspec.Struct, frozen=True):
    person_id: UUID
    nickname_key: str
    joined_at: datetime


async def members(
    reader: Reader, market_id: int, *, name_begins: str = "", cursor: str | None = None, size: int = 50
) -> Page[Member]:
    """The people of the market by nickname, whose nickname begins so. Refuses: invalid (cursor)."""
    begins = nickname_key(name_begins)
    row = (*read_word_cursor(cursor), begins, begins + _LAST_SIGN, size + 1)
    lines = await reader.many(_Line, SQL.market_members, market_id, *row)
    page = word_page_of(lines, size, lambda line: (line.nickname_key, line.person_id))
    return Page([Member(line.person_id, line.joined_at) for line in page.items], page.next_cursor)

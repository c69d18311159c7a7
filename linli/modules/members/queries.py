"""Who is a member of what."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor
from linli.modules.members.model import Member

SQL = sql.load(__file__)
MOST_MEMBERSHIPS = 200


class CodeState(msgspec.Struct, frozen=True):
    """What became of a code; stays inside the module."""

    store_id: UUID | None
    used_at: datetime | None


async def member_of(reader: Reader, market_id: int, merchant_id: UUID, person_id: UUID) -> Member | None:
    """A person's membership of a merchant; None: they are no member."""
    return await reader.one(Member, SQL.find_member, market_id, merchant_id, person_id)


async def memberships(reader: Reader, market_id: int, person_id: UUID) -> list[Member]:
    """What a person is a member of in this market, the newest first, at most 200."""
    return await reader.many(Member, SQL.memberships, market_id, person_id, MOST_MEMBERSHIPS)


async def members_of_merchant(
    reader: Reader, market_id: int, merchant_id: UUID, cursor: str | None = None, size: int = 50
) -> Page[Member]:
    """Those who agreed that this merchant knows them, the newest first. Refuses: invalid (cursor)."""
    about = (market_id, merchant_id, read_cursor(cursor), size + 1)
    rows = await reader.many(Member, SQL.members_of_merchant, *about)
    return page_of(rows, size, lambda row: row.member_id)


async def members_among(
    reader: Reader, market_id: int, merchant_id: UUID, people: Iterable[UUID]
) -> set[UUID]:
    """Which of these people agreed that this merchant knows them."""
    who = list(set(people))
    return set(await reader.column(UUID, SQL.members_among, market_id, merchant_id, who) if who else [])


async def count_members(reader: Reader, market_id: int, merchant_id: UUID) -> int:
    """How many members a merchant has."""
    return await reader.value(int, SQL.count_members, market_id, merchant_id) or 0


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[dict[str, object]]:
    """Everything that is kept here of a person, as plain values. Codes are prints and end in a minute."""
    found = await memberships(reader, market_id, person_id)
    return [msgspec.to_builtins(one) for one in found]

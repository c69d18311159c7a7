"""Whoever pays without signing in: somebody all the same, until they do sign in."""

from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.modules import markets
from linli.modules.identity import nicknames
from linli.modules.identity.events import GuestAdopted
from linli.modules.identity.model import Person
from linli.modules.identity.statements import SQL


async def begin_guest(work: Work, mark: str, language: str) -> Person | None:
    """Somebody new without a phone, known by a secret `mark` of what they are just doing in their browser, so
    that doing it twice is doing it once. None where whoever did it is no guest any more.
    """
    person_id = ids.derived("guest", mark)
    spoken = language if language in ("zh", "en") else ""
    nickname = nicknames.guest_nickname(language)
    await work.run(SQL.write_guest, person_id, nickname, spoken, work.now)
    return await work.one(Person, SQL.find_guest, person_id)


async def adopt_guest(work: Work, guest_id: UUID, person_id: UUID) -> None:
    """A guest has signed in: what they did as a guest is this person's from now on, in every market, and
    nobody acts as the guest any more. Announces GuestAdopted; refuses nothing, and changes nothing where it
    is no guest, or was one.
    """
    if guest_id == person_id or not await work.run(SQL.end_guest, guest_id, work.now):
        return
    for market in await markets.all_markets(work):
        await work.announce(GuestAdopted(market_id=market.market_id, guest_id=guest_id, person_id=person_id))

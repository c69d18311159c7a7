"""Becoming someone: a name, a demo's cast."""

import asyncio
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.signing import Signer
from linli.modules import markets, notices
from linli.modules.identity import nicknames, passwords, phones
from linli.modules.identity.model import Person
from linli.modules.identity.queries import person, person_of_phone
from linli.modules.identity.statements import SQL


async def register_demo_person(
    work: Work,
    phone: str,
    nickname: str,
    password: str | None,
    signer: Signer,
    person_id: UUID | None = None,
    *,
    language: str = "",
) -> Person:
    """Put one of the demo's cast into the database; a second call gives the person who is there already.

    Without a password the person can sign in by code only; one who had none yet gets it by a second call.

    Refuses: nickname_invalid, password_weak.
    """
    nickname = nicknames.clean_nickname(nickname)
    if password is not None:
        passwords.check_strength(password)
    found = await person_of_phone(work, phone, signer)
    if found is None:
        found, _ = await claim_phone(work, phone, signer, person_id or ids.uuid7(), nickname, language)
    if password is not None:
        password_hash = await asyncio.to_thread(passwords.hashed, password)
        await work.run(SQL.set_first_password_hash, found.person_id, password_hash)
    return found


async def rename(work: Work, person_id: UUID, nickname: str) -> Person:
    """Give a person the nickname they chose, of 1 to 30 characters; every market finds them by it.

    Refuses: nickname_invalid, not_found.
    """
    if not await work.run(SQL.set_nickname, person_id, nicknames.clean_nickname(nickname)):
        raise NOT_FOUND()
    renamed = await person(work, person_id)
    key = nicknames.nickname_key(renamed.nickname)
    for market in await markets.all_markets(work):
        await work.run(SQL.rename_member, market.market_id, person_id, key)
    return renamed


async def claim_phone(
    work: Work, phone: str, signer: Signer, person_id: UUID, nickname: str, language: str
) -> tuple[Person, bool]:
    """The person whose phone (E.164) it is, and whether they became one now: whoever comes first has it."""
    new = await work.run(SQL.claim_phone, signer.print_of(phone), person_id) == 1
    if new:
        spoken = language if language in ("zh", "en") else ""
        await work.run(SQL.write_person, person_id, nickname, phone, phones.tail(phone), spoken, work.now)
    found = await person_of_phone(work, phone, signer)
    if found is None:
        raise RuntimeError("a claimed phone belongs to nobody")
    return found, new


async def tell(work: Work, market_id: int, person_id: UUID, key: str, /, **values: object) -> None:
    """Send a person the words of `notice.<key>` in their language; nothing to a guest, or to somebody who was
    erased.
    Refuses: not_found.
    """
    who = await person(work, person_id)
    phone = await work.value(str, SQL.find_phone, person_id)
    if phone is not None:
        await notices.tell(work, market_id, phone, who.language, key, **values)


async def hold_person(work: Work, person_id: UUID) -> None:
    """Whatever else holds this person waits until the transaction ends: for limits that are counted in rows.

    Take it before what is counted is read. Refuses nothing.
    """
    await work.value(UUID, SQL.hold_person, person_id)

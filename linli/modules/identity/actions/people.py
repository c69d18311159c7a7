"""Becoming someone: a name, a demo's cast, a place among those who run a market."""

import asyncio
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.signing import Signer
from linli.modules.identity import nicknames, passwords, phones
from linli.modules.identity.model import OperatorRole, Person
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
    """Give a person the nickname they chose, of 1 to 30 characters. Refuses: nickname_invalid, not_found."""
    if not await work.run(SQL.set_nickname, person_id, nicknames.clean_nickname(nickname)):
        raise NOT_FOUND()
    return await person(work, person_id)


async def appoint_operator(work: Work, market_id: int, person_id: UUID, role: OperatorRole | str) -> None:
    """Let a person help to run a market, or change what they do there; written into the audit trail.

    Refuses: not_found (no such person).
    """
    wanted = OperatorRole(role)
    await person(work, person_id)
    await work.run(SQL.write_operator, market_id, person_id, wanted.value)
    await work.audit(market_id, "operator_appointed", str(person_id), role=wanted.value)


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

"""Choosing a password: only with the one before, or with a code that was texted just now."""

import asyncio
from uuid import UUID

from linli.kernel import limits
from linli.kernel.database import Database
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.signing import Signer
from linli.modules.identity import credentials, passwords
from linli.modules.identity.actions.codes import spend_code
from linli.modules.identity.credentials import CodeFor
from linli.modules.identity.model import SignedIn
from linli.modules.identity.queries import person, phone_of, standing_of
from linli.modules.identity.refusals import PASSWORD_WRONG
from linli.modules.identity.statements import SQL


async def change_password(db: Database, person_id: UUID, old: str, new: str, *, address: str) -> SignedIn:
    """Replace a password by another one, of 8 to 200 characters, for whoever knows the old one.

    Every session and token of the person ends; what is returned starts the one that goes on here. Refuses in
    this order: password_weak, not_found, too_many_tries (as at signing in, and counted together with it),
    password_wrong (also where there is none yet).
    """
    passwords.check_strength(new)
    async with db.read() as reader:
        phone = await phone_of(reader, person_id)
        standing = await standing_of(reader, person_id)
    known_hash = standing.password_hash if standing else None
    if not await verified(db, phone, known_hash, old, address):
        raise PASSWORD_WRONG()
    new_hash = await asyncio.to_thread(passwords.hashed, new)
    async with db.work() as work:
        epoch = await work.value(int, SQL.replace_password_hash, person_id, new_hash, known_hash)
        if epoch is None:
            raise PASSWORD_WRONG()
        return SignedIn(await person(work, person_id), new=False, epoch=epoch)


async def reset_password(db: Database, person_id: UUID, code: str, new: str, signer: Signer) -> SignedIn:
    """Set a password, the first or another one, with the code of `send_password_code`.

    Every session and token of the person ends; what is returned starts the one that goes on here. A wrong try
    is counted even though it is refused. Refuses in this order: password_weak, not_found, code_expired,
    code_wrong(tries_left).
    """
    passwords.check_strength(new)
    new_hash = await asyncio.to_thread(passwords.hashed, new)
    async with db.work() as work:
        phone = await phone_of(work, person_id)
        refusal = await spend_code(work, phone, code, CodeFor.PASSWORD, signer)
        if refusal is None:
            epoch = await work.value(int, SQL.set_password_hash, person_id, new_hash)
            if epoch is None:
                raise NOT_FOUND()
            return SignedIn(await person(work, person_id), new=False, epoch=epoch)
    raise refusal


async def verified(db: Database, phone: str, known_hash: str | None, password: str, address: str) -> bool:
    """Whether the password is the one. Counted as a failure beforehand and given back if it was none.

    So that a hundred tries at the same moment are a hundred. Refuses: too_many_tries.
    """
    by_phone = (credentials.WRONG_PASSWORDS_PER_PHONE, phone)
    by_address = (credentials.WRONG_PASSWORDS_PER_ADDRESS, limits.network_of(address))
    async with db.work() as work:
        await limits.count(work, *by_phone)
        await limits.count(work, *by_address)
    right = await asyncio.to_thread(passwords.matches, known_hash, password)
    if right:
        async with db.work() as work:
            await limits.give_back(work, *by_phone)
            await limits.give_back(work, *by_address)
    return right

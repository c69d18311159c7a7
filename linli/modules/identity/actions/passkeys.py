"""Passkeys of a person: making one, another name, giving one up."""

from typing import Any
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Actor, Database, Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.identity import passkeys
from linli.modules.identity.actions.proofs import require_proof
from linli.modules.identity.model import PresentSession
from linli.modules.identity.passkeys import Answer, Site
from linli.modules.identity.queries import passkeys_of
from linli.modules.identity.refusals import (
    PASSKEY_EXPIRED,
    PASSKEY_TAKEN,
    PASSKEY_WRONG,
    PASSKEYS_FULL,
)
from linli.modules.identity.statements import SQL

_MAKING = "making"


async def offer_passkey(work: Work, session: PresentSession, name: str, site: Site) -> dict[str, Any]:
    """The options of `navigator.credentials.create`, with a challenge that this session answers once in 5
    minutes.

    Refuses in this order: proof_needed (who they are was last shown more than 15 minutes ago),
    passkey_name_invalid (now rather than when the device has made its key), passkeys_full (20; of several
    made at the same moment one more may come through).
    """
    require_proof(session, work.now)
    passkeys.clean_name(name)
    known = [one.credential_id for one in await passkeys_of(work, session.person.person_id)]
    if len(known) >= passkeys.MOST:
        raise PASSKEYS_FULL(most=passkeys.MOST)
    challenge, options = passkeys.making(site, session.person, known)
    await write_challenge(work, challenge, _MAKING, str(session.session_id))
    return options


async def add_passkey(
    db: Database, market_id: int, session: PresentSession, name: str, answer: str, site: Site
) -> UUID:
    """Keep the key that a device has made; it signs in from now on. Written into the market's audit trail.

    The challenge is spent even where the answer is refused. Refuses in this order: passkey_name_invalid,
    passkey_wrong (unreadable), passkey_expired, passkey_wrong (made for another site, without knowing its
    user, or signed wrongly), passkey_taken (this key is known here).
    """
    name, read = passkeys.clean_name(name), passkeys.read_answer(answer)
    async with db.work() as work:
        in_time = await spend_challenge(work, read, _MAKING, str(session.session_id))
    if not in_time:
        raise PASSKEY_EXPIRED()
    made = passkeys.made_key(read, site)
    if made is None:
        raise PASSKEY_WRONG()
    person_id, passkey_id = session.person.person_id, ids.uuid7()
    async with db.work(Actor("person", person_id)) as work:
        credential_print = passkeys.print_of_credential(made.credential_id)
        if not await work.run(SQL.claim_credential, credential_print, person_id, passkey_id):
            raise PASSKEY_TAKEN()
        key = (made.credential_id, made.public_key, made.sign_count, made.synced)
        await work.run(SQL.write_passkey, person_id, passkey_id, *key, name, work.now)
        await work.audit(market_id, "passkey_added", str(person_id), passkey=str(passkey_id))
    return passkey_id


async def rename_passkey(work: Work, person_id: UUID, passkey_id: UUID, name: str) -> None:
    """Call a passkey by another name. Refuses: passkey_name_invalid, not_found (also somebody else's)."""
    if not await work.run(SQL.rename_passkey, person_id, passkey_id, passkeys.clean_name(name)):
        raise NOT_FOUND()


async def remove_passkey(work: Work, market_id: int, person_id: UUID, passkey_id: UUID) -> None:
    """Give a passkey up: it signs in no more, and nothing else ends. Written into the market's audit trail.

    A code by text message always signs in, so nobody locks themselves out. Refuses: not_found (also somebody
    else's).
    """
    credential_id = await work.value(bytes, SQL.remove_passkey, person_id, passkey_id)
    if credential_id is None:
        raise NOT_FOUND()
    await work.run(SQL.release_credential, passkeys.print_of_credential(credential_id))
    await work.audit(market_id, "passkey_removed", str(person_id), passkey=str(passkey_id))


async def write_challenge(work: Work, challenge: bytes, purpose: str, asker: str) -> None:
    """Remember what was asked."""
    place = passkeys.challenge_print(challenge, purpose, asker)
    await work.run(SQL.write_challenge, place, work.now + passkeys.LIFE)


async def spend_challenge(work: Work, answer: Answer, purpose: str, asker: str) -> bool:
    """Whether this was asked, for this purpose and by this asker, and not yet answered."""
    place = passkeys.challenge_print(answer.challenge, purpose, asker)
    return await work.run(SQL.spend_challenge, place, work.now) == 1


async def forget_challenges(db: Database) -> int:
    """Clear away the challenges that nobody answered in time; how many there were."""
    async with db.work() as work:
        return await work.run(SQL.forget_challenges, work.now)

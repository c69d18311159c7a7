"""Signing in with a passkey: the device says whose it is."""

from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import limits
from linli.kernel.database import Database, Work
from linli.kernel.refusals import Refusal
from linli.modules.identity import passkeys
from linli.modules.identity.actions.passkeys import spend_challenge, write_challenge
from linli.modules.identity.model import SignedIn
from linli.modules.identity.passkeys import Answer, Site
from linli.modules.identity.queries import person, standing_of
from linli.modules.identity.refusals import (
    PASSKEY_COPIED,
    PASSKEY_EXPIRED,
    PASSKEY_UNKNOWN,
    PASSKEY_WRONG,
)
from linli.modules.identity.statements import SQL

_SIGNING_IN = "signing in"


class _Owner(msgspec.Struct, frozen=True):
    person_id: UUID
    passkey_id: UUID


class _Key(msgspec.Struct, frozen=True):
    public_key: bytes
    sign_count: int


async def offer_passkey_sign_in(work: Work, site: Site, browser: str, address: str) -> dict[str, Any]:
    """The options of `navigator.credentials.get`, with a challenge that this browser answers once in 5
    minutes.

    `browser` is what only this browser knows. Refuses: too_many_tries (300 in an hour for the network
    address).
    """
    await limits.count(work, passkeys.CHALLENGES_PER_ADDRESS, limits.network_of(address))
    challenge, options = passkeys.asking(site)
    await write_challenge(work, challenge, _SIGNING_IN, browser)
    return options


async def sign_in_with_passkey(
    db: Database, market_id: int, answer: str, site: Site, *, browser: str
) -> SignedIn:
    """Sign in whoever's passkey has signed the challenge of `offer_passkey_sign_in`.

    The challenge is spent even where the answer is refused. Refuses in this order: passkey_wrong
    (unreadable), passkey_expired (the challenge is too old, was answered, or is another browser's),
    passkey_unknown (no such key, or its owner removed it), passkey_wrong (signed for another site, without
    knowing its user, or wrongly), passkey_copied (its counter did not go up, so there is a copy of it;
    written into the market's audit trail).
    """
    read = passkeys.read_answer(answer)
    async with db.work() as work:
        outcome = await _signed_in(work, market_id, read, site, browser)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


async def _signed_in(
    work: Work, market_id: int, answer: Answer, site: Site, browser: str
) -> SignedIn | Refusal:
    """What is refused here is committed all the same: a spent challenge, a line in the audit trail."""
    if not await spend_challenge(work, answer, _SIGNING_IN, browser):
        return PASSKEY_EXPIRED()
    owner = await work.one(_Owner, SQL.find_credential_owner, answer.credential_print)
    if owner is None:
        return PASSKEY_UNKNOWN()
    key = await work.one(_Key, SQL.find_passkey, owner.person_id, owner.passkey_id)
    if key is None:
        return PASSKEY_UNKNOWN()
    count = passkeys.counted(answer, site, key.public_key)
    if count is None or answer.owner not in (None, owner.person_id):
        return PASSKEY_WRONG()
    if not await work.run(SQL.use_passkey, owner.person_id, owner.passkey_id, count, work.now):
        subject, passkey = str(owner.person_id), str(owner.passkey_id)
        counts = f"{count}, known {key.sign_count}"
        await work.audit(market_id, "passkey_copied", subject, passkey=passkey, counter=counts)
        return PASSKEY_COPIED()
    standing = await standing_of(work, owner.person_id)
    if standing is None:
        raise RuntimeError("a passkey belongs to nobody")
    return SignedIn(await person(work, owner.person_id), new=False, epoch=standing.epoch)

"""Signing in: by a code that was texted, or by password."""

from linli.kernel import ids
from linli.kernel.database import Database, Work
from linli.kernel.signing import Signer
from linli.modules.identity import nicknames, phones
from linli.modules.identity.actions.codes import spend_code
from linli.modules.identity.actions.passwords import verified
from linli.modules.identity.actions.people import claim_phone
from linli.modules.identity.credentials import CodeFor
from linli.modules.identity.model import SignedIn
from linli.modules.identity.queries import NOBODY, person_of_phone, standing_of
from linli.modules.identity.refusals import SIGN_IN_WRONG


async def sign_in_with_code(
    db: Database, phone: str, code: str, signer: Signer, *, language: str = ""
) -> SignedIn:
    """Use up the code of a phone (E.164). Who was not yet a member becomes one, under a friendly nickname.

    A wrong try is counted even though it is refused. Refuses: code_expired (none sent, too old, used up or
    out of tries), code_wrong(tries_left).
    """
    async with db.work() as work:
        refusal = await spend_code(work, phone, code, CodeFor.SIGN_IN, signer)
        if refusal is None:
            return await _known_or_new(work, phone, signer, language)
    raise refusal


async def sign_in_with_password(
    db: Database, phone: str, password: str, signer: Signer, *, address: str
) -> SignedIn:
    """Sign in with phone (E.164) and password; takes the same time whether or not the phone is known.

    Refuses: too_many_tries (10 wrong ones in 15 minutes for a phone, 30 in an hour for the network address;
    then even the right one), sign_in_wrong (phone unknown, no password set, or another one: they look the
    same).
    """
    async with db.read() as reader:
        found = await person_of_phone(reader, phone, signer)
        standing = await standing_of(reader, NOBODY if found is None else found.person_id)
    known_hash = standing.password_hash if standing else None
    right = await verified(db, phone, known_hash, password, address)
    if not right or found is None or standing is None:
        raise SIGN_IN_WRONG()
    return SignedIn(found, new=False, epoch=standing.epoch)


async def _known_or_new(work: Work, phone: str, signer: Signer, language: str) -> SignedIn:
    found, new = await person_of_phone(work, phone, signer), False
    if found is None:
        nickname = nicknames.friendly_nickname(language or phones.likely_language(phone))
        found, new = await claim_phone(work, phone, signer, ids.uuid7(), nickname, language)
    standing = await standing_of(work, found.person_id)
    if standing is None:
        raise RuntimeError("a member has gone in the middle of signing in")
    return SignedIn(found, new, standing.epoch)

"""Who belongs to a market, and looking for them."""

from uuid import UUID

from linli.kernel import ids, limits
from linli.kernel.database import Work
from linli.kernel.signing import Signer
from linli.modules.identity import credentials, nicknames, phones
from linli.modules.identity.actions.people import claim_phone
from linli.modules.identity.model import Person
from linli.modules.identity.queries import person_of_phone
from linli.modules.identity.statements import SQL


async def join_market(work: Work, market_id: int, joining: Person) -> None:
    """Somebody belongs to a market from their first sign-in, order or employment there; a repeat is fine."""
    key = nicknames.nickname_key(joining.nickname)
    await work.run(SQL.write_member, market_id, joining.person_id, key, work.now)


async def person_with_phone(work: Work, phone: str, signer: Signer, *, language: str = "") -> Person:
    """Whoever has this phone (E.164), new under a friendly nickname where nobody had it yet.

    For appointing: the answer never tells whether the phone was known, and the person signs in with a code as
    anyone does.
    """
    found = await person_of_phone(work, phone, signer)
    if found is None:
        nickname = nicknames.friendly_nickname(language or phones.likely_language(phone))
        found, _ = await claim_phone(work, phone, signer, ids.uuid7(), nickname, language)
    return found


async def count_phone_lookup(work: Work, operator_id: UUID) -> None:
    """Count one look for a person by phone: 60 an hour for an operator, so that numbers cannot be tried out.

    Give it a transaction of its own, committed before the look. Refuses: too_many_tries.
    """
    await limits.count(work, credentials.LOOKUPS_PER_OPERATOR, operator_id)

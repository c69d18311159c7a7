"""Erasing a person, and what is kept of one."""

from datetime import datetime
from uuid import UUID

from linli.kernel.database import Reader, Work
from linli.kernel.facts import Fact
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.signing import Signer
from linli.modules import markets, notices
from linli.modules.identity import credentials
from linli.modules.identity.credentials import CodeFor
from linli.modules.identity.events import PersonErased
from linli.modules.identity.passkeys import print_of_credential
from linli.modules.identity.refusals import STILL_OPERATOR
from linli.modules.identity.statements import SQL

NOBODY_NAMED = "—"


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, messages to their number included, for their own eyes. Refuses
    nothing.
    """
    facts = await reader.many(Fact, SQL.about_person, person_id)
    facts += await reader.many(Fact, SQL.about_member, market_id, person_id)
    phone = await reader.value(str, SQL.find_phone, person_id)
    return facts + (await notices.about_recipient(reader, market_id, phone) if phone else [])


async def erase_person(work: Work, person_id: UUID, signer: Signer) -> None:
    """From now on the person is a number without a name, a phone or a way to sign in; their phone is free
    for whoever signs in with it next, as somebody new. In every market PersonErased is announced, so that
    each module forgets its part in this transaction.

    What stands in the way elsewhere the caller has looked at. Refuses: not_found (also who is erased
    already), still_operator.
    """
    every = await markets.all_markets(work)
    for market in every:
        if await work.value(str, SQL.find_operator_role, market.market_id, person_id):
            raise STILL_OPERATOR()
    # Whoever paid as a guest has none.
    phone = await work.value(str, SQL.find_phone, person_id)
    if not await work.run(SQL.blank_person, person_id, work.now, NOBODY_NAMED):
        raise NOT_FOUND()
    await _drop_keys(work, person_id)
    if phone:
        await _drop_phone(work, phone, signer, every)
    for market in every:
        await work.run(SQL.drop_member, market.market_id, person_id)
        await work.announce(PersonErased(market_id=market.market_id, person_id=person_id))


async def _drop_phone(work: Work, phone: str, signer: Signer, every: list[markets.Market]) -> None:
    await work.run(SQL.release_phone, signer.print_of(phone))
    await work.run(SQL.drop_codes, [credentials.code_place(signer, phone, purpose) for purpose in CodeFor])
    for market in every:
        await notices.forget_recipient(work, market.market_id, phone)


async def _drop_keys(work: Work, person_id: UUID) -> None:
    await work.run(SQL.drop_sessions, person_id)
    prints = await work.column(bytes, SQL.drop_tokens, person_id)
    await work.run(SQL.drop_api_tokens, prints)
    keys = await work.column(bytes, SQL.drop_passkeys, person_id)
    await work.run(SQL.release_credentials, [print_of_credential(key) for key in keys])


async def forget_ended(work: Work, before: datetime, size: int) -> int:
    """Throws away sessions and tokens that ended or ran out before then, at most so many of each; how many
    went.
    """
    gone = await work.run(SQL.forget_sessions, before, size)
    gone += await work.run(SQL.forget_tokens, before, size)
    return gone + await work.run(SQL.forget_api_tokens, before, size)


async def forget_codes(work: Work, before: datetime, size: int) -> int:
    """Throws away codes that nobody typed before then, at most so many; how many went."""
    return await work.run(SQL.forget_codes, before, size)

"""Giving and withdrawing."""

from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.ids import uuid7
from linli.modules import markets
from linli.modules.consents.events import ConsentGiven, ConsentWithdrawn
from linli.modules.consents.model import OF_THE_PLATFORM, Purpose
from linli.modules.consents.wording import newest

SQL = sql.load(__file__)


async def give(work: Work, person_id: UUID, purpose: Purpose, *, at: str, language: str = "") -> bool:
    """Agrees to today's text of the purpose, in all markets; `at` says where it was asked. False, and nothing
    is written or announced, where the person had agreed to this text already. Refuses nothing.
    """
    return await _answer(work, person_id, purpose, True, at, language)


async def withdraw(work: Work, person_id: UUID, purpose: Purpose, *, at: str, language: str = "") -> bool:
    """Agrees no more, or declines when asked: whoever kept something for it forgets it in this transaction.
    False where that was the answer already. Refuses nothing.
    """
    return await _answer(work, person_id, purpose, False, at, language)


async def give_to(
    work: Work, market_id: int, person_id: UUID, merchant_id: UUID, *, at: str, language: str = ""
) -> bool:
    """The merchant may know this person by name from now on, as today's text says. False where that was the
    answer already. Refuses nothing.
    """
    return await _answer_to(work, market_id, person_id, merchant_id, True, at, language)


async def withdraw_from(
    work: Work, market_id: int, person_id: UUID, merchant_id: UUID, *, at: str, language: str = ""
) -> bool:
    """The merchant may know this person by name no more. False where that was the answer already. Refuses
    nothing.
    """
    return await _answer_to(work, market_id, person_id, merchant_id, False, at, language)


async def _answer(
    work: Work, person_id: UUID, purpose: Purpose, given: bool, asked_in: str, language: str
) -> bool:
    if purpose not in OF_THE_PLATFORM:
        raise ValueError(f"{purpose} is agreed to merchant by merchant")
    said = (person_id, purpose.value, given, newest(purpose), work.now)
    if not await work.run(SQL.write_answer, *said):
        return False
    kept = (person_id, uuid7(work.now), purpose.value, given, newest(purpose), language, asked_in, work.now)
    await work.run(SQL.keep_answer, *kept)
    event = ConsentGiven if given else ConsentWithdrawn
    for market in await markets.all_markets(work):
        await work.announce(event(market_id=market.market_id, person_id=person_id, purpose=purpose))
    return True


async def _answer_to(
    work: Work,
    market_id: int,
    person_id: UUID,
    merchant_id: UUID,
    given: bool,
    asked_in: str,
    language: str,
) -> bool:
    version = newest(Purpose.MEMBER)
    said = (market_id, person_id, merchant_id, given, version, work.now)
    if not await work.run(SQL.write_merchant_answer, *said):
        return False
    kept = (market_id, person_id, uuid7(work.now), merchant_id, given, version, language, asked_in, work.now)
    await work.run(SQL.keep_merchant_answer, *kept)
    event = ConsentGiven if given else ConsentWithdrawn
    told = event(market_id=market_id, person_id=person_id, purpose=Purpose.MEMBER, merchant_id=merchant_id)
    await work.announce(told)
    return True


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """Somebody is erased: they agree to nothing. That they once did stays in the history, under their
    number.
    """
    await work.run(SQL.drop_answers, person_id)
    await work.run(SQL.drop_merchant_answers, market_id, person_id)

"""What somebody agreed to."""

from collections.abc import Iterable
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Reader, Work
from linli.modules.consents.model import Answer, Answered, MerchantAnswer, Purpose

SQL = sql.load(__file__)


async def allows(reader: Reader, person_id: UUID, purpose: Purpose) -> bool:
    """Whether the person agreed to the purpose; who was never asked did not."""
    return await reader.value(bool, SQL.is_given, person_id, purpose.value) or False


async def hold_answer(work: Work, person_id: UUID, purpose: Purpose) -> bool:
    """The same, for whoever is about to keep something: a withdrawal waits until this transaction ends, and
    then finds what was kept.
    """
    return await work.value(bool, SQL.hold_answer, person_id, purpose.value) or False


async def answer_of(reader: Reader, person_id: UUID, purpose: Purpose) -> Answer | None:
    """What somebody said when asked; None where they were not asked yet."""
    return await reader.one(Answer, SQL.find_answer, person_id, purpose.value)


async def answers_of(reader: Reader, person_id: UUID) -> dict[Purpose, Answer]:
    """The platform's purposes that somebody was asked about."""
    found = await reader.many(Answer, SQL.answers_of_person, person_id)
    return {one.purpose: one for one in found}


async def answers_to(reader: Reader, market_id: int, person_id: UUID) -> list[Answered]:
    """Every answer there ever was, the newest first: to the platform, and to merchants of this market."""
    own = await reader.many(Answered, SQL.history_of_person, person_id)
    own += await reader.many(Answered, SQL.merchant_history_of_person, market_id, person_id)
    return sorted(own, key=lambda one: (one.answered_at, one.answer_id), reverse=True)


async def allows_to(reader: Reader, market_id: int, person_id: UUID, merchant_id: UUID) -> bool:
    """Whether the merchant may know the person by name."""
    return bool(await allowing_to(reader, market_id, merchant_id, [person_id]))


async def allowing_to(
    reader: Reader, market_id: int, merchant_id: UUID, person_ids: Iterable[UUID]
) -> set[UUID]:
    """Which of these people the merchant may know by name."""
    about = (market_id, merchant_id, list(set(person_ids)))
    return set(await reader.column(UUID, SQL.given_to_merchant, *about))


async def merchants_of(reader: Reader, market_id: int, person_id: UUID) -> list[MerchantAnswer]:
    """Every merchant of the market to whom the person ever said something, by who was told last."""
    return await reader.many(MerchantAnswer, SQL.merchant_answers_of_person, market_id, person_id)

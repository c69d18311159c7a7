"""Giving, withdrawing, and what is told to whom; and that no text anybody agreed to was rewritten."""

from hashlib import sha256

import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.modules import consents
from linli.modules.consents import ConsentGiven, ConsentWithdrawn, Purpose
from linli.modules.consents.wording import LANGUAGES, newest
from tests.integration.discovery_stage import MARKET, opened

LINA, TOM, SHOP = derived("lina"), derived("tom"), derived("shop")
told: list[tuple[str, Purpose]] = []


async def _tell(_work: Work, event: ConsentGiven | ConsentWithdrawn) -> None:
    if event.market_id == MARKET:
        told.append((type(event).__name__, event.purpose))


@pytest.fixture
def journey() -> Journey:
    journey = Journey()
    journey.on(ConsentGiven).at_once(_tell)
    journey.on(ConsentWithdrawn).at_once(_tell)
    return journey


@pytest_asyncio.fixture(autouse=True)
async def market(work: Work) -> None:
    told.clear()
    await opened(work)


async def test_a_purpose_is_agreed_to_by_itself_once_and_every_answer_stays(work: Work) -> None:
    assert not await consents.allows(work, LINA, Purpose.JOURNEY)
    assert await consents.answer_of(work, LINA, Purpose.JOURNEY) is None
    assert await consents.give(work, LINA, Purpose.JOURNEY, at="me/privacy", language="zh")
    assert not await consents.give(work, LINA, Purpose.JOURNEY, at="me/privacy", language="zh")
    assert await consents.allows(work, LINA, Purpose.JOURNEY)
    assert await consents.hold_answer(work, LINA, Purpose.JOURNEY)
    assert not await consents.allows(work, LINA, Purpose.MESSAGES)
    assert not await consents.allows(work, TOM, Purpose.JOURNEY)
    assert await consents.withdraw(work, LINA, Purpose.JOURNEY, at="me/privacy", language="en")
    assert not await consents.withdraw(work, LINA, Purpose.JOURNEY, at="me/privacy", language="en")
    assert not await consents.hold_answer(work, LINA, Purpose.JOURNEY)
    kept = await consents.answers_to(work, MARKET, LINA)
    assert [(one.given, one.language, one.asked_in, one.text_version) for one in kept] == [
        (False, "en", "me/privacy", 1),
        (True, "zh", "me/privacy", 1),
    ]
    assert told == [("ConsentGiven", Purpose.JOURNEY), ("ConsentWithdrawn", Purpose.JOURNEY)]
    # Declining when asked is an answer too.
    assert await consents.withdraw(work, TOM, Purpose.MESSAGES, at="home")
    assert (await consents.answers_of(work, TOM))[Purpose.MESSAGES].given is False


async def test_one_merchant_may_know_somebody_by_name_and_another_may_not(work: Work) -> None:
    other = derived("other shop")
    assert await consents.give_to(work, MARKET, LINA, SHOP, at="pay")
    assert not await consents.give_to(work, MARKET, LINA, SHOP, at="pay")
    assert await consents.allows_to(work, MARKET, LINA, SHOP)
    assert not await consents.allows_to(work, MARKET, LINA, other)
    assert await consents.allowing_to(work, MARKET, SHOP, [LINA, TOM]) == {LINA}
    assert await consents.withdraw_from(work, MARKET, LINA, SHOP, at="me/privacy")
    assert not await consents.allows_to(work, MARKET, LINA, SHOP)
    assert [(one.merchant_id, one.given) for one in await consents.merchants_of(work, MARKET, LINA)] == [
        (SHOP, False)
    ]
    assert [one.merchant_id for one in await consents.answers_to(work, MARKET, LINA)] == [SHOP, SHOP]
    with pytest.raises(ValueError, match="merchant by merchant"):
        await consents.give(work, LINA, Purpose.MEMBER, at="pay")


# Whoever changes what is kept adds a version to texts.toml, and its print here.
PRINTS = {
    "journey 1": "3c5a6d87ccdc",
    "member 1": "cc58dc0f5ca2",
    "messages 1": "eb2b24f53b76",
    "personal 1": "c39851529a1a",
    "personal 2": "257f5229572a",
}


def test_no_text_that_somebody_agreed_to_was_rewritten() -> None:
    found = {}
    for purpose in Purpose:
        for version in range(1, newest(purpose) + 1):
            said = [consents.text_of(purpose, version, language) for language in LANGUAGES]
            words = "\n".join(f"{text.title}\n{text.body}" for text in said)
            found[f"{purpose} {version}"] = sha256(words.encode()).hexdigest()[:12]
    assert found == PRINTS

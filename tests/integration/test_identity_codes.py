"""Signing in with a code by text message: what works once, what is counted, what is never told."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
import pytest_asyncio

from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import identity, notices
from tests.integration.own_database import Clock, own_database

SIGNER = Signer("a secret of this test", "phones")
MARKET = 1
_numbers = itertools.count(1000000)


@pytest_asyncio.fixture(scope="module")
async def own(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Database, Clock]]:
    async with own_database(postgres) as opened:
        yield opened


@pytest.fixture
def db(own: tuple[Database, Clock]) -> Database:
    return own[0]


@pytest.fixture
def clock(own: tuple[Database, Clock]) -> Clock:
    return own[1]


@pytest.fixture
def phone() -> str:
    """A number that no other test of this file has."""
    return f"+35840{next(_numbers)}"


async def sent_code(db: Database, phone: str) -> str:
    """Ask for a code and read it where only its owner could: in the message."""
    async with db.work() as work:
        await identity.send_sign_in_code(work, MARKET, phone, SIGNER, "Linli code {}".format)
        message = (await notices.latest(work, MARKET, 1))[0]
    assert message.recipient == phone
    found = re.fullmatch(r"Linli code (\d{6})", message.body)
    assert found is not None
    return found[1]


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def refusal_of(db: Database, phone: str, code: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await identity.sign_in_with_code(db, phone, code, SIGNER)
    return refused.value


async def test_the_right_code_makes_a_stranger_a_member(db: Database, phone: str) -> None:
    code = await sent_code(db, phone)
    signed_in = await identity.sign_in_with_code(db, phone, code, SIGNER, language="zh")
    assert signed_in.new
    assert re.fullmatch(r"邻居\d{4}", signed_in.person.nickname)
    assert (signed_in.person.phone_tail, signed_in.person.language) == (phone[-4:], "zh")
    async with db.read() as reader:
        assert await identity.person(reader, signed_in.person.person_id) == signed_in.person
        assert await identity.phone_of(reader, signed_in.person.person_id) == phone


async def test_a_member_who_comes_back_is_the_same_person(db: Database, phone: str) -> None:
    first = await identity.sign_in_with_code(db, phone, await sent_code(db, phone), SIGNER)
    again = await identity.sign_in_with_code(db, phone, await sent_code(db, phone), SIGNER, language="zh")
    assert (first.new, again.new) == (True, False)
    assert again.person == first.person


async def test_without_a_language_the_phone_decides_how_the_nickname_greets(db: Database, phone: str) -> None:
    finnish = await identity.sign_in_with_code(db, phone, await sent_code(db, phone), SIGNER)
    chinese = "+8613800138000"
    signed_in = await identity.sign_in_with_code(db, chinese, await sent_code(db, chinese), SIGNER)
    assert finnish.person.nickname.startswith("Neighbor ")
    assert signed_in.person.nickname.startswith("邻居")
    assert finnish.person.language == signed_in.person.language == ""


async def test_a_right_code_is_used_up(db: Database, phone: str) -> None:
    code = await sent_code(db, phone)
    await identity.sign_in_with_code(db, phone, code, SIGNER)
    assert (await refusal_of(db, phone, code)).code == "code_expired"


async def test_wrong_tries_are_counted_down_and_then_even_the_right_code_is_refused(
    db: Database, phone: str
) -> None:
    code = await sent_code(db, phone)
    for left in (4, 3, 2, 1, 0):
        refused = await refusal_of(db, phone, another(code))
        assert (refused.code, refused.params) == ("code_wrong", {"tries_left": left})
    assert (await refusal_of(db, phone, code)).code == "code_expired"


async def test_after_four_wrong_tries_the_right_code_still_works(db: Database, phone: str) -> None:
    code = await sent_code(db, phone)
    for _ in range(4):
        await refusal_of(db, phone, another(code))
    assert (await identity.sign_in_with_code(db, phone, code, SIGNER)).new


async def test_tries_at_the_same_moment_share_no_try(db: Database, phone: str) -> None:
    code = await sent_code(db, phone)
    refused = await asyncio.gather(*(refusal_of(db, phone, another(code)) for _ in range(8)))
    assert sorted(r.params["tries_left"] for r in refused if r.code == "code_wrong") == [0, 1, 2, 3, 4]
    assert [r.code for r in refused].count("code_expired") == 3


async def test_a_right_code_given_twice_at_once_signs_in_once(db: Database, phone: str) -> None:
    code = await sent_code(db, phone)
    attempts = (identity.sign_in_with_code(db, phone, code, SIGNER) for _ in range(4))
    answers = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(answer, identity.SignedIn) for answer in answers) == 1
    assert all(answer.code == "code_expired" for answer in answers if isinstance(answer, Refusal))


async def test_a_code_works_for_just_under_ten_minutes(db: Database, phone: str, clock: Clock) -> None:
    late, too_late = phone, f"+35840{next(_numbers)}"
    late_code, too_late_code = await sent_code(db, late), await sent_code(db, too_late)
    clock.move_on(timedelta(minutes=10) - timedelta(seconds=1))
    assert (await identity.sign_in_with_code(db, late, late_code, SIGNER)).new
    clock.move_on(timedelta(seconds=1))
    assert (await refusal_of(db, too_late, too_late_code)).code == "code_expired"


async def test_a_new_code_replaces_the_old_one_and_gives_new_tries(db: Database, phone: str) -> None:
    old = await sent_code(db, phone)
    await refusal_of(db, phone, another(old))
    new = await sent_code(db, phone)
    if old != new:
        assert (await refusal_of(db, phone, old)).params == {"tries_left": 4}
    assert (await identity.sign_in_with_code(db, phone, new, SIGNER)).new


async def test_a_code_of_one_phone_does_not_open_another(db: Database, phone: str) -> None:
    code, other = await sent_code(db, phone), f"+35840{next(_numbers)}"
    assert (await refusal_of(db, other, code)).code == "code_expired"
    other_code = await sent_code(db, other)
    if other_code != code:
        assert (await refusal_of(db, other, code)).code == "code_wrong"


async def test_asking_and_failing_look_the_same_for_a_member_and_a_stranger(db: Database, phone: str) -> None:
    member, stranger = phone, f"+35840{next(_numbers)}"
    await identity.sign_in_with_code(db, member, await sent_code(db, member), SIGNER)
    answers = []
    for who in (member, stranger):
        before = await refusal_of(db, who, "000000")
        wrong = await refusal_of(db, who, another(await sent_code(db, who)))
        answers.append([(r.code, r.status, r.params) for r in (before, wrong)])
    assert answers[0] == answers[1]


async def test_the_code_itself_is_nowhere_in_the_tables_of_identity(db: Database, phone: str) -> None:
    code = await sent_code(db, phone)
    connection: asyncpg.pool.PoolConnectionProxy
    async with db.pool.acquire() as connection:
        rows = await connection.fetch("SELECT * FROM identity.sign_in_codes")
    kept = next(row for row in rows if row["phone_print"] == SIGNER.print_of(phone))
    assert len(kept["code_print"]) == 32
    assert code.encode() not in b"".join(kept[name] for name in ("phone_print", "code_print"))
    assert phone.encode() not in kept["phone_print"]


async def request_code(db: Database, phone: str, address: str) -> None:
    async with db.work() as work:
        await identity.count_code_request(work, phone, address)


async def test_a_phone_gets_five_codes_an_hour(db: Database, phone: str, clock: Clock) -> None:
    for i in range(5):
        await request_code(db, phone, f"192.0.2.{i}")
    with pytest.raises(Refusal, match="too_many_tries") as refused:
        await request_code(db, phone, "192.0.2.9")
    assert refused.value.params == {"minutes": 60, "seconds": 3600}
    clock.move_on(timedelta(hours=1))
    await request_code(db, phone, "192.0.2.9")


async def test_an_address_gets_thirty_codes_an_hour_over_all_phones(db: Database, clock: Clock) -> None:
    for _ in range(30):
        await request_code(db, f"+35840{next(_numbers)}", "198.51.100.7")
    with pytest.raises(Refusal, match="too_many_tries"):
        await request_code(db, f"+35840{next(_numbers)}", "198.51.100.7")
    await request_code(db, f"+35840{next(_numbers)}", "198.51.100.8")

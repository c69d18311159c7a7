"""Signing in with a password."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from statistics import median

import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import identity, notices
from tests.integration.own_database import Clock, own_database

SIGNER = Signer("a secret of this test", "phones")
MEI, AINO, STRANGER = "+8613800138001", "+358401234501", "+358401234599"
PASSWORD = "three small boats"


@pytest_asyncio.fixture
async def own(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Database, Clock]]:
    async with own_database(postgres) as opened:
        yield opened


@pytest_asyncio.fixture
async def db(own: tuple[Database, Clock]) -> Database:
    async with own[0].work() as work:
        await identity.register_demo_person(work, MEI, "梅", PASSWORD, SIGNER, language="zh")
    return own[0]


async def refusal_of(db: Database, phone: str, password: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await identity.sign_in_with_password(db, phone, password, SIGNER)
    return refused.value


async def test_phone_and_password_sign_a_member_in(db: Database) -> None:
    signed_in = await identity.sign_in_with_password(db, MEI, PASSWORD, SIGNER)
    assert (signed_in.person.nickname, signed_in.new) == ("梅", False)


async def test_a_wrong_password_an_unknown_phone_and_no_password_look_the_same(db: Database) -> None:
    async with db.work() as work:
        await identity.send_sign_in_code(work, 1, AINO, SIGNER, str)
        code = (await notices.latest(work, 1, 1))[0].body
    assert (await identity.sign_in_with_code(db, AINO, code, SIGNER)).new
    wrong = [
        await refusal_of(db, MEI, "four small boats"),
        await refusal_of(db, STRANGER, PASSWORD),
        await refusal_of(db, MEI, ""),
        await refusal_of(db, AINO, ""),
    ]
    assert {(r.code, r.status, str(r.params)) for r in wrong} == {("sign_in_wrong", 403, "{}")}


async def test_an_unknown_phone_takes_as_long_as_a_known_one(db: Database) -> None:
    async def seconds(phone: str) -> float:
        begin = time.perf_counter()
        await refusal_of(db, phone, "four small boats")
        return time.perf_counter() - begin

    await seconds(MEI)
    known, unknown = [], []
    for _ in range(4):
        known.append(await seconds(MEI))
        unknown.append(await seconds(STRANGER))
    assert 0.4 < median(unknown) / median(known) < 2.5


async def test_while_a_password_is_verified_others_are_served(db: Database) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.001)

    serving = asyncio.create_task(others())
    for _ in range(3):
        await identity.sign_in_with_password(db, MEI, PASSWORD, SIGNER)
    serving.cancel()
    assert turns > 15


async def test_after_ten_tries_even_the_right_password_waits_a_quarter_of_an_hour(
    db: Database, own: tuple[Database, Clock]
) -> None:
    for _ in range(10):
        assert (await refusal_of(db, MEI, "four small boats")).code == "sign_in_wrong"
    assert (await refusal_of(db, MEI, PASSWORD)).code == "too_many_tries"
    assert (await refusal_of(db, STRANGER, PASSWORD)).code == "sign_in_wrong"
    own[1].move_on(timedelta(minutes=15))
    assert (await identity.sign_in_with_password(db, MEI, PASSWORD, SIGNER)).person.nickname == "梅"


async def test_a_new_password_replaces_the_old(db: Database) -> None:
    person = (await identity.sign_in_with_password(db, MEI, PASSWORD, SIGNER)).person
    async with db.work() as work:
        await identity.set_password(work, person.person_id, "a lantern by the lake")
    assert (await refusal_of(db, MEI, PASSWORD)).code == "sign_in_wrong"
    assert (await identity.sign_in_with_password(db, MEI, "a lantern by the lake", SIGNER)).person == person


async def test_a_password_that_is_too_short_changes_nothing(db: Database) -> None:
    person = (await identity.sign_in_with_password(db, MEI, PASSWORD, SIGNER)).person
    with pytest.raises(Refusal, match="password_weak"):
        async with db.work() as work:
            await identity.set_password(work, person.person_id, "1234567")
    assert (await identity.sign_in_with_password(db, MEI, PASSWORD, SIGNER)).person == person


async def test_a_password_for_nobody_is_refused(db: Database) -> None:
    with pytest.raises(Refusal, match="not_found"):
        async with db.work() as work:
            await identity.set_password(work, ids.uuid7(), PASSWORD)


async def test_the_same_demo_person_registered_at_once_is_one_person(db: Database) -> None:
    async def register() -> identity.Person:
        async with db.work() as work:
            return await identity.register_demo_person(work, AINO, "Aino", PASSWORD, SIGNER)

    registered = await asyncio.gather(*(register() for _ in range(4)))
    assert len({person.person_id for person in registered}) == 1

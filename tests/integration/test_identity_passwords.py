"""Signing in with a password."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from statistics import median

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import identity, notices
from linli.modules.identity import passwords
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


@pytest.fixture
def quick_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at its least cost, for tests that count tries and not the time that each takes."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    monkeypatch.setattr(passwords, "NOBODY", hasher.hash("nobody signs in with this"))


async def signed_in(db: Database, phone: str, password: str, address: str = "192.0.2.1") -> identity.SignedIn:
    return await identity.sign_in_with_password(db, phone, password, SIGNER, address=address)


async def refusal_of(db: Database, phone: str, password: str, address: str = "192.0.2.1") -> Refusal:
    with pytest.raises(Refusal) as refused:
        await signed_in(db, phone, password, address)
    return refused.value


async def test_phone_and_password_sign_a_member_in(db: Database) -> None:
    mei = await signed_in(db, MEI, PASSWORD)
    assert (mei.person.nickname, mei.new) == ("梅", False)


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
        await signed_in(db, MEI, PASSWORD)
    serving.cancel()
    assert turns > 15


@pytest.mark.usefixtures("quick_prints")
async def test_after_ten_wrong_ones_even_the_right_password_waits_a_quarter_of_an_hour(
    db: Database, own: tuple[Database, Clock]
) -> None:
    for _ in range(10):
        assert (await refusal_of(db, MEI, "four small boats")).code == "sign_in_wrong"
        own[1].move_on(timedelta(seconds=30))
    refused = await refusal_of(db, MEI, PASSWORD)
    assert (refused.code, refused.params) == ("too_many_tries", {"minutes": 10, "seconds": 600})
    assert refused.headers == {"Retry-After": "600"}
    assert (await refusal_of(db, STRANGER, PASSWORD)).code == "sign_in_wrong"
    own[1].move_on(timedelta(seconds=599))
    assert (await refusal_of(db, MEI, PASSWORD)).params["seconds"] == 1
    own[1].move_on(timedelta(seconds=1))
    assert (await signed_in(db, MEI, PASSWORD)).person.nickname == "梅"


@pytest.mark.usefixtures("quick_prints")
async def test_right_passwords_are_not_counted(db: Database) -> None:
    for _ in range(35):
        await signed_in(db, MEI, PASSWORD)
    assert (await refusal_of(db, MEI, "four small boats")).code == "sign_in_wrong"


async def test_many_wrong_passwords_at_once_are_as_many(db: Database) -> None:
    tries = [refusal_of(db, MEI, f"wrong password {number}") for number in range(14)]
    codes = sorted(refusal.code for refusal in await asyncio.gather(*tries))
    assert codes == ["sign_in_wrong"] * 10 + ["too_many_tries"] * 4


@pytest.mark.usefixtures("quick_prints")
async def test_one_password_tried_on_many_phones_is_stopped_by_the_address(
    db: Database, own: tuple[Database, Clock]
) -> None:
    phones = [f"+35840123{number:04d}" for number in range(1000, 1031)]
    for phone in phones[:30]:
        assert (await refusal_of(db, phone, "password1")).code == "sign_in_wrong"
    assert (await refusal_of(db, phones[30], "password1")).code == "too_many_tries"
    assert (await refusal_of(db, MEI, PASSWORD)).code == "too_many_tries"
    assert (await signed_in(db, MEI, PASSWORD, "192.0.2.2")).person.nickname == "梅"
    own[1].move_on(timedelta(hours=1))
    assert (await signed_in(db, MEI, PASSWORD)).person.nickname == "梅"


@pytest.mark.usefixtures("quick_prints")
async def test_a_right_password_does_not_wipe_out_an_addresss_wrong_ones(db: Database) -> None:
    for number in range(30):
        assert (await refusal_of(db, f"+35840124{number:04d}", "password1")).code == "sign_in_wrong"
        if number < 29:
            await signed_in(db, MEI, PASSWORD)
    assert (await refusal_of(db, MEI, PASSWORD)).code == "too_many_tries"


@pytest.mark.usefixtures("quick_prints")
async def test_all_addresses_of_one_customers_network_count_as_one(db: Database) -> None:
    for number in range(30):
        await refusal_of(db, f"+35840125{number:04d}", "password1", f"2001:db8:1:2::{number:x}")
    assert (await refusal_of(db, MEI, PASSWORD, "2001:db8:1:2:ffff::1")).code == "too_many_tries"
    assert (await signed_in(db, MEI, PASSWORD, "2001:db8:1:3::1")).person.nickname == "梅"


async def test_the_same_demo_person_registered_at_once_is_one_person(db: Database) -> None:
    async def register() -> identity.Person:
        async with db.work() as work:
            return await identity.register_demo_person(work, AINO, "Aino", PASSWORD, SIGNER)

    registered = await asyncio.gather(*(register() for _ in range(4)))
    assert len({person.person_id for person in registered}) == 1

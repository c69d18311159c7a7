"""Choosing another password: who may, and what ends with it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

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
MEI, AINO = "+8613800138001", "+358401234501"
OLD, NEW = "three small boats", "a lantern by the lake"
HERE = "192.0.2.1"


@pytest_asyncio.fixture
async def own(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Database, Clock]]:
    async with own_database(postgres) as opened:
        yield opened


@pytest.fixture
def db(own: tuple[Database, Clock]) -> Database:
    return own[0]


@pytest_asyncio.fixture
async def mei(db: Database) -> identity.Person:
    async with db.work() as work:
        return await identity.register_demo_person(work, MEI, "梅", OLD, SIGNER)


@pytest_asyncio.fixture
async def aino(db: Database) -> identity.Person:
    """Has no password."""
    async with db.work() as work:
        return await identity.register_demo_person(work, AINO, "Aino", None, SIGNER)


async def texted(db: Database, person: identity.Person, address: str = HERE) -> str:
    async with db.work() as work:
        await identity.send_password_code(work, 1, person.person_id, address, SIGNER, str)
        return (await notices.latest(work, 1, 1))[0].body


async def opens(db: Database, phone: str, password: str) -> bool:
    try:
        await identity.sign_in_with_password(db, phone, password, SIGNER, address=HERE)
    except Refusal as refusal:
        assert refusal.code == "sign_in_wrong"
        return False
    return True


class Held:
    """A session and a token of one person, and whether they are still worth anything."""

    def __init__(self, db: Database, cookie: str, token: str) -> None:
        self.db = db
        self.cookie = cookie
        self.token = token

    @classmethod
    async def by(cls, db: Database, person: identity.Person, epoch: int | None = None) -> "Held":
        async with db.work() as work:
            cookie = await identity.start_session(work, person.person_id, epoch=epoch)
            issued = await identity.issue_token(work, person.person_id, ["consumer"], epoch=epoch)
        return cls(db, cookie, issued.token)

    async def good(self) -> tuple[bool, bool]:
        async with self.db.read() as reader:
            session = await identity.session_person(reader, self.cookie)
            holder = await identity.token_holder(reader, self.token)
        return session is not None, holder is not None


async def test_the_old_password_makes_way_for_the_new_and_everything_else_ends(
    db: Database, mei: identity.Person, aino: identity.Person
) -> None:
    mine, hers = await Held.by(db, mei), await Held.by(db, aino)
    changed = await identity.change_password(db, mei.person_id, OLD, NEW, address=HERE)
    assert changed.person == mei
    assert await opens(db, MEI, NEW) and not await opens(db, MEI, OLD)
    assert await mine.good() == (False, False)
    assert await hers.good() == (True, True)
    assert await (await Held.by(db, mei, changed.epoch)).good() == (True, True)


async def test_without_the_old_password_nothing_changes(db: Database, mei: identity.Person) -> None:
    held = await Held.by(db, mei)
    for wrong in ("four small boats", "", OLD + " "):
        with pytest.raises(Refusal, match="password_wrong"):
            await identity.change_password(db, mei.person_id, wrong, NEW, address=HERE)
    assert await opens(db, MEI, OLD)
    assert await held.good() == (True, True)


async def test_guessing_the_old_password_counts_with_guessing_at_signing_in(
    db: Database, mei: identity.Person
) -> None:
    for number in range(5):
        assert not await opens(db, MEI, "four small boats")
        with pytest.raises(Refusal, match="password_wrong"):
            await identity.change_password(db, mei.person_id, f"guess {number}", NEW, address="192.0.2.9")
    with pytest.raises(Refusal, match="too_many_tries"):
        await identity.change_password(db, mei.person_id, OLD, NEW, address="192.0.2.9")


async def test_of_two_changes_at_once_one_wins(db: Database, mei: identity.Person) -> None:
    wanted = [f"{NEW} {number}" for number in range(4)]

    async def change(new: str) -> bool:
        try:
            await identity.change_password(db, mei.person_id, OLD, new, address=HERE)
        except Refusal as refusal:
            assert refusal.code == "password_wrong"
            return False
        return True

    won = await asyncio.gather(*map(change, wanted))
    assert sum(won) == 1
    assert [await opens(db, MEI, new) for new in wanted] == won


async def test_whoever_has_no_password_needs_a_code(db: Database, aino: identity.Person) -> None:
    async with db.read() as reader:
        assert not await identity.has_password(reader, aino.person_id)
    for guess in ("", "nobody signs in with this"):
        with pytest.raises(Refusal, match="password_wrong"):
            await identity.change_password(db, aino.person_id, guess, NEW, address=HERE)
    held = await Held.by(db, aino)
    await identity.reset_password(db, aino.person_id, await texted(db, aino), NEW, SIGNER)
    assert await opens(db, AINO, NEW)
    assert await held.good() == (False, False)
    async with db.read() as reader:
        assert await identity.has_password(reader, aino.person_id)


async def test_a_code_for_a_password_works_once_and_only_for_its_person(
    db: Database, mei: identity.Person, aino: identity.Person
) -> None:
    code = await texted(db, mei)
    with pytest.raises(Refusal, match="code_expired"):
        await identity.reset_password(db, aino.person_id, code, NEW, SIGNER)
    await identity.reset_password(db, mei.person_id, code, NEW, SIGNER)
    with pytest.raises(Refusal, match="code_expired"):
        await identity.reset_password(db, mei.person_id, code, OLD, SIGNER)
    assert await opens(db, MEI, NEW)


async def test_a_code_for_a_password_signs_nobody_in_and_the_other_way_round(
    db: Database, mei: identity.Person
) -> None:
    code = await texted(db, mei)
    with pytest.raises(Refusal, match="code_expired"):
        await identity.sign_in_with_code(db, MEI, code, SIGNER)
    async with db.work() as work:
        await identity.send_sign_in_code(work, 1, MEI, SIGNER, str)
        other = (await notices.latest(work, 1, 1))[0].body
    if other != code:
        with pytest.raises(Refusal, match="code_wrong"):
            await identity.reset_password(db, mei.person_id, other, NEW, SIGNER)
    assert (await identity.sign_in_with_code(db, MEI, other, SIGNER)).person == mei


async def test_wrong_codes_are_counted_and_an_old_one_is_none(
    db: Database, own: tuple[Database, Clock], mei: identity.Person
) -> None:
    code = await texted(db, mei)
    wrong = "000000" if code != "000000" else "111111"
    lefts = []
    for _ in range(5):
        with pytest.raises(Refusal, match="code_wrong") as refused:
            await identity.reset_password(db, mei.person_id, wrong, NEW, SIGNER)
        lefts.append(refused.value.params["tries_left"])
    assert lefts == [4, 3, 2, 1, 0]
    with pytest.raises(Refusal, match="code_expired"):
        await identity.reset_password(db, mei.person_id, code, NEW, SIGNER)
    code = await texted(db, mei)
    own[1].move_on(timedelta(minutes=10))
    with pytest.raises(Refusal, match="code_expired"):
        await identity.reset_password(db, mei.person_id, code, NEW, SIGNER)
    assert await opens(db, MEI, OLD)


async def test_a_weak_password_uses_up_neither_code_nor_try(db: Database, mei: identity.Person) -> None:
    code = await texted(db, mei)
    for weak in ("1234567", " " * 12, "three\x00boats", "\u3000" * 9, "\u200b" * 9):
        with pytest.raises(Refusal, match="password_weak"):
            await identity.reset_password(db, mei.person_id, code, weak, SIGNER)
        with pytest.raises(Refusal, match="password_weak"):
            await identity.change_password(db, mei.person_id, OLD, weak, address=HERE)
    await identity.reset_password(db, mei.person_id, code, NEW, SIGNER)


async def test_codes_for_passwords_are_limited_with_those_for_signing_in(
    db: Database, mei: identity.Person
) -> None:
    for number in range(4):
        await texted(db, mei, f"192.0.2.{number}")
    async with db.work() as work:
        await identity.count_code_request(work, MEI, "192.0.2.8")
    with pytest.raises(Refusal, match="too_many_tries"):
        await texted(db, mei, "192.0.2.9")


async def test_signing_out_everywhere_ends_every_session_and_token(
    db: Database, mei: identity.Person, aino: identity.Person
) -> None:
    mine, hers = [await Held.by(db, mei) for _ in range(2)], await Held.by(db, aino)
    async with db.work() as work:
        await identity.sign_out_everywhere(work, mei.person_id)
    assert [await held.good() for held in mine] == [(False, False)] * 2
    assert await hers.good() == (True, True)
    assert await (await Held.by(db, mei)).good() == (True, True)


async def test_a_sign_in_that_was_under_way_does_not_outlive_the_end_of_all(
    db: Database, mei: identity.Person
) -> None:
    """The old password was right, and before its session began another one was chosen."""
    before = await identity.sign_in_with_password(db, MEI, OLD, SIGNER, address=HERE)
    await identity.change_password(db, mei.person_id, OLD, NEW, address=HERE)
    assert await (await Held.by(db, mei, before.epoch)).good() == (False, False)


async def test_nobody_has_no_password_no_code_and_nothing_to_end(db: Database) -> None:
    nobody = ids.uuid7()
    for attempt in (
        identity.change_password(db, nobody, OLD, NEW, address=HERE),
        identity.reset_password(db, nobody, "123456", NEW, SIGNER),
    ):
        with pytest.raises(Refusal, match="not_found"):
            await attempt
    for act in ("sign_out_everywhere", "start_session"):
        with pytest.raises(Refusal, match="not_found"):
            async with db.work() as work:
                await getattr(identity, act)(work, nobody)

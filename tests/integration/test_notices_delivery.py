"""Messages: written with their cause, delivered after it, kept out of logs."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel.database import Database, Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import notices
from tests.integration.own_database import own_database

MEI = "+8613800138001"


class Postman:
    """A sender that remembers; it can be told to break down at one message."""

    def __init__(self, breaks_at: str = "", *, keeps_texts: bool = True) -> None:
        self.keeps_texts = keeps_texts
        self.delivered: list[tuple[UUID, str, str]] = []
        self.breaks_at = breaks_at

    async def deliver(self, message_id: UUID, recipient: str, body: str) -> None:
        if body == self.breaks_at:
            raise ConnectionError("no line")
        self.delivered.append((message_id, recipient, body))


@pytest_asyncio.fixture
async def own(postgres: EmbeddedPostgres) -> AsyncIterator[Database]:
    async with own_database(postgres) as (db, _):
        yield db


async def written(db: Database, market_id: int, *bodies: str) -> list[UUID]:
    async with db.work() as work:
        return [await notices.send(work, market_id, MEI, body) for body in bodies]


async def states(db: Database, market_id: int) -> list[tuple[str, str]]:
    async with db.read() as reader:
        return [(m.body, m.state.value) for m in await notices.latest(reader, market_id)]


async def test_the_newest_messages_of_a_market_come_first(work: Work) -> None:
    for body in ("one", "two", "three"):
        await notices.send(work, 1, MEI, body)
    await notices.send(work, 2, MEI, "of another market")
    assert [m.body for m in await notices.latest(work, 1, 2)] == ["three", "two"]
    assert [m.body for m in await notices.latest(work, 2)] == ["of another market"]


async def test_a_name_in_two_languages_is_told_in_the_readers(work: Work) -> None:
    words = {"store": {"zh": "望街面馆", "en": "Wangjie Noodles"}, "tries": 20}
    for language in ("zh", "en", ""):
        await notices.tell(work, 3, MEI, language, "guessing_person", **words)
    told = [m.body for m in await notices.latest(work, 3)]
    assert ["望街面馆" in body for body in told] == [False, False, True]
    assert ["Wangjie Noodles" in body for body in told] == [True, True, False]


async def test_waiting_messages_are_delivered_once_and_oldest_first(own: Database) -> None:
    ids = await written(own, 1, "one", "two")
    await written(own, 2, "of another market")
    postman = Postman()
    assert await notices.deliver_waiting(own, 1, postman) == 2
    assert await notices.deliver_waiting(own, 1, postman) == 0
    assert postman.delivered == [(ids[0], MEI, "one"), (ids[1], MEI, "two")]
    assert await states(own, 2) == [("of another market", "waiting")]


async def test_a_message_that_is_not_taken_waits_for_the_next_run_and_holds_up_none(own: Database) -> None:
    await written(own, 1, "one", "two", "three")
    assert await notices.deliver_waiting(own, 1, Postman(breaks_at="two")) == 2
    assert await states(own, 1) == [("three", "sent"), ("two", "waiting"), ("one", "sent")]
    assert await notices.deliver_waiting(own, 1, Postman()) == 1


async def test_a_text_is_forgotten_once_it_has_left_the_house(own: Database) -> None:
    await written(own, 1, "code 123456")
    assert await notices.deliver_waiting(own, 1, Postman(keeps_texts=False)) == 1
    assert await states(own, 1) == [("", "sent")]


async def test_a_message_older_than_an_hour_does_not_leave_any_more(postgres: EmbeddedPostgres) -> None:
    async with own_database(postgres) as (db, clock):
        await written(db, 1, "late")
        clock.move_on(timedelta(hours=1, seconds=1))
        assert await notices.deliver_waiting(db, 1, Postman()) == 0


async def test_a_message_whose_cause_is_undone_never_leaves(own: Database) -> None:
    with pytest.raises(ValueError, match="undone"):
        async with own.work() as work:
            await notices.send(work, 1, MEI, "never")
            raise ValueError("undone")
    assert await states(own, 1) == []


async def test_the_sandbox_marks_messages_as_sent(own: Database) -> None:
    await written(own, 1, "code 123456")
    assert await notices.deliver_waiting(own, 1) == 1
    assert await states(own, 1) == [("code 123456", "sent")]


async def test_a_message_does_not_show_its_words_or_recipient_when_printed(work: Work) -> None:
    await notices.send(work, 1, MEI, "code 123456")
    shown = repr((await notices.latest(work, 1))[0])
    assert "123456" not in shown
    assert MEI not in shown

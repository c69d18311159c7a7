"""Answers that are kept: given again as long as nothing has changed, to nobody else's question."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest_asyncio
from litestar import Litestar

from linli.api.keeping import LONGEST, OVERHEAD, Answer, Answers
from linli.kernel.database import Database
from linli.kernel.journey import Journey
from linli.kernel.live import Live
from linli.kernel.signing import Signer
from linli.modules import discovery, identity, markets, merchants
from linli.modules.discovery.statements import SQL
from tests.integration.apps import keeping
from tests.integration.web.statements import counted
from tests.product import until

from .stage import GUEST, HOME, MARKET_ID, SETTINGS, STORE, Stage

WITHIN_SECONDS = 10
BY_HAND = "UPDATE markets.markets SET name = $2 WHERE market_id = $1"
NEAR = f"{HOME}/search?q=wang&at=30.25001,120.16001"


class Town:
    """The app as a process of its own serves it, over the stage's database, at a standing clock."""

    def __init__(self, stage: Stage, app: Litestar, client: httpx.AsyncClient) -> None:
        self.stage, self.app, self.client = stage, app, client
        self.at = datetime(2026, 11, 23, 4, 0, 10, tzinfo=UTC)
        app.state.services.db.clock = lambda: self.at

    async def kept(self, path: str = NEAR, **headers: str) -> httpx.Response | None:
        """The answer that was kept, or None: it was made anew."""
        answer = await self.client.get(path, headers={"Accept-Encoding": "identity", **headers})
        assert answer.status_code == 200, answer.text
        return answer if "age" in answer.headers else None

    async def anew(self) -> httpx.Response | None:
        answer = await self.client.get(NEAR, headers={"Accept-Encoding": "identity"})
        return None if "age" in answer.headers else answer


@pytest_asyncio.fixture(scope="module")
async def town(stage: Stage) -> AsyncIterator[Town]:
    async with keeping(SETTINGS, stage.app.state.services.live._url) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            found = Town(stage, app, client)
            # Until a process hears of the others it keeps nothing.
            await until(found.kept, WITHIN_SECONDS)
            yield found


async def test_an_answer_is_given_again_to_the_same_question_of_nobody(town: Town) -> None:
    town.at += LONGEST
    made = await town.anew()
    answers = [await town.kept() for _ in range(2)]
    assert made and all(one and one.json() == made.json() for one in answers)
    assert [one.headers["cache-control"] for one in answers if one] == ["no-store"] * 2
    named = [one.headers.get_list("x-request-id") for one in answers if one]
    assert [len(one) for one in named] == [1, 1] and named[0] != named[1]
    assert await town.kept(NEAR.replace("30.25001,120.16001", "30.2500,120.1600999")), (
        "ten meters are one spot"
    )
    others = [NEAR.replace("30.25001", "30.25111"), f"{NEAR}&open=true", NEAR.replace("wang", "li")]
    assert [await town.kept(one) for one in others] == [None] * 3
    token = {"Authorization": f"Bearer {await town.stage.token(GUEST)}"}
    for who in (token, {"Cookie": "linli_session=x"}, {"Accept-Encoding": "br"}):
        assert await town.kept(NEAR, **who) is None, who
    assert await town.kept(NEAR, **{"Accept-Encoding": "br"}), "kept apart, as it was packed"
    head = await town.client.head(NEAR)
    assert (head.status_code, head.content) == (200, b"") and "age" not in head.headers
    assert await town.kept()
    for refused in (f"{HOME}/search?price=7", NEAR.replace("lakeside/", "nowhere/")):
        first, second = [await town.client.get(refused) for _ in range(2)]
        assert first.status_code == second.status_code >= 400 and "age" not in second.headers


async def test_it_is_made_anew_when_another_process_has_changed_something_or_the_minute_is_over(
    town: Town,
) -> None:
    elsewhere = Live(town.app.state.services.live._url, town.stage.db.pool)
    db = Database(town.stage.db.pool, Journey())
    db.pass_on = elsewhere.pass_on
    async with db.read() as reader:
        store = await merchants.store_by_slug(reader, MARKET_ID, STORE)
    try:
        for number in (7, 8, 0):
            await until(town.kept, WITHIN_SECONDS)
            async with db.work() as work:
                await discovery.set_rating(work, MARKET_ID, store.store_id, number, 45 if number else 0)
            answer = await until(town.anew, WITHIN_SECONDS)
            assert answer.json()["items"][0]["place"]["reviews"] == number
    finally:
        await elsewhere.close()
    town.at = town.at.replace(minute=30, second=10)
    assert await town.anew() and await town.kept()
    town.at += LONGEST
    assert await town.anew() and await town.kept()
    town.at = town.at.replace(second=59)
    answer = await town.kept()
    assert answer and answer.headers["age"] == "19"
    town.at += timedelta(seconds=1)
    assert await town.anew()


async def test_what_a_process_knows_of_a_market_changes_as_soon_as_another_process_has_changed_it(
    town: Town,
) -> None:
    directory, elsewhere = town.app.state.services.directory, town.stage.app.state.services.db
    directory.keeps = True
    slug = HOME.rpartition("/")[2]

    async def called(name: str) -> bool:
        return (await directory.market_by_slug(slug)).name == name

    async def kept() -> bool:
        """What is written by hand nobody is told of: whoever keeps it does not see it."""
        await directory.market_by_slug(slug)
        await elsewhere.pool.execute(BY_HAND, MARKET_ID, "by hand")
        unseen = await called(before.name)
        await elsewhere.pool.execute(BY_HAND, MARKET_ID, before.name)
        return unseen

    async with elsewhere.read() as reader:
        before = await markets.market(reader, MARKET_ID)
    await until(kept, WITHIN_SECONDS)
    async with elsewhere.work() as work:
        await markets.open_market(work, msgspec.structs.replace(before, name="elsewhere"))
    await until(lambda: called("elsewhere"), WITHIN_SECONDS)
    async with elsewhere.work() as work:
        await markets.open_market(work, before)
    await until(lambda: called(before.name), WITHIN_SECONDS)
    directory.keeps = False


async def test_what_a_search_page_shows_everybody_is_kept_and_nothing_of_a_reader_goes_into_it(
    town: Town,
) -> None:
    services, alike = town.app.state.services, town.app.state.alike
    slug = HOME.rpartition("/")[2]
    page, pins = f"/{slug}/search?q=wang", f"/{slug}/search/pins?q=wang"
    town.at = town.at.replace(minute=town.at.minute + 1, second=10)
    async with town.stage.db.work() as work:
        who = (await identity.person_with_phone(work, GUEST, Signer(SETTINGS.secret, "phones"))).person_id
        guest = {"linli_session": await identity.start_session(work, who), "linli_form": "guest"}
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)

    async def read(path: str, **cookies: str) -> tuple[str, int]:
        """The page, and how often the index was asked for it."""
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        async with counted(services.db.pool, SETTINGS.pool_size) as asked:
            answer = await town.client.get(path, headers={"Accept-Encoding": "identity", "Cookie": said})
        assert answer.status_code == 200, answer.text
        return answer.text, sum("discovery." in one for one in asked)

    alike.keeps = True
    try:
        mine, mine_cost = await read(page, **guest)
        theirs, theirs_cost = await read(page, linli_form="stranger")
        assert (mine_cost > 0, theirs_cost) == (True, 0)
        parts = [text.partition('<main class="page"')[2].partition("</main>")[0] for text in (mine, theirs)]
        assert parts[0] == parts[1] and STORE in parts[0]
        for own in ("nonce=", "csrf", "/sign-in?"):
            assert own not in parts[0]
        assert "/sign-in?" in theirs and "/sign-in?" not in mine
        nonces = [re.findall('nonce="([^"]+)"', text) for text in (mine, theirs)]
        assert not set(nonces[0]) & set(nonces[1])
        assert len(set(re.findall(' id="([^"]+)"', theirs))) == len(re.findall(' id="([^"]+)"', theirs))
        assert [(await read(pins))[1] > 0, (await read(pins, **guest))[1]] == [True, 0]
        english, cost = await read(f"{page}&lang=en")
        assert cost and english.partition("<main")[2] != theirs.partition("<main")[2]
        for number in (41, 0):
            async with services.db.work() as work:
                await discovery.set_rating(work, MARKET_ID, store.store_id, number, 45 if number else 0)
            assert ("(41)" in (await read(page))[0]) == bool(number) and (await read(pins))[1] > 0
        town.at += timedelta(minutes=1)
        assert (await read(page))[1] > 0, "hours change with the clock"
    finally:
        alike.keeps = False


async def test_only_so_many_bytes_are_kept_those_asked_for_last_and_none_that_may_be_old(town: Town) -> None:
    services = town.app.state.services
    answers = Answers(services, most_bytes=3 * (OVERHEAD + 10))
    mark = answers.mark(MARKET_ID)
    assert mark is not None
    keys = one, two, three, four = [(f"/{number}", b"", b"") for number in range(4)]
    answer = Answer(MARKET_ID, mark, town.at, town.at + LONGEST, "", (), b"x" * 10)
    for key in (one, two, three):
        answers.keep(key, answer)
    assert answers.find(one)
    answers.keep(four, answer)
    assert [bool(answers.find(key)) for key in keys] == [True, False, True, True]
    services.live.pass_on([f"{discovery.CHANGED}:{MARKET_ID}"])
    assert answers.find(one) is None
    answers.keep(one, answer)
    assert answers.find(one) is None, "its mark is of before"
    [listening] = [task for task in asyncio.all_tasks() if task is services.live._listening]
    listening.cancel()
    await asyncio.wait([listening])
    assert answers.mark(MARKET_ID) is None and answers.find(three) is None, "what is not heard of may be old"


def test_whatever_writes_the_index_tells_so_but_for_a_record_that_changes_with_every_order() -> None:
    writing = {one.name for one in SQL.all() if one.writes}
    assert {"write_places", "set_rating", "book_sponsored", "count_terms", "end_synonyms"} <= writing
    assert "hold_places" not in writing and "walk_places" not in writing
    assert {one.name for one in SQL.all() if one.tells} == writing - {"set_record"}

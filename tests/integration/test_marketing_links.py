"""Links: made for a store, followed by visitors, ended."""

from datetime import timedelta
from uuid import UUID

import pytest

from linli.kernel.database import Work
from linli.kernel.events import Event
from linli.kernel.ids import derived, new_code, read_code, uuid7
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import marketing
from linli.modules.marketing import Channel

MARKET = 9_207
STORE, OTHER_STORE, MEI = derived("store a"), derived("store b"), derived("mei")


@pytest.fixture
def heard() -> list[Event]:
    return []


@pytest.fixture
def journey(heard: list[Event]) -> Journey:
    async def remember(_work: Work, event: Event) -> None:
        heard.append(event)

    journey = Journey()
    journey.on(marketing.Visited).at_once(remember)
    return journey


async def _link(work: Work, label: str = "1号桌", store_id: UUID = STORE) -> marketing.Link:
    return await marketing.make_link(work, MARKET, store_id, Channel.TABLE_CARD, label, MEI)


async def test_a_new_link_has_a_code_of_seven_that_reads_back(work: Work) -> None:
    link = await _link(work, "  1号桌 ")
    assert read_code(link.code, 7) == link.code
    assert (link.store_id, link.channel, link.label, link.ended_at) == (
        STORE,
        Channel.TABLE_CARD,
        "1号桌",
        None,
    )


@pytest.mark.parametrize("label", ["", "   ", "x" * 61])
async def test_a_link_without_a_fitting_label_is_refused(work: Work, label: str) -> None:
    with pytest.raises(Refusal) as no:
        await _link(work, label)
    assert (no.value.code, no.value.params) == ("invalid", {"field": "label"})


async def test_a_code_that_is_taken_is_drawn_again(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free = (await _link(work)).code, new_code(7)
    draws = iter([taken, taken, free])
    monkeypatch.setattr("linli.kernel.ids.new_code", lambda _length: next(draws))
    assert (await _link(work)).code == free


async def test_following_a_link_counts_a_visit_and_announces_it(work: Work, heard: list[Event]) -> None:
    link = await _link(work)
    visited = await marketing.visit(work, MARKET, link.code)
    assert (visited.link, heard) == (link, [visited])
    [line] = await marketing.links_of_store(work, MARKET, STORE)
    assert line.visits == 1


async def test_a_code_that_nobody_made_leads_nowhere(work: Work) -> None:
    with pytest.raises(Refusal, match="not_found"):
        await marketing.visit(work, MARKET, new_code(7))


async def test_a_link_of_another_market_leads_nowhere(work: Work) -> None:
    link = await _link(work)
    with pytest.raises(Refusal, match="not_found"):
        await marketing.visit(work, MARKET + 1, link.code)


async def test_an_ended_link_leads_nowhere_and_keeps_its_count(work: Work) -> None:
    link = await _link(work)
    await marketing.visit(work, MARKET, link.code)
    await marketing.end_link(work, MARKET, STORE, link.link_id)
    with pytest.raises(Refusal, match="not_found"):
        await marketing.visit(work, MARKET, link.code)
    [line] = await marketing.links_of_store(work, MARKET, STORE)
    assert (line.visits, line.ended_at) == (1, work.now)


async def test_ending_a_link_again_keeps_the_first_moment(work: Work) -> None:
    link = await _link(work)
    first = await marketing.end_link(work, MARKET, STORE, link.link_id)
    work.now += timedelta(hours=1)
    assert await marketing.end_link(work, MARKET, STORE, link.link_id) == first


async def test_another_store_cannot_end_a_link(work: Work) -> None:
    link = await _link(work)
    with pytest.raises(Refusal, match="not_found"):
        await marketing.end_link(work, MARKET, OTHER_STORE, link.link_id)


async def test_a_visit_is_remembered_for_thirty_days(work: Work) -> None:
    link = await _link(work)
    visited = await marketing.visit(work, MARKET, link.code)
    made = work.now
    work.now = made + timedelta(days=30) - timedelta(microseconds=1)
    assert await marketing.visit_link(work, MARKET, visited.visit_id) == link
    work.now = made + timedelta(days=30)
    assert await marketing.visit_link(work, MARKET, visited.visit_id) is None


async def test_a_visit_that_never_was_has_no_link(work: Work) -> None:
    assert await marketing.visit_link(work, MARKET, uuid7()) is None


async def test_a_stores_links_are_listed_newest_first_and_only_its_own(work: Work) -> None:
    mine = [await _link(work, label) for label in ("first", "second")]
    await _link(work, store_id=OTHER_STORE)
    lines = await marketing.links_of_store(work, MARKET, STORE)
    assert [line.link_id for line in lines] == [link.link_id for link in reversed(mine)]
    assert {(line.visits, line.orders, line.paid_minor, line.redeemed, line.reviews) for line in lines} == {
        (0, 0, 0, 0, 0)
    }

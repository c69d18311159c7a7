"""Links: made for a store, followed by visitors, ended."""

from datetime import timedelta
from uuid import UUID

import pytest

from linli.kernel.database import Work
from linli.kernel.events import Event
from linli.kernel.ids import derived, new_code, uuid7
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import marketing, merchants
from linli.modules.marketing import Channel, Landing, LandingKind, Place
from tests import cast

MARKET = 9_207
SIGNER = Signer("a secret of this test", "codes")
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
    return await marketing.make_link(work, MARKET, store_id, Channel.TABLE_CARD, label, MEI, SIGNER)


async def test_a_new_link_has_a_code_that_reads_back(work: Work) -> None:
    link = await _link(work, "  1号桌 ")
    assert marketing.read_link_code(link.code.lower(), SIGNER) == link.code
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
    taken, free = (await _link(work)).code, "7K3M9QX"
    draws = iter([taken[:7], taken[:7], free])
    monkeypatch.setattr("linli.kernel.ids.random_text", lambda _length: next(draws))
    assert (await _link(work)).code.startswith(free)


async def test_following_a_link_counts_a_visit_and_announces_it(work: Work, heard: list[Event]) -> None:
    link = await _link(work)
    visited = await marketing.visit(work, MARKET, link.code)
    assert (visited.link, heard) == (link, [visited])
    [line] = (await marketing.links_of_store(work, MARKET, STORE)).items
    assert line.visits == 1


async def test_a_code_keeps_its_place_landing_campaign_and_clerk(work: Work) -> None:
    market = await cast.open_market(work, market_id=MARKET, slug="codes")
    store = await cast.open_store(work, market)
    deal = await cast.publish(work, store)
    await merchants.add_staff(work, MARKET, MEI, store.store_id, "clerk", "Mei")
    about = (work, MARKET, store.store_id, Channel.CLERK, "小美", MEI, SIGNER)
    place = Place(" 12 ", Landing(LandingKind.DEAL, deal.deal_id), "春节", MEI)
    link = await marketing.make_link(*about, place)
    assert (link.place, link.leads_to, link.clerk_id) == ("12", place.landing, MEI)
    [campaign] = await marketing.campaigns_of_store(work, MARKET, store.store_id)
    assert (campaign.name, campaign.campaign_id) == ("春节", link.campaign_id)
    again = await marketing.make_link(*about, Place(campaign=" 春节"))
    assert again.campaign_id == link.campaign_id
    wrong = {
        "place": Place("x" * 41),
        "campaign": Place(campaign="x" * 61),
        "clerk": Place(clerk_id=derived("stranger")),
        "landing": Place(landing=Landing(LandingKind.DEAL, store.store_id)),
    }
    for field, bad in wrong.items():
        with pytest.raises(Refusal) as no:
            await marketing.make_link(*about, bad)
        assert (no.value.code, no.value.params) == ("invalid", {"field": field})
    by = marketing.Follower(MEI, derived("phone"), "wechat")
    own = await marketing.visit(work, MARKET, link.code, by)
    assert (own.own_staff, own.apart, own.campaign_id) == (True, marketing.Apart.STAFF, link.campaign_id)
    passing = marketing.Follower(derived("guest"), derived("phone"), "wechat")
    seen = await marketing.visit(work, MARKET, link.code, passing)
    assert (seen.own_staff, seen.apart, seen.person_id) == (False, None, derived("guest"))
    lines = {
        line.link_id: line.visits
        for line in (await marketing.links_of_store(work, MARKET, store.store_id)).items
    }
    assert lines == {link.link_id: 1, again.link_id: 0}


async def test_a_bots_visit_is_told_and_counts_for_nothing(work: Work, heard: list[Event]) -> None:
    link = await _link(work)
    visited = await marketing.visit(work, MARKET, link.code, marketing.Follower(agent="bot"))
    assert (heard, visited.apart) == ([visited], marketing.Apart.BOT)
    [line] = (await marketing.links_of_store(work, MARKET, STORE)).items
    assert line.visits == 0
    assert await marketing.visit_link(work, MARKET, visited.visit_id) is None
    await marketing.record_ordered(work, MARKET, derived("order"), STORE, visited.visit_id, 100)
    assert [step.link_id for step in await marketing.line_of_order(work, MARKET, derived("order"))] == [None]


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
    [line] = (await marketing.links_of_store(work, MARKET, STORE)).items
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
    lines = (await marketing.links_of_store(work, MARKET, STORE)).items
    assert [line.link_id for line in lines] == [link.link_id for link in reversed(mine)]
    assert {(line.visits, line.orders, line.paid_minor, line.redeemed, line.reviews) for line in lines} == {
        (0, 0, 0, 0, 0)
    }

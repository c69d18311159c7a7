"""One box for everything: what a search answers, in which order, and what it says about it."""

import msgspec
import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.modules import discovery
from linli.modules.discovery import planning
from linli.modules.discovery.queries import looking
from tests.integration.discovery_stage import HERE, MARKET, PLACE, deal, merchant, opened, store

HOSTILE = (
    "",
    "   \t\n",
    "'; DROP TABLE discovery.places; --",
    "%' OR 1=1 --",
    "(1|2)&!3",
    "\\",
    "a\x00b",
    "\x00",
    "\ud800火锅\udfff",
    "near \ud800",
    "🍲🍜👩‍👩‍👧",
    "火" * 10_000,
    "a " * 5_000,
    "x" * 10_000,
    "附近" * 40,
    "\u202e\u200b\ufeff",
    "ﷺ" * 90,
    "̸̢̛z̷a̴l̵g̶o̸" * 30,
    "<script>alert(1)</script>",
    "trade:bar has:deals",
    "near near near near",
    "-- 在 的 近",
)


@pytest.fixture
def journey() -> Journey:
    return Journey()


@pytest_asyncio.fixture(autouse=True)
async def market(work: Work) -> None:
    await opened(work)


async def _asked(work: Work, **how: object) -> discovery.Results:
    filters = {name: how.pop(name) for name in list(how) if name in discovery.Filters.__struct_fields__}
    query = msgspec.convert({"at": HERE, "filters": filters, **how}, discovery.Query)
    return await discovery.search(work, PLACE, query)


def _slugs(results: discovery.Results) -> list[str]:
    return [hit.found.place.slug for hit in results.hits]


async def _street(work: Work) -> None:
    """A claimed hotpot 300 m away, an unclaimed café at 100 m, a far bar."""
    owner = await merchant(work)
    open_all_day = {"hours": "Mo-Su 11:00-22:00", "address": "湖滨路 8"}
    hotpot = await store(
        work, "lao-wang", "老王火锅", north_m=300, owner=owner, name_en="Lao Wang Hotpot", **open_all_day
    )
    await deal(work, hotpot, "双人套餐")
    await store(work, "cafe-ekberg", "Café Ekberg", trade="cafe", north_m=100, hours="Mo-Su 08:00-11:30")
    await store(work, "yue", "月", trade="bar", north_m=5_000)
    await discovery.refresh_all(work, MARKET)


async def test_each_filter_leaves_as_many_as_its_count_said(work: Work) -> None:
    await _street(work)
    everything = await _asked(work)
    assert everything.total == 3
    assert not everything.capped
    chosen: dict[str, dict[str, object]] = {
        "open": {"open": True},
        "deals": {"deals": True},
        "trade:bar": {"trade": "bar"},
    }
    for name, filters in chosen.items():
        left = await _asked(work, **filters)
        assert left.total == everything.counts[name] == 1, name
    assert _slugs(await _asked(work, within_m=200)) == ["cafe-ekberg"]


async def test_results_stand_in_the_order_that_was_asked_for_and_pages_follow(work: Work) -> None:
    await _street(work)
    nearest = await _asked(work, order=discovery.Order.DISTANCE)
    assert _slugs(nearest) == ["cafe-ekberg", "lao-wang", "yue"]
    second = await _asked(work, order=discovery.Order.DISTANCE, size=1, offset=1)
    assert _slugs(second) == ["lao-wang"]
    assert second.total == 3


async def test_squares_around_lead_to_what_the_whole_market_would(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _street(work)
    asked: list[dict[str, object]] = [{"text": "火锅"}, {"deals": True}, {"text": "湖滨路", "trade": "cafe"}]
    whole = [_slugs(await _asked(work, **one)) for one in asked]
    assert whole[:2] == [["lao-wang"]] * 2
    monkeypatch.setattr(planning, "FEW_PLACES", 0)
    monkeypatch.setattr(planning, "ENOUGH", 0)
    assert [_slugs(await _asked(work, size=1, **one)) for one in asked] == whole
    looked = await looking.look(work, PLACE, discovery.Query(text="火锅", at=HERE, size=0))
    assert looked.plan.blocks and looked.capped


async def test_what_is_typed_is_suggested_and_nothing_for_nothing(work: Work) -> None:
    await _street(work)
    [first, *_] = await discovery.suggest(work, PLACE, "laow", at=HERE)
    assert (first.kind, first.text, first.ref) == ("store", "老王火锅", "lao-wang")
    assert await discovery.suggest(work, PLACE, "  ", at=HERE) == []


async def test_stores_are_compared_in_the_order_they_were_chosen(work: Work) -> None:
    await _street(work)
    found = {hit.found.place.slug: hit.found.place.store_id for hit in (await _asked(work)).hits}
    chosen = [found["yue"], found["lao-wang"], found["yue"]]
    compared = await discovery.compare(work, PLACE, chosen, at=HERE)
    assert [one.found.place.slug for one in compared] == ["yue", "lao-wang"]


async def test_whatever_is_typed_is_only_ever_searched_for(work: Work) -> None:
    await _street(work)
    for text in HOSTILE:
        results = await _asked(work, text=text)
        query = discovery.Query(at=HERE, text=text)
        things = await discovery.search_things(work, PLACE, query)
        pins = await discovery.search_pins(work, PLACE, query)
        suggested = await discovery.suggest(work, PLACE, text, at=HERE)
        counts = (results.total <= 3, things.total <= 1, len(pins) <= 3, len(suggested) <= 8)
        assert all(counts), (text[:40], counts)


async def test_a_word_that_nothing_has_is_left_out_and_said(work: Work) -> None:
    await _street(work)
    results = await _asked(work, text="火锅 牛津大学")
    assert _slugs(results) == ["lao-wang"]
    assert results.understood.dropped == ["牛津大学"]
    assert _slugs(await _asked(work, text="牛津大学")) == []


async def test_another_spelling_is_searched_and_said_unless_it_must_be_exact(work: Work) -> None:
    await _street(work)
    results = await _asked(work, text="ekbreg")
    assert (_slugs(results), results.understood.corrected) == (["cafe-ekberg"], "ekberg")
    assert _slugs(await _asked(work, text="ekbreg", exact=True)) == []


async def test_a_result_says_why_it_stands_there_and_what_of_it_matched(work: Work) -> None:
    await _street(work)
    [hit] = (await _asked(work, text="双人套餐")).hits
    assert [thing.title for thing in hit.things] == ["双人套餐"]
    assert {reason.code for reason in hit.why} >= {"item", "near", "open", "offer", "verified"}
    assert hit.score == pytest.approx(sum(reason.points for reason in hit.why), abs=0.01)


async def test_filters_that_leave_nothing_are_not_taken_for_words_that_nothing_has(work: Work) -> None:
    await _street(work)
    for narrow in ({"rating_tenths": 45}, {"within_m": 50}, {"bookable": True}):
        left = await _asked(work, text="老王 火锅", **narrow)
        assert (left.hits, left.understood.dropped) == ([], []), narrow
    both = await _asked(work, text="老王 牛津大学", within_m=50)
    assert (both.hits, both.understood.dropped) == ([], ["牛津大学"])


async def test_who_delivers_here_is_counted_not_who_delivers_anywhere(work: Work) -> None:
    await _street(work)
    lat, lon = HERE
    for slug, away in (("lao-wang", 0.0), ("cafe-ekberg", 1.0)):
        corners = tuple((lat + away + up, lon + right) for up, right in ((-0.1, -0.1), (0.1, 0), (-0.1, 0.1)))
        await discovery.set_service_area(work, MARKET, discovery.ServiceArea(derived("store", slug), corners))
    assert (await _asked(work)).counts["delivers"] == 1
    assert _slugs(await _asked(work, delivers=True)) == ["lao-wang"]


async def test_a_thing_says_why_it_stands_there(work: Work) -> None:
    await _street(work)
    query = discovery.Query(at=HERE, text="双人套餐")
    [found] = (await discovery.search_things(work, PLACE, query)).things
    assert {reason.code for reason in found.why} >= {"item", "near", "open", "verified"}
    assert {reason.words.get("word") for reason in found.why if reason.code == "item"} == {"双人套餐"}

"""Finding a place by where it is, what it is called, what it sells, and when it is open."""

from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.kernel.journey import Journey
from linli.modules import discovery
from tests.integration.discovery_stage import HERE, MARKET, NOON, PLACE, deal, merchant, opened, store


@pytest.fixture
def journey() -> Journey:
    return Journey()


@pytest_asyncio.fixture(autouse=True)
async def market(work: Work) -> None:
    await opened(work)


async def _slugs(work: Work, text: str = "", **how: object) -> list[str]:
    how = {"text": text, "at": HERE, "place": PLACE, **how}
    found = await discovery.find(work, MARKET, **how)  # type: ignore[arg-type]  # as they are
    return [one.place.slug for one in found]


async def _street(work: Work) -> None:
    """Three stores: a claimed hotpot 300 m away, an unclaimed café at 100 m, a far bar."""
    owner = await merchant(work)
    hotpot = await store(
        work, "lao-wang", "老王火锅", north_m=300, owner=owner, name_en="Lao Wang Hotpot",
        hours="Mo-Su 11:00-22:00", address="湖滨路 8",
    )  # fmt: skip
    await deal(work, hotpot, "双人套餐")
    await store(work, "cafe-ekberg", "Café Ekberg", trade="cafe", north_m=100, hours="Mo-Su 08:00-11:30")
    await store(work, "yue", "月", trade="bar", north_m=5_000)
    await discovery.refresh_all(work, MARKET)


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("火锅", ["lao-wang"]),
        ("laowang", ["lao-wang"]),
        ("lwhg", ["lao-wang"]),
        ("HOTPOT", ["lao-wang"]),
        ("双人", ["lao-wang"]),
        ("湖滨路", ["lao-wang"]),
        ("hotpot 双人", ["lao-wang"]),
        ("hotpot ekberg", []),
        ("cafe", ["cafe-ekberg"]),
        ("咖啡", ["cafe-ekberg"]),
        ("kafei", ["cafe-ekberg"]),
        ("jiuba", ["yue"]),
        ("hotpoot", ["lao-wang"]),
        ("hot%pot", ["lao-wang"]),
        ("sushi", []),
    ],
)
async def test_a_place_is_found_by_every_word_it_goes_by(work: Work, text: str, slugs: list[str]) -> None:
    await _street(work)
    assert await _slugs(work, text) == slugs


async def test_a_claimed_store_with_a_deal_comes_before_a_nearer_bare_listing(work: Work) -> None:
    await _street(work)
    assert await _slugs(work) == ["lao-wang", "cafe-ekberg", "yue"]


async def test_a_bare_listing_comes_first_when_it_is_more_than_600_meters_nearer(work: Work) -> None:
    owner = await merchant(work)
    far = await store(work, "claimed", "Claimed", north_m=710, owner=owner)
    await deal(work, far, "Lunch")
    await store(work, "bare", "Bare", north_m=100)
    await discovery.refresh_all(work, MARKET)
    assert await _slugs(work) == ["bare", "claimed"]


async def test_a_place_that_has_the_word_in_its_name_comes_before_one_that_only_sells_it(work: Work) -> None:
    owner = await merchant(work)
    near = await store(work, "near", "Corner", north_m=10, owner=owner)
    await deal(work, near, "Pizza night")
    named = await store(work, "named", "Pizza House", north_m=700, owner=owner)
    await deal(work, named, "Lunch")
    await discovery.refresh_all(work, MARKET)
    assert await _slugs(work, "pizza") == ["named", "near"]


async def test_distances_are_meters_along_the_globe(work: Work) -> None:
    await _street(work)
    found = await discovery.find(work, MARKET, at=HERE, place=PLACE)
    assert [one.distance_m for one in found] == pytest.approx([300, 100, 5_000], abs=1)


async def test_a_store_at_the_very_spot_is_zero_meters_away(work: Work) -> None:
    await store(work, "here", "Here")
    await discovery.refresh_all(work, MARKET)
    [found] = await discovery.find(work, MARKET, at=HERE, place=PLACE)
    assert found.distance_m == 0


async def test_a_trade_or_a_deal_can_be_asked_for(work: Work) -> None:
    await _street(work)
    assert await _slugs(work, trade="cafe") == ["cafe-ekberg"]
    assert await _slugs(work, deals_only=True) == ["lao-wang"]
    assert await _slugs(work, trade="cafe", deals_only=True) == []


async def test_open_at_a_moment_leaves_out_the_closed_and_the_unknown(work: Work) -> None:
    await _street(work)
    assert await _slugs(work, open_at=NOON) == ["lao-wang"]
    assert await _slugs(work, open_at=NOON - timedelta(hours=3)) == ["cafe-ekberg"]
    assert await _slugs(work, open_at=NOON - timedelta(hours=10)) == []


async def test_without_a_moment_each_place_shows_its_state_now(work: Work) -> None:
    await _street(work)
    found = await discovery.find(work, MARKET, at=HERE, place=PLACE)
    assert [one.open_state.open for one in found] == [True, False, None]


@pytest.mark.parametrize("open_only", [False, True])
async def test_pages_follow_each_other_without_gaps_or_repeats(work: Work, open_only: bool) -> None:
    for number in range(7):
        await store(work, f"s{number}", f"S{number}", north_m=10 * number, hours="24/7")
    await discovery.refresh_all(work, MARKET)
    moment = NOON if open_only else None
    pages = [await _slugs(work, size=3, offset=offset, open_at=moment) for offset in (0, 3, 6, 9)]
    assert pages == [["s0", "s1", "s2"], ["s3", "s4", "s5"], ["s6"], []]


async def test_another_markets_places_are_not_found(work: Work) -> None:
    await _street(work)
    assert await discovery.find(work, MARKET + 1, at=HERE, place=PLACE) == []


async def test_places_are_counted_by_trade(work: Work) -> None:
    await _street(work)
    assert await discovery.trade_counts(work, MARKET) == {"restaurant": 1, "cafe": 1, "bar": 1}


async def test_an_area_leaves_out_what_lies_beyond_its_edges(work: Work) -> None:
    await _street(work)
    lat, lon = HERE
    here = discovery.Area(lat - 0.01, lon - 0.01, lat + 0.01, lon + 0.01)
    assert await _slugs(work, area=here) == ["lao-wang", "cafe-ekberg"]
    far = discovery.Area(lat + 0.01, lon - 0.01, lat + 0.1, lon + 0.01)
    assert await _slugs(work, area=far) == ["yue"]
    assert await _slugs(work, area=far, open_at=NOON) == []


async def test_pins_are_what_the_list_has_with_offers_first(work: Work) -> None:
    await _street(work)

    async def pins(**how: object) -> list[discovery.Pin]:
        how = {"at": HERE, "place": PLACE, **how}
        return await discovery.pins(work, MARKET, **how)  # type: ignore[arg-type]  # as they are

    found = await pins()
    assert [pin.slug for pin in found] == ["lao-wang", "cafe-ekberg", "yue"]
    assert [pin.offer_price is not None for pin in found] == [True, False, False]
    for how in ({"text": "kafei"}, {"trade": "bar"}, {"deals_only": True}, {"open_at": NOON}):
        assert {pin.slug for pin in await pins(**how)} == set(await _slugs(work, **how)), how


async def test_one_place_is_found_by_its_store_and_only_in_its_market(work: Work) -> None:
    store_id = await store(work, "yue", "月", trade="bar", north_m=500)
    await discovery.refresh_all(work, MARKET)
    found = await discovery.find_one(work, MARKET, store_id, at=HERE, place=PLACE)
    assert found is not None
    assert (found.place.slug, round(found.distance_m, -1)) == ("yue", 500)
    assert await discovery.find_one(work, MARKET + 1, store_id, at=HERE, place=PLACE) is None

"""The nearby page and its map: pins of the same search, an area as a filter, the card of a tapped pin."""

import pytest

from tests.integration.web.consumer_stage import Street

AROUND = "30.2390,120.1660,30.2420,120.1700"
ELSEWHERE = "30.3000,120.2000,30.3100,120.2100"


async def pins(street: Street, query: str = "", language: str = "en") -> dict[str, dict[str, object]]:
    visitor = await street.visitor(language=language)
    told = (await visitor.get(f"{street.root}/search/pins{query}")).json()
    return {pin["slug"]: pin for pin in told["pins"]}


async def test_a_store_with_a_deal_is_a_pin_with_its_price(street: Street) -> None:
    pin = (await pins(street))["wangjie-noodles"]
    assert pin == {
        "slug": "wangjie-noodles",
        "name": "Wangjie Noodles",
        "trade": "restaurant",
        "icon": "steaming-bowl",
        "at": [street.store.lon, street.store.lat],
        "offer": f"¥{street.deal.price_minor // 100}",
        "listed": False,
    }


async def test_an_unclaimed_listing_is_a_pin_without_a_price(street: Street) -> None:
    await street.open_store("somewhere", claimed=False, source="osm:node/1")
    pin = (await pins(street))["somewhere"]
    assert (pin["offer"], pin["listed"]) == ("", True)


async def test_pins_and_list_answer_the_same_search(street: Street) -> None:
    await street.open_store("asleep", name="早睡面馆", name_en="Asleep", hours="off")
    await street.open_store("pages", name="迟归书店", name_en="Pages", trade="books")
    for query, shown in {
        "?q=wangjie": {"wangjie-noodles"},
        "?trade=books": {"pages"},
        "?deals=1": {"wangjie-noodles"},
        "?open=1": {"wangjie-noodles", "pages"},
        f"?area={AROUND}": {"wangjie-noodles", "asleep", "pages"},
        f"?area={ELSEWHERE}": set(),
    }.items():
        page = await (await street.visitor()).see(f"{street.root}/search{query}")
        listed = {slug for slug in ("wangjie-noodles", "asleep", "pages") if f'data-pin="{slug}"' in page}
        assert (set(await pins(street, query)), listed) == (shown, shown), query


async def test_an_empty_area_offers_the_way_back_to_everything(street: Street) -> None:
    page = await (await street.visitor()).see(f"{street.root}/search?area={ELSEWHERE}&deals=1")
    assert "No shop that matches lies in this part of the map." in page
    assert f'href="{street.root}/search?deals=1"' in page


@pytest.mark.parametrize(
    "area", ["", "1,2", "nonsense", "30.3,120,30.2,121", "nan,nan,nan,nan", "-91,0,0,1", "1,2,3,4,5"]
)
async def test_an_area_that_cannot_be_read_is_no_filter(street: Street, area: str) -> None:
    page = await (await street.visitor()).see(f"{street.root}/search?area={area}")
    assert 'data-pin="wangjie-noodles"' in page
    assert "data-area" not in page


async def test_a_filter_keeps_the_area_and_the_area_can_be_dropped(street: Street) -> None:
    page = await (await street.visitor()).see(f"{street.root}/search?area={AROUND}")
    assert f'href="{street.root}/search?open=1&amp;area={AROUND}"' in page
    assert f'data-area="{AROUND}"' in page


async def test_a_tapped_pin_gets_the_card_that_the_list_has(street: Street) -> None:
    visitor = await street.visitor()
    card = await visitor.see(f"{street.root}/stores/wangjie-noodles/card")
    assert card.strip().startswith("<article")
    assert "Noodles for two" in card
    assert f'href="{street.root}/stores/wangjie-noodles"' in card
    await visitor.get(f"{street.root}/stores/nobody/card", status=404)


async def test_a_market_without_a_basemap_has_a_list_and_no_map(street: Street) -> None:
    page = await (await street.visitor()).see(f"{street.root}/search?view=map")
    assert 'data-view="list"' in page
    assert "data-map=" not in page


async def test_a_store_page_leads_there(street: Street) -> None:
    page = await (await street.visitor()).see(f"{street.root}/stores/wangjie-noodles")
    assert 'href="https://uri.amap.com/navigation?to=' in page
    assert 'href="geo:' in page

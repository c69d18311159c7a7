"""Where a store delivers: drawn at the desk, found by whoever stands there, taken away again."""

from linli.modules import merchants
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage

PATH = f"/{SLUG}/desk/noodles/service-area"
FOUND = 'data-pin="noodles"'


def square(south: float, west: float, size: float) -> str:
    north, east = south + size, west + size
    return f"{south}, {west}\n{south}, {east}\n{north}, {east}\n{north}, {west}"


async def test_an_area_is_drawn_found_by_those_in_it_and_taken_away(stage: Stage) -> None:
    manager = await stage.browser("manager")
    async with stage.db.read() as reader:
        store = await merchants.store(reader, MARKET, NOODLES)

    async def found_from(lat: float, lon: float) -> bool:
        page = await manager.get(f"/{SLUG}/search?delivers=1&at={lat:.4f},{lon:.4f}")
        return FOUND in page.text

    here, north = (store.lat, store.lon), (store.lat + 0.05, store.lon)
    assert "No area drawn yet" in (await manager.get(PATH)).text
    circle = {"shape": "circle", "lat": str(store.lat), "lon": str(store.lon)}
    for wrong in (
        {**circle, "meters": "90000"},
        {**circle, "meters": "0"},
        {**circle, "lat": "nowhere", "meters": "900"},
        {"shape": "polygon", "corners": "1,2\n3,4"},
        {"shape": "polygon", "corners": "nan,1\n2,3\n4,5"},
        {"shape": "polygon", "corners": "1,1\n2,30\n4,5"},
    ):
        refused = await manager.post(PATH, **wrong)
        assert refused.status_code == 422, wrong
        assert "No area drawn yet" in refused.text
    assert not await found_from(*here)

    assert (await manager.post(PATH, **circle, meters="900")).status_code == 303
    assert 'value="900"' in (await manager.get(PATH)).text
    assert await found_from(*here)
    assert not await found_from(*north)

    corners = square(store.lat + 0.04, store.lon - 0.01, 0.02)
    assert (await manager.post(PATH, shape="polygon", corners=corners)).status_code == 303
    assert f"{store.lat + 0.04:.5f}, {store.lon - 0.01:.5f}" in (await manager.get(PATH)).text
    assert await found_from(*north)
    assert not await found_from(*here)

    assert (await manager.post(f"{PATH}/removal")).status_code == 303
    assert (await manager.post(f"{PATH}/removal")).status_code == 303
    assert not await found_from(*north)

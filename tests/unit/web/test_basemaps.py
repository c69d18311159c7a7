"""Basemaps: small, honest about where they come from, and around every shop of the demo."""

import gzip
import json
import re

import pytest

from linli.demo.files import listing_lines, store_lines
from linli.web.consumer.directions import geo_url, way_url
from linli.web.shared.assets import STATIC_DIR
from linli.web.shared.basemaps import basemap_of, drawing

MARKETS = ["hangzhou", "helsinki"]
LARGEST_PACKED = 100_000
KINDS = {"water", "green", "square", "pier", "building", "rail", "tram", "road", "name"}


@pytest.mark.parametrize("market", MARKETS)
def test_a_basemap_is_small_and_has_what_a_map_needs(market: str) -> None:
    body = (STATIC_DIR / "maps" / f"{market}.json").read_bytes()
    assert len(gzip.compress(body, 9)) < LARGEST_PACKED
    told = json.loads(body)
    kinds = {feature["properties"]["kind"] for feature in told["features"]}
    assert kinds <= KINDS
    assert kinds >= {"water", "green", "building", "road", "name"}
    assert any(feature["properties"].get("name") for feature in told["features"])


@pytest.mark.parametrize("market", MARKETS)
def test_every_shop_of_the_demo_lies_on_its_map(market: str) -> None:
    found = basemap_of(market)
    assert found is not None
    outside = [line.name for line in store_lines(market) if not found.covers(line.lat, line.lon)]
    outside += [line.name for line in listing_lines(market) if not found.covers(line.lat, line.lon)]
    assert outside == []


def test_a_map_drawn_by_hand_says_so_and_a_surveyed_one_does_not() -> None:
    assert [found.schematic for market in MARKETS if (found := basemap_of(market))] == [True, False]


def test_a_market_without_a_file_has_no_basemap() -> None:
    assert basemap_of("atlantis") is None
    assert basemap_of("../vendor/maplibre") is None
    assert drawing("atlantis", 0, 0) is None


def test_the_surroundings_of_a_shop_are_drawn_in_classes_of_the_theme() -> None:
    drawn = drawing("hangzhou", 30.240406, 120.168177)
    assert drawn is not None
    svg = drawn.paths
    assert len(svg) < 20_000
    assert (drawn.x, drawn.y) == (drawn.width // 2, drawn.height // 2)
    assert {"drawn-building", "drawn-walk", "drawn-land"} <= set(re.findall(r"drawn-\w+", svg))
    assert not re.search(r"style=|fill=|#[0-9a-f]{3}", svg)


def test_near_the_edge_the_pin_leaves_the_middle_and_the_map_stays_full() -> None:
    found = basemap_of("hangzhou")
    assert found is not None
    _, south, east, _ = found.bounds
    drawn = drawing("hangzhou", south + 0.0001, east - 0.0001)
    assert drawn is not None
    assert drawn.x > drawn.width * 0.9
    assert drawn.y > drawn.height * 0.9


def test_beyond_the_edge_of_the_map_nothing_is_drawn() -> None:
    assert drawing("hangzhou", 30.2, 120.1) is None


def test_the_way_is_shown_by_a_service_that_knows_the_country() -> None:
    assert way_url(30.24, 120.17, "望街面馆", "CN").startswith("https://uri.amap.com/navigation?to=120.17")
    assert way_url(60.17, 24.95, "A", "FI").endswith("directions?to=60.170000%2C24.950000")


def test_a_name_cannot_break_out_of_a_geo_address() -> None:
    assert geo_url(1, 2, 'A (b) & "c"').endswith("(A%20%28b%29%20%26%20%22c%22)")

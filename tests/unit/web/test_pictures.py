"""Composed pictures: the same seed the same picture, another seed another one, nothing foreign inside."""

import re
import time
import xml.etree.ElementTree as ElementTree

import pytest

from linli.modules.media import PICTURES
from linli.web.shared.illustration import art_svg, deal_art, shop_art
from linli.web.shared.patterns import PATTERNS
from linli.web.shared.scenery import SCENES
from linli.web.shared.trades import TRADES
from linli.web.shared.vendor_icons import INTERFACE_NAMES, VENDOR, read_names


@pytest.mark.parametrize("trade", TRADES)
def test_every_trade_has_a_picture_that_is_whole_and_its_own(trade: str) -> None:
    svg = shop_art(trade, "shop-1")
    ElementTree.fromstring(svg)
    assert svg.count("scale(") >= 3
    foreign = r"<script|style=|<style|https?://(?!www\.w3\.org)|<image|\son\w+=|href=(?!.#)"
    assert not re.search(foreign, svg)


def test_the_same_seed_gives_the_same_picture() -> None:
    assert shop_art("cafe", "a", ("teapot",)) == shop_art("cafe", "a", ("teapot",))
    assert deal_art("cafe", "a") == deal_art("cafe", "a")


def test_no_two_of_a_thousand_look_alike() -> None:
    shapes = {re.sub(r"[ad][0-9a-f]{8}", "", shop_art("restaurant", str(seed))) for seed in range(1000)}
    assert len(shapes) == 1000
    assert len(PATTERNS) >= 6
    assert len(SCENES) >= 6


def test_ids_inside_do_not_meet_those_of_another_picture_on_the_page() -> None:
    ids = [set(re.findall(r'id="([^"]+)"', shop_art("bakery", seed, ("butter",)))) for seed in ("a", "b")]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_asked_for_things_are_used_and_unknown_ones_passed_over() -> None:
    assert shop_art("cafe", "a", ("tooth",)) != shop_art("cafe", "a")
    assert shop_art("cafe", "a", ("no-such", "../../secret")) == shop_art("cafe", "a")


def test_any_address_gives_a_picture() -> None:
    ElementTree.fromstring(art_svg("deal", "no-such-trade", 'x"><script>', ("<b>",)))
    ElementTree.fromstring(art_svg("shop", "", ""))


def test_a_picture_is_made_in_two_milliseconds() -> None:
    for trade in TRADES:
        shop_art(trade, "warm")
    began = time.perf_counter()
    for seed in range(200):
        shop_art("restaurant", str(seed))
    assert (time.perf_counter() - began) / 200 < 0.002


def test_every_listed_icon_is_there_and_no_other() -> None:
    assert {path.stem for path in (VENDOR / "fluent-emoji").glob("*.svg")} == PICTURES
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "lucide.svg").read_text("utf-8")))
    assert set(read_names(INTERFACE_NAMES)) == sprite


def test_every_trades_things_are_vendored() -> None:
    assert {thing for look in TRADES.values() for thing in look.things} <= PICTURES

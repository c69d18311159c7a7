"""Short links: how they are written, read and drawn."""

from xml.etree import ElementTree

import pytest

from linli.kernel.ids import new_code
from linli.kernel.refusals import Refusal
from linli.modules.marketing import (
    CHANNELS,
    SOLD_ELSEWHERE,
    Channel,
    link_path,
    qr_png,
    qr_svg,
    read_link_path,
)

CODE = new_code(7)
IDS = ["nothing", "no_market", "market_only", "code_only", "empty_market", "code_too_long", "no_code"]


@pytest.mark.parametrize("slug", ["hangzhou", "west-lake-2"])
def test_a_links_path_is_read_as_it_was_written(slug: str) -> None:
    assert read_link_path(link_path(slug, CODE)) == (slug, CODE)
    assert read_link_path(link_path(slug, CODE).removeprefix("/q/")) == (slug, CODE)


def test_a_link_typed_in_another_case_is_understood() -> None:
    assert read_link_path(f"/q/HangZhou-{CODE.lower()}") == ("hangzhou", CODE)


@pytest.mark.parametrize(
    "path",
    ["", "/q/", "/q/hangzhou", f"/q/{CODE}", f"/q/-{CODE}", f"/q/hangzhou-{CODE}0", "/q/x-y"],
    ids=IDS,
)
def test_a_path_that_is_no_link_leads_nowhere(path: str) -> None:
    with pytest.raises(Refusal, match="not_found"):
        read_link_path(path)


def test_a_mistyped_code_leads_nowhere_instead_of_to_a_neighbor() -> None:
    wrong = CODE[:2] + ("1" if CODE[2] != "1" else "2") + CODE[3:]
    with pytest.raises(Refusal, match="not_found"):
        read_link_path(link_path("hangzhou", wrong))


def test_a_qr_code_is_svg_without_a_size_or_scripts_and_dark_on_white() -> None:
    svg = qr_svg("https://linli.example/q/hangzhou-7K3M9QX")
    assert svg.startswith("<svg ")
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox=" in svg
    assert 'width="' not in svg.split(">")[0]
    assert "#fff" in svg
    assert "<script" not in svg


def test_a_qr_code_for_print_is_a_png_that_grows_with_its_scale() -> None:
    small, large = qr_png("https://linli.example/q/hangzhou-7K3M9QX", 2), qr_png("https://linli.example/", 16)
    assert small[:8] == large[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(large[16:20]) > int.from_bytes(small[16:20])


def test_the_twelve_channels_are_the_ones_that_links_may_have() -> None:
    known = "table_card poster sticker receipt leaflet social influencer ad search map partner wall"
    assert tuple(known.split()) == CHANNELS
    assert (*CHANNELS, *SOLD_ELSEWHERE) == tuple(Channel)

"""Short links: how they are written, read and drawn."""

from xml.etree import ElementTree

import pytest
import segno

from linli.kernel.ids import ALPHABET, new_code
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules.marketing import (
    CHANNELS,
    LANDINGS,
    SOLD_ELSEWHERE,
    Channel,
    LandingKind,
    agent_of,
    link_path,
    printed,
    qr_png,
    qr_svg,
    read_link_code,
    read_link_path,
)
from linli.modules.marketing.codes import new_link_code
from linli.web.consumer.links import WAYS

SIGNER = Signer("a secret of this test", "codes")
CODE, OLD = new_link_code(SIGNER), new_code(7)
IDS = ["nothing", "no_market", "market_only", "code_only", "empty_market", "code_too_long", "no_code"]


@pytest.mark.parametrize("slug", ["hangzhou", "west-lake-2"])
@pytest.mark.parametrize("code", [CODE, OLD], ids=["signed", "of_before"])
def test_a_links_path_is_read_as_it_was_written(slug: str, code: str) -> None:
    path = link_path(slug, code)
    assert read_link_path(path, SIGNER) == (slug, code)
    assert read_link_path(path.removeprefix("/q/"), SIGNER) == (slug, code)
    assert read_link_path(path.upper(), SIGNER) == (slug, code)
    assert read_link_path(path.lower(), SIGNER) == (slug, code)


@pytest.mark.parametrize(
    "path",
    ["", "/q/", "/q/hangzhou", f"/q/{CODE}", f"/q/-{CODE}", f"/q/hangzhou-{CODE}0", "/q/x-y"],
    ids=IDS,
)
def test_a_path_that_is_no_link_leads_nowhere(path: str) -> None:
    with pytest.raises(Refusal, match="not_found"):
        read_link_path(path, SIGNER)


def test_a_code_with_any_one_character_changed_is_known_as_made_up() -> None:
    for place, was in enumerate(CODE):
        for other in ALPHABET:
            if other != was:
                assert read_link_code(CODE[:place] + other + CODE[place + 1 :], SIGNER) is None


def test_a_code_that_another_installation_signed_is_none_of_ours() -> None:
    assert read_link_code(new_link_code(Signer("another secret", "codes")), SIGNER) is None
    assert read_link_code(new_link_code(Signer("a secret of this test", "visits")), SIGNER) is None


def test_the_picture_of_a_codes_address_is_at_most_of_version_three() -> None:
    longest = f"https://www.linli.example/q/{'a' * 20}-{CODE}"
    assert printed(longest) == longest.upper()
    assert segno.make(printed(longest), error="m", micro=False).version == 3
    for other in ("https://linli.example/hangzhou/stores/tea", "https://linli.example/q/a-B?x=y", "text"):
        assert printed(other) == other


@pytest.mark.parametrize(
    ("told", "agent"),
    [
        ("", "bot"),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)", "bot"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
        ("facebookexternalhit/1.1", "bot"),
        ("WhatsApp/2.23.20.0", "bot"),
        ("TelegramBot (like TwitterBot)", "bot"),
        ("curl/8.5.0", "bot"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) MicroMessenger/8.0.42", "wechat"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", "chrome"),
        ("Mozilla/5.0 (Linux; Android 14; Cubot X30) Something/1", "other"),
    ],
)
def test_programs_that_look_for_others_are_told_from_browsers(told: str, agent: str) -> None:
    assert agent_of(told) == agent


def test_every_landing_that_a_code_may_have_has_an_address() -> None:
    assert tuple(kind for kind in LandingKind if kind in WAYS) == LANDINGS


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


def test_every_channel_is_one_that_codes_may_have_or_where_others_sell() -> None:
    assert set(CHANNELS) | set(SOLD_ELSEWHERE) == set(Channel)
    assert not set(CHANNELS) & set(SOLD_ELSEWHERE)
    assert len(CHANNELS) == 21

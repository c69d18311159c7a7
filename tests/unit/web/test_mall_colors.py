"""Whatever color a mall chooses, in light and in dark what is written can be read."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linli.modules.malls import Ground
from linli.web.shared import mall_colors
from linli.web.shared.mall_colors import AA, INKS, contrast, dark_tokens, light_tokens

WRITTEN = [
    ("on-persimmon", "persimmon"),
    ("on-persimmon", "persimmon-hover"),
    *(("persimmon-ink", under) for under in ("paper", "surface", "sunken", "persimmon-soft")),
    *((ink, under) for ink in INKS for under in ("paper", "sunken")),
    ("ink-faint", "paper"),
]
HOUSE = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")


def themes(color: str, ground: Ground) -> list[dict[str, str]]:
    text = mall_colors.static_tree().text("css/tokens.css")
    light, _, dark = text.partition('[data-theme="dark"] {')
    own = (light_tokens(color, ground), dark_tokens(color, ground))
    house = (light.split("@media")[0], dark.split("}")[0])
    return [dict(HOUSE.findall(base)) | tokens for base, tokens in zip(house, own, strict=True)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 0xFFFFFF), st.sampled_from(Ground))
@example(0x000000, Ground.TINTED)
@example(0xFFFFFF, Ground.WHITE)
@example(0xFFFF00, Ground.TINTED)
@example(0x808080, Ground.WARM)
def test_every_color_keeps_its_words_readable_on_every_ground(number: int, ground: Ground) -> None:
    for tokens in themes(f"#{number:06x}", ground):
        faint = [(ink, under) for ink, under in WRITTEN if contrast(tokens[ink], tokens[under]) < AA]
        assert not faint


def test_contrast_is_the_ratio_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_a_yellow_stays_yellow_under_dark_words_and_a_red_under_white_ones() -> None:
    yellow, red = (light_tokens(color, Ground.WARM) for color in ("#f6b73c", "#cc4018"))
    assert (yellow["persimmon"], yellow["on-persimmon"]) == ("#f6b73c", "#1e2329")
    assert (red["persimmon"], red["on-persimmon"]) == ("#cc4018", "#ffffff")

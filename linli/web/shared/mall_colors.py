"""One color of a mall's own becomes all that a page needs, in light and in dark: whatever was chosen, text
keeps a contrast of 4.5 : 1 or more to what it stands on (WCAG 2.2 AA).

A color is #rrggbb. Names and values of the house's tokens are read from its stylesheet, so that they cannot
drift apart; `css_of` writes those that a mall has otherwise.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from linli.modules.malls import Ground
from linli.web.shared.assets import static_tree

AA = 4.5
# A main action must be told from its ground at a glance, whatever its color.
TOLD_APART = 1.4
STEPS = 100
WHITE, BLACK = "#ffffff", "#000000"
LIGHT_INK = "#1e2329"
# What stands on paper in words, besides the main color: a tinted ground must carry it too.
INKS = ("ink", "ink-soft", "jade-ink", "brick-ink", "lantern-ink")
# Faint words stand on paper only, never on what is sunken.
FAINT = "ink-faint"
# How much of the color a tinted ground may take, in percent, as far as its inks allow.
TINTS = range(8, -1, -1)
# Chosen so that both scripts are read well on each; more can be typed.
SWATCHES = (
    *("#cc4018", "#b3261e", "#c2185b", "#8e3a9d", "#4b4fc4", "#1d5fd1"),
    *("#0b7285", "#1b7f63", "#4a7c1f", "#f6b73c", "#8a5a2b", "#33404d"),
)
_TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")

Tokens = dict[str, str]


def css_of(color: str, ground: Ground) -> str:
    """The stylesheet that turns the house's look into the mall's, in both themes."""
    light, dark = _lines(light_tokens(color, ground)), _lines(dark_tokens(color, ground))
    return (
        f":root {{{light}}}\n"
        f'@media (prefers-color-scheme: dark) {{:root:not([data-theme="light"]) {{{dark}}}}}\n'
        f'[data-theme="dark"] {{{dark}}}\n'
    )


def light_tokens(color: str, ground: Ground) -> Tokens:
    """What differs from the house in light."""
    house = house_tokens()[0]
    base = _grounded(house, color, ground, WHITE)
    main, on = _main(color, {**house, **base})
    soft = mixed(color, house["surface"], 10)
    grounds = (soft, house["surface"], base["paper"], base["sunken"])
    ink = _until(color, BLACK, lambda one: all(contrast(one, under) >= AA for under in grounds))
    return base | _named(main, on, soft, ink)


def dark_tokens(color: str, ground: Ground) -> Tokens:
    """What differs from the house in dark."""
    house = house_tokens()[1]
    warm = ground if ground is Ground.TINTED else Ground.WARM
    base = _grounded(house, color, warm, house["paper"])
    if warm is Ground.TINTED:
        base |= {name: mixed(base["paper"], house[name], 50) for name in ("surface", "raised")}
    main, on = _main(color, {**house, **base})
    under = {**house, **base}
    soft = mixed(color, under["surface"], 18)
    grounds = (soft, *(under[name] for name in ("surface", "raised", "paper", "sunken")))
    ink = _until(color, WHITE, lambda one: all(contrast(one, under) >= AA for under in grounds))
    return base | _named(main, on, soft, ink)


def _named(main: str, on: str, soft: str, ink: str) -> Tokens:
    away = BLACK if on == WHITE else WHITE
    return {
        "brand": main,
        "persimmon": main,
        "persimmon-hover": mixed(away, main, 12),
        "on-persimmon": on,
        "persimmon-ink": ink,
        "persimmon-soft": soft,
    }


def _main(color: str, under: Mapping[str, str]) -> tuple[str, str]:
    """The color of the one main action and of the words on it: white where the color is nearly dark enough
    for it, else ink; told apart from the page and from cards.
    """
    away = BLACK if luminance(under["paper"]) > 0.5 else WHITE
    grounds = (under["paper"], under["surface"])
    shown = _until(color, away, lambda one: all(contrast(one, ground) >= TOLD_APART for ground in grounds))
    if contrast(shown, WHITE) >= 3:
        return _until(shown, BLACK, lambda one: contrast(one, WHITE) >= AA), WHITE
    return _until(shown, WHITE, lambda one: contrast(one, LIGHT_INK) >= AA), LIGHT_INK


def _grounded(house: Tokens, color: str, ground: Ground, base: str) -> Tokens:
    if ground is Ground.WHITE:
        return {"paper": WHITE, "sunken": "#f4f5f6", "line": "#e3e5e8"}
    if ground is Ground.WARM:
        return {name: house[name] for name in ("paper", "sunken", "line")}
    for tint in TINTS:
        found = {name: mixed(color, base, share) for name, share in _shares(tint)}
        written = [(ink, on) for ink in INKS for on in ("paper", "sunken")] + [(FAINT, "paper")]
        if all(contrast(house[ink], found[on]) >= AA for ink, on in written):
            return found
    return {name: house[name] for name in ("paper", "sunken", "line")}


def _shares(tint: int) -> tuple[tuple[str, int], ...]:
    return (("paper", tint), ("sunken", tint + tint // 2), ("line", tint + 12))


def _until(color: str, toward: str, enough: Callable[[str], bool]) -> str:
    """The first color on the way from one to another that is enough; the other where none is."""
    way = (mixed(toward, color, step) for step in range(STEPS + 1))
    return next((one for one in way if enough(one)), toward)


def mixed(color: str, base: str, percent: int) -> str:
    """So many percent of a color over a base."""
    pairs = zip(_channels(color), _channels(base), strict=True)
    made = ((one * percent + other * (100 - percent) + 50) // 100 for one, other in pairs)
    return "#" + "".join(f"{channel:02x}" for channel in made)


def contrast(one: str, other: str) -> float:
    """WCAG's ratio, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def luminance(color: str) -> float:
    """WCAG's relative luminance, from 0 to 1."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


@cache
def house_tokens() -> tuple[Tokens, Tokens]:
    """The house's own colors in light and in dark."""
    text = static_tree().text("css/tokens.css")
    light, dark = text.split("@media", 1)[0], text.split('[data-theme="dark"] {', 1)[1].split("}", 1)[0]
    return dict(_TOKEN.findall(light)), dict(_TOKEN.findall(dark))


def _lines(tokens: Tokens) -> str:
    return " ".join(f"--{name}: {value};" for name, value in tokens.items())

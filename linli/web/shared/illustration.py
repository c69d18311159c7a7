"""Composed pictures for shops and deals without photos.

The trade's tint as a soft light, a pattern drawn by the id, and two or three of the trade's things standing
on a ground. The same trade, seed and things always give the same picture, and two seeds never the same one.
"""

import colorsys
import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from random import Random

from linli.web.shared.assets import STATIC_DIR
from linli.web.shared.patterns import PATTERNS
from linli.web.shared.scenery import SCENES, Canvas
from linli.web.shared.trades import TradeLook, look_of

EMOJI_DIR = STATIC_DIR / "vendor" / "fluent-emoji"
_NAME = re.compile(r"^[a-z0-9-]{1,60}$")
_ID = re.compile(r'(id="|url\(#|href="#)')


@lru_cache(maxsize=1024)
def _drawing(name: str) -> str | None:
    """The inside of one vendored icon; None when there is no such icon."""
    path = EMOJI_DIR / f"{name}.svg"
    if not _NAME.match(name) or not path.is_file():
        return None
    text = path.read_text("utf-8")
    return text[text.index(">") + 1 : text.rindex("</svg>")]


def thing_svg(name: str) -> str | None:
    """One vendored icon as it is; None when there is no such icon."""
    return (EMOJI_DIR / f"{name}.svg").read_text("utf-8") if _drawing(name) is not None else None


def _seeded(kind: str, trade: str, seed: str) -> tuple[Random, str]:
    digest = hashlib.sha256(f"{kind}\0{trade}\0{seed}".encode()).digest()
    return Random(digest), digest[:4].hex()  # noqa: S311 (pictures, not secrets)


def _shade(color: str, factor: float) -> str:
    """A color moved towards black (below 1) or white (above 1)."""
    parts = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    if factor <= 1:
        mixed = [part * factor for part in parts]
    else:
        mixed = [part + (255 - part) * (factor - 1) for part in parts]
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


def _shifted(color: str, hue: float, light: float) -> str:
    """A color turned a little around the wheel, so that neighbors of one trade differ in warmth."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    h, lightness, saturation = colorsys.rgb_to_hls(*parts)
    turned = colorsys.hls_to_rgb((h + hue) % 1, min(0.98, max(0, lightness + light)), saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in turned)


def _tints(look: TradeLook, r: Random) -> tuple[str, str]:
    hue = r.uniform(-0.03, 0.02)
    return _shifted(look.light, hue, 0), _shifted(look.deep, hue, r.uniform(-0.02, 0.03))


def _choose(look: TradeLook, wanted: Sequence[str], count: int, r: Random) -> list[str]:
    """Drawings, the one in front first: what was asked for, else one of the trade's heroes."""
    pool = [name for name in wanted if _drawing(name)]
    heroes = [name for name in look.heroes if name not in pool]
    r.shuffle(heroes)
    if not pool:
        pool = [heroes.pop()]
    company = [*heroes, *(name for name in look.beside if name not in pool)]
    r.shuffle(company)
    return [drawing for name in [*pool, *company][:count] if (drawing := _drawing(name))]


def _stamp(drawing: str, index: int, token: str, x: float, foot: float, size: float, turn: float) -> str:
    """One thing standing with its foot at a point, with a soft shadow on the ground."""
    scale = size / 32
    inner = _ID.sub(lambda match: f"{match[1]}{token}i{index}", drawing)
    shadow = (
        f'<ellipse cx="{x:.0f}" cy="{foot - size * 0.02:.0f}" rx="{size * 0.4:.0f}" ry="{size * 0.075:.0f}"'
        f' fill="url(#{token}s)"/>'
    )
    return (
        f'{shadow}<g transform="translate({x - size / 2:.1f} {foot - size:.1f}) rotate({turn:.1f}'
        f" {size / 2:.0f}"
        f' {size * 0.8:.0f}) scale({scale:.3f})">{inner}</g>'
    )


def _ground(
    look: TradeLook, token: str, width: int, height: int, r: Random, scene: bool = True
) -> tuple[str, str]:
    """Definitions and background: slanted light, pattern fading downwards, a glow, a table edge."""
    tile_width, tile_height, tile = PATTERNS[r.randrange(len(PATTERNS))](r)
    turn, zoom = r.choice((0, 0, 15, -15, 30, 45)), r.uniform(0.85, 1.2)
    x1 = r.choice((0, 1))
    glow_x, glow_y = r.uniform(0.3, 0.7), r.uniform(0.3, 0.5)
    light, deep = _tints(look, r)
    ink = _shade(deep, 0.7)
    canvas = Canvas(width, height, light, deep, _shifted(deep, 0, -0.16))
    behind = SCENES[r.randrange(len(SCENES))](canvas, r) if scene else ""
    definitions = (
        f'<linearGradient id="{token}g" x1="{x1}" y1="0" x2="{1 - x1}" y2="1"><stop stop-color="{light}"/>'
        f'<stop offset="1" stop-color="{deep}"/></linearGradient>'
        f'<radialGradient id="{token}w" cx="{glow_x:.2f}" cy="{glow_y:.2f}" r="0.6"><stop stop-color="#fff"'
        f' stop-opacity="0.85"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>'
        f'<radialGradient id="{token}s"><stop stop-color="{_shade(deep, 0.35)}" stop-opacity="0.42"/>'
        f'<stop offset="0.55" stop-color="{_shade(deep, 0.35)}" stop-opacity="0.2"/>'
        f'<stop offset="1" stop-color="{_shade(deep, 0.35)}" stop-opacity="0"/></radialGradient>'
        f'<linearGradient id="{token}t" x1="0" y1="0" x2="0" y2="1"><stop stop-color="{_shade(deep, 1.3)}"/>'
        f'<stop offset="1" stop-color="{_shade(deep, 0.93)}"/></linearGradient>'
        f'<pattern id="{token}p" width="{tile_width}" height="{tile_height}" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate({turn}) scale({zoom:.2f})" color="{ink}">{tile}</pattern>'
    )
    table = round(height * r.uniform(0.69, 0.76))
    bend = round(height * r.choice((-0.035, 0, 0, 0.035)))
    background = (
        f'<rect width="{width}" height="{height}" fill="url(#{token}g)"/>'
        f'<rect width="{width}" height="{height}" fill="url(#{token}p)" opacity="{0.2 if behind else 0.38}"/>'
        f'<rect width="{width}" height="{height}" fill="url(#{token}w)"/>{behind}'
        f'<path d="M0 {table}Q{width // 2} {table + bend} {width} {table}V{height}H0z"'
        f' fill="url(#{token}t)"/>'
    )
    return definitions, background


def _svg(width: int, height: int, definitions: str, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}"'
        f' preserveAspectRatio="xMidYMid slice"><defs>{definitions}</defs>{body}</svg>'
    )


def shop_art(trade: str, seed: str, things: Sequence[str] = (), width: int = 800, height: int = 500) -> str:
    """A shop's picture as a self-contained SVG: two or three of its things on its trade's ground.

    `things` are Fluent icon names; unknown ones are passed over. No scripts, styles or outside references.
    """
    look = look_of(trade)
    r, token = _seeded("shop", trade, seed)
    token = f"a{token}"
    definitions, background = _ground(look, token, width, height, r)
    count = r.choice((2, 3, 3))
    drawings = _choose(look, things, count, r)
    unit, middle, foot = min(width / 1.6, height), width / 2, height * 0.87
    side = r.choice((-1, 1))
    main = unit * r.uniform(0.56, 0.62)
    places = [(middle - side * unit * 0.06, foot, main, r.uniform(-4, 4))]
    if len(drawings) == 2:
        places = [(middle - side * unit * 0.13, foot, main, r.uniform(-4, 4))]
        places.append((middle + side * unit * 0.26, foot + unit * 0.04, main * 0.68, side * r.uniform(2, 9)))
    elif len(drawings) > 2:
        places.append(
            (middle + side * unit * 0.31, foot + unit * 0.045, main * 0.66, side * r.uniform(3, 10))
        )
        places.append((middle - side * unit * 0.4, foot - unit * 0.04, main * 0.6, -side * r.uniform(3, 10)))
    order = [2, 0, 1] if len(drawings) > 2 else list(range(len(drawings)))
    body = "".join(_stamp(drawings[i], i, token, *places[i]) for i in order)
    return _svg(width, height, definitions, background + body)


def deal_art(trade: str, seed: str, icon: str | None = None, width: int = 800, height: int = 500) -> str:
    """A deal's picture: one thing in a warm spot of light, a small companion, a ticket's edge."""
    look = look_of(trade)
    r, token = _seeded("deal", trade, seed)
    token = f"d{token}"
    definitions, background = _ground(look, token, width, height, r, scene=False)
    drawings = _choose(look, (icon,) if icon else (), 2, r)
    unit, middle, foot = min(width / 1.6, height), width / 2, height * 0.87
    side = r.choice((-1, 1))
    ring = unit * r.uniform(0.39, 0.43)
    halo = (
        f'<circle cx="{middle:.0f}" cy="{height * 0.47:.0f}" r="{ring:.0f}" fill="#fff" opacity="0.5"/>'
        f'<circle cx="{middle:.0f}" cy="{height * 0.47:.0f}" r="{ring * 0.86:.0f}" fill="#fff"'
        f' opacity="0.4"/>'
    )
    body = ""
    if len(drawings) > 1:
        small = unit * r.uniform(0.3, 0.34)
        body = _stamp(drawings[1], 1, token, middle + side * unit * 0.33, foot + unit * 0.02, small, side * 8)
    body = _stamp(drawings[0], 0, token, middle, foot, unit * 0.64, r.uniform(-5, 5)) + body
    return _svg(width, height, definitions, background + halo + body)


def art_svg(kind: str, trade: str, seed: str, things: Sequence[str] = ()) -> str:
    """What stands behind `/art/<kind>/<trade>/<seed>.svg?things=a,b`. Any input gives a picture."""
    if kind == "deal":
        return deal_art(trade, seed, things[0] if things else None)
    return shop_art(trade, seed, things)

"""The stylesheets: contrast in both themes, tints as in trades.py, every component imported, small files."""

import re
from pathlib import Path

import pytest

from linli.web.shared.assets import STATIC_DIR, bundle_css
from linli.web.shared.trades import TRADES

CSS = STATIC_DIR / "css"
_DECLARATION = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")

PAIRS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("ink-soft", "sunken"),
    ("ink-faint", "surface"),
    ("on-persimmon", "persimmon"),
    ("on-persimmon", "persimmon-hover"),
    ("on-jade", "jade"),
    ("on-brick", "brick"),
    ("on-lantern", "lantern"),
    *(
        (f"{name}-ink", ground)
        for name in ("persimmon", "jade", "brick", "lantern")
        for ground in ("paper", "surface")
    ),
    *((f"{name}-ink", f"{name}-soft") for name in ("persimmon", "jade", "brick", "lantern")),
    *(("ink", f"{name}-soft") for name in ("persimmon", "jade", "brick", "lantern")),
]
# Edges and signs that must be seen but are not text: 3 to 1.
EDGES = [("line-strong", "surface"), ("focus", "paper"), ("focus", "surface"), ("persimmon", "surface")]


def themes(name: str = "tokens.css") -> dict[str, dict[str, str]]:
    text = (CSS / name).read_text("utf-8")
    light, rest = text.split("@media (prefers-color-scheme: dark)")
    asked, chosen = rest.split('[data-theme="dark"]', 1)
    found = {"light": light, "dark by wish": asked, "dark by choice": chosen}
    return {name: dict(_DECLARATION.findall(part)) for name, part in found.items()}


def luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_rightly() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert contrast("#d9481f", "#ffffff") < 4.5


@pytest.mark.parametrize("theme", ["light", "dark by wish", "dark by choice"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    colors = themes()[theme]
    assert contrast(colors[text], colors[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark by wish", "dark by choice"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_can_be_seen(theme: str, edge: str, ground: str) -> None:
    colors = themes()[theme]
    assert contrast(colors[edge], colors[ground]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark by wish", "dark by choice"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((f"map-{name}", "map-halo") for name in ("label", "station-label", "quarter-label")),
        ("map-water-label", "map-water"),
        ("map-green-label", "map-green"),
    ],
)
def test_names_on_the_map_can_be_read(theme: str, text: str, ground: str) -> None:
    colors = themes("map-tokens.css")[theme]
    assert contrast(colors[text], colors[ground]) >= 4.5


@pytest.mark.parametrize("name", ["tokens.css", "map-tokens.css"])
def test_both_ways_into_the_dark_are_the_same(name: str) -> None:
    found = themes(name)
    assert found["dark by wish"] == found["dark by choice"]
    assert set(found["light"]) == set(found["dark by wish"])


def test_tints_are_those_of_the_trades() -> None:
    tints = dict(_DECLARATION.findall((CSS / "tints.css").read_text("utf-8")))
    expected = {f"tint-{name}-a": look.light.lower() for name, look in TRADES.items()}
    expected |= {f"tint-{name}-b": look.deep.lower() for name, look in TRADES.items()}
    assert tints == expected


def test_every_stylesheet_is_in_the_bundle() -> None:
    entry = (CSS / "linli.css").read_text("utf-8")
    for path in [*CSS.glob("components/*.css"), *CSS.glob("faces/*.css")]:
        assert f'url("{path.relative_to(CSS).as_posix()}")' in entry
    assert "@import" not in bundle_css(CSS / "linli.css")


def test_values_come_from_tokens() -> None:
    allowed = {
        "voucher.css",
        "code-input.css",
        "counter.css",
        "paying.css",
    }  # white in any light; a camera's black; on a result; a code for another phone
    for path in (CSS / "components").glob("*.css"):
        if path.name not in allowed:
            assert not re.search(r"#[0-9a-f]{3,8}\b", path.read_text("utf-8")), path.name


@pytest.mark.parametrize(
    "path", [*CSS.rglob("*.css"), *(STATIC_DIR / "js").glob("*.js")], ids=lambda path: path.name
)
def test_files_stay_small(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= (150 if path.suffix == ".js" else 400)
    assert max(map(len, lines)) <= 110

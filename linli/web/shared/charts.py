"""Small charts drawn on the server: bars for parts, columns for days. Words stand beside the drawing."""

from collections.abc import Sequence

import msgspec

WIDTH, HEIGHT, GAP = 300.0, 60.0, 0.22


class Bar(msgspec.Struct, frozen=True):
    """One bar with its words: what it is, how much that is, and where its rows are."""

    label: str
    value: float
    said: str
    href: str = ""
    note: str = ""


class Column(msgspec.Struct, frozen=True):
    """One day of a chart, in the units of its drawing; `said` is its tooltip, `href` where its rows are."""

    x: float
    y: float
    width: float
    height: float
    said: str
    best: bool
    href: str = ""


class Columns(msgspec.Struct, frozen=True):
    """Days side by side in a drawing of `width` × `height` that is stretched to its place."""

    columns: Sequence[Column]
    first: str
    last: str
    width: float = WIDTH
    height: float = HEIGHT


def share(bar: Bar, bars: Sequence[Bar]) -> float:
    """A bar's length as a share of the longest."""
    longest = max((one.value for one in bars), default=0)
    return bar.value / longest if longest > 0 else 0.0


def columns_of(
    values: Sequence[float], said: Sequence[str], first: str, last: str, hrefs: Sequence[str] = ()
) -> Columns:
    """The drawing of these values, none of them negative; the highest is marked once. `hrefs` lead to the
    rows of each, where there are any.
    """
    top = max(values, default=0)
    step = WIDTH / max(1, len(values))
    best = values.index(top) if top > 0 else -1
    return Columns(
        [
            Column(
                x=round(place * step + step * GAP / 2, 2),
                y=round(HEIGHT - _height(value, top), 2),
                width=round(step * (1 - GAP), 2),
                height=round(_height(value, top), 2),
                said=words,
                best=place == best,
                href=hrefs[place] if hrefs else "",
            )
            for place, (value, words) in enumerate(zip(values, said, strict=True))
        ],
        first,
        last,
    )


def _height(value: float, top: float) -> float:
    """At least a hair for whatever is more than nothing."""
    return max(1.0, value / top * HEIGHT) if value > 0 and top > 0 else 0.0

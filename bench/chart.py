"""The rows as one picture, docs/performance.svg: readable by day and by night, without a library."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import msgspec

FILE = Path(__file__).parents[1] / "docs" / "performance.svg"
CLIENTS, AIM_MS, SEARCH_SIZE = 8, 30, 100_000
WIDTH, NAMES, FIGURES, LINE, BAR, HEAD = 860, 330, 90, 24, 14, 64
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1E2329}.t{font-size:17px;font-weight:600}.s{fill:#5B6470}"
    ".n{text-anchor:end}.good{fill:#1B7F63}.over{fill:#D9481F}.aim{stroke:#5B6470;stroke-dasharray:3 3}"
    ".b{fill:#FBF8F3}@media(prefers-color-scheme:dark){text{fill:#ECE8E1}.s{fill:#A7AFB8}.b{fill:#14171A}"
    ".good{fill:#4DBB96}.over{fill:#F0764E}.aim{stroke:#A7AFB8}}"
)
Found = Mapping[str, Any]


class Bar(msgspec.Struct, frozen=True):
    """One row: its figure beside the largest of its panel, and how the figure is written."""

    name: str
    figure: float
    said: str
    good: bool


def panels(rows: Sequence[Found]) -> list[tuple[str, str, list[Bar], float | None]]:
    """Title (the finding), what is measured, bars, and where the aim is."""
    at = [one for one in rows if one["clients"] == CLIENTS]
    pages = sorted((one for one in at if one.get("part") == "pages"), key=lambda one: -one["p95_ms"])
    quick = sum(one["p95_ms"] <= AIM_MS for one in pages)
    by_time = [
        Bar(one["name"], one["p95_ms"], f"{one['p95_ms']:.1f} ms", one["p95_ms"] <= AIM_MS) for one in pages
    ]
    limited = sorted((one for one in at if one["limit_name"] and _shown(one)), key=lambda one: -one["ratio"])
    by_ratio = [Bar(one["name"], one["ratio"], f"{one['ratio']:.2f}", True) for one in limited]
    made = [
        (
            f"{quick} of {len(pages)} pages answer 95 of 100 readers within {AIM_MS} ms",
            f"milliseconds at the 95th of a hundred answers, {CLIENTS} clients, the demo's data",
            by_time,
            float(AIM_MS),
        ),
        (
            f"Beside its limit: from {by_ratio[-1].said} to {by_ratio[0].said}" if by_ratio else "",
            f"answers a second as a share of the row's limit, {CLIENTS} clients",
            by_ratio,
            None,
        ),
    ]
    return [one for one in made if one[2]]


def _shown(row: Found) -> bool:
    """Pages have a panel of their own; of the search's cities one is shown."""
    return row.get("part") != "pages" and row.get("size", SEARCH_SIZE) == SEARCH_SIZE


def drawn(rows: Sequence[Found]) -> str:
    """The picture as SVG."""
    parts, top = list[str](), 0
    for title, measured, bars, aim in panels(rows):
        parts.append(_panel(top, title, measured, bars, aim))
        top += HEAD + LINE * len(bars) + LINE
    size = f'width="{WIDTH}" height="{top}" viewBox="0 0 {WIDTH} {top}"'
    ground = f'<rect class="b" width="{WIDTH}" height="{top}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="Pages and hot paths">'
        f"<style>{STYLE}</style>\n{ground}\n{chr(10).join(parts)}\n</svg>\n"
    )


def _panel(top: int, title: str, measured: str, bars: Sequence[Bar], aim: float | None) -> str:
    room = WIDTH - NAMES - FIGURES - 20
    largest = max([*(one.figure for one in bars), aim or 0.0])
    lines = [
        f'<text class="t" x="20" y="{top + 28}">{escape(title)}</text>',
        f'<text class="s" x="20" y="{top + 47}">{escape(measured)}</text>',
    ]
    for number, one in enumerate(bars):
        y = top + HEAD + LINE * number
        long = max(1.0, one.figure / largest * room)
        lines += [
            f'<text class="n" x="{NAMES - 10}" y="{y + 12}">{escape(one.name)}</text>',
            f'<rect class="{"good" if one.good else "over"}" x="{NAMES}" y="{y}" width="{long:.1f}" '
            f'height="{BAR}" rx="3"/>',
            f'<text x="{NAMES + long + 6:.1f}" y="{y + 12}">{escape(one.said)}</text>',
        ]
    if aim is not None:
        x, end = NAMES + aim / largest * room, top + HEAD + LINE * len(bars)
        lines.append(f'<line class="aim" x1="{x:.1f}" y1="{top + HEAD - 6}" x2="{x:.1f}" y2="{end}"/>')
        lines.append(f'<text class="s" x="{x + 4:.1f}" y="{end}">{AIM_MS} ms</text>')
    return "\n".join(lines)


def draw(rows: Sequence[Found]) -> None:
    """Into docs/performance.svg."""
    FILE.write_text(drawn(rows), "utf-8")

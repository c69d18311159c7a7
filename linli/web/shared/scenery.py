"""What stands behind the things in a composed picture: an awning, lamps, a moon gate … drawn by the seed.

Each scene fills the upper part of a `width` × `height` picture and leaves the ground to the things.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of a picture and the colors of its trade: pale, deep, and a darker accent."""

    width: int
    height: int
    pale: str
    deep: str
    accent: str


def plain(canvas: Canvas, r: Random) -> str:
    return ""


def awning(canvas: Canvas, r: Random) -> str:
    """A striped awning with a scalloped edge along the top."""
    count = r.choice((11, 13, 15))
    step, drop = canvas.width / count, canvas.height * r.uniform(0.1, 0.14)
    body = (
        f'<rect y="{drop:.0f}" width="{canvas.width}" height="{step * 0.9:.0f}"'
        f' fill="{canvas.accent}" opacity="0.10"/>'
    )
    for index in range(count):
        fill = canvas.accent if index % 2 == 0 else "#ffffff"
        x = index * step
        body += (
            f'<path d="M{x:.1f} 0h{step:.1f}v{drop:.1f}a{step / 2:.1f} {step / 2:.1f} 0 0 1-{step:.1f} 0z"'
            f' fill="{fill}"/>'
        )
    return body


def lamps(canvas: Canvas, r: Random) -> str:
    """Two or three pendant lamps with a pool of light under each."""
    count = r.choice((2, 3))
    body = ""
    for index in range(count):
        x = canvas.width * (index + 0.5 + r.uniform(-0.12, 0.12)) / count
        y, size = canvas.height * r.uniform(0.1, 0.2), canvas.height * r.uniform(0.06, 0.08)
        body += (
            f'<path d="M{x - size * 0.9:.0f} {y + size:.0f}L{x - size * 3:.0f} {canvas.height * 0.75:.0f}'
            f'H{x + size * 3:.0f}L{x + size * 0.9:.0f} {y + size:.0f}z" fill="#fff" opacity="0.22"/>'
            f'<path d="M{x:.0f} 0V{y:.0f}" stroke="{canvas.accent}" stroke-width="3"/>'
            f'<circle cx="{x:.0f}" cy="{y + size:.0f}" r="{size * 0.42:.0f}" fill="#fff3c4"/>'
            f'<path d="M{x - size:.0f} {y + size:.0f}a{size:.0f} {size:.0f} 0 0 1 {2 * size:.0f} 0z"'
            f' fill="{canvas.accent}"/>'
        )
    return body


def lanterns(canvas: Canvas, r: Random) -> str:
    """A string of round paper lanterns across the top."""
    count, sag = r.choice((5, 7)), canvas.height * r.uniform(0.05, 0.09)
    body = (
        f'<path d="M0 {canvas.height * 0.03:.0f}Q{canvas.width / 2:.0f} {canvas.height * 0.03 + 2 * sag:.0f}'
        f' {canvas.width} {canvas.height * 0.03:.0f}" fill="none" stroke="{canvas.accent}"'
        f' stroke-width="2.5"/>'
    )
    for index in range(count):
        share = (index + 0.5) / count
        x = canvas.width * share
        y = canvas.height * 0.03 + 4 * sag * share * (1 - share)
        size = canvas.height * 0.042
        fill = canvas.accent if index % 2 == 0 else "#ffffff"
        body += (
            f'<ellipse cx="{x:.0f}" cy="{y + size * 1.2:.0f}" rx="{size * 1.15:.0f}" ry="{size:.0f}"'
            f' fill="{fill}"/>'
            f'<path d="M{x:.0f} {y + size * 2.2:.0f}v{size * 0.7:.0f}" stroke="{canvas.accent}"'
            f' stroke-width="3"/>'
        )
    return body


def moon_gate(canvas: Canvas, r: Random) -> str:
    """A round gate (月洞门) with light behind it."""
    x = canvas.width * (0.5 + r.uniform(-0.05, 0.05))
    y, size = canvas.height * 0.46, canvas.height * r.uniform(0.37, 0.42)
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{size:.0f}" fill="#fff" opacity="0.55"/>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{size:.0f}" fill="none" stroke="{canvas.accent}"'
        f' stroke-width="7"'
        f' opacity="0.55"/>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{size + 13:.0f}" fill="none" stroke="{canvas.accent}"'
        f' stroke-width="2" opacity="0.4"/>'
    )


def arches(canvas: Canvas, r: Random) -> str:
    """Two or three arched windows."""
    count = r.choice((2, 3))
    gap = canvas.width * 0.05
    wide = (canvas.width * 0.76 - gap * (count - 1)) / count
    top, foot = canvas.height * 0.14, canvas.height * 0.8
    body = ""
    for index in range(count):
        x = canvas.width * 0.12 + index * (wide + gap)
        shape = (
            f"M{x:.0f} {foot:.0f}V{top + wide / 2:.0f}a{wide / 2:.0f} {wide / 2:.0f} 0 0 1"
            f" {wide:.0f} 0V{foot:.0f}z"
        )
        body += (
            f'<path d="{shape}" fill="#fff" opacity="0.42"/>'
            f'<path d="{shape}" fill="none" stroke="{canvas.accent}" stroke-width="4" opacity="0.35"/>'
        )
    return body


def hills(canvas: Canvas, r: Random) -> str:
    """A low sun and two ridges."""
    w, h = canvas.width, canvas.height
    sun = w * r.uniform(0.25, 0.75)
    a, b = r.uniform(0.35, 0.5) * h, r.uniform(0.5, 0.6) * h
    return (
        f'<circle cx="{sun:.0f}" cy="{h * 0.34:.0f}" r="{h * 0.15:.0f}" fill="#fff" opacity="0.8"/>'
        f'<path d="M0 {b:.0f}Q{w * 0.25:.0f} {a:.0f} {w * 0.5:.0f} {b:.0f}T{w} {a + 40:.0f}V{h}H0z"'
        f' fill="{canvas.accent}" opacity="0.16"/>'
        f'<path d="M0 {a + 110:.0f}Q{w * 0.3:.0f} {b + 60:.0f} {w * 0.6:.0f} {b + 20:.0f}T{w}'
        f' {b + 30:.0f}V{h}H0z"'
        f' fill="{canvas.accent}" opacity="0.18"/>'
    )


def shelf(canvas: Canvas, r: Random) -> str:
    """A shelf on the wall with a few jars and boxes, out of focus."""
    w, y = canvas.width, canvas.height * 0.3
    body = f'<g fill="{canvas.accent}" opacity="0.34">'
    x = w * 0.1
    while x < w * 0.88:
        wide, tall = w * r.uniform(0.035, 0.07), canvas.height * r.uniform(0.08, 0.17)
        body += (
            f'<rect x="{x:.0f}" y="{y - tall:.0f}" width="{wide:.0f}" height="{tall:.0f}"'
            f' rx="{r.choice((3, 9, 18))}"/>'
        )
        x += wide + w * r.choice((0.012, 0.02, 0.07))
    return (
        f'{body}</g><rect x="{w * 0.06:.0f}" y="{y:.0f}" width="{w * 0.88:.0f}" height="10" rx="5"'
        f' fill="#fff"/>'
    )


def bunting(canvas: Canvas, r: Random) -> str:
    """Small flags on a string."""
    count, sag = r.choice((9, 11)), canvas.height * 0.1
    body = (
        f'<path d="M0 8Q{canvas.width / 2:.0f} {8 + 2 * sag:.0f} {canvas.width} 8" fill="none"'
        f' stroke="{canvas.accent}" stroke-width="2.5"/>'
    )
    for index in range(count):
        share = (index + 0.5) / count
        x, y = canvas.width * share, 8 + 4 * sag * share * (1 - share)
        size = canvas.width / count * 0.34
        fill = (canvas.accent, "#ffffff", canvas.deep)[index % 3]
        body += (
            f'<path d="M{x - size:.0f} {y - 1:.0f}h{2 * size:.0f}l-{size:.0f} {size * 1.7:.0f}z"'
            f' fill="{fill}"/>'
        )
    return body


SCENES: tuple[Callable[[Canvas, Random], str], ...] = (
    plain,
    awning,
    lamps,
    lanterns,
    moon_gate,
    arches,
    hills,
    shelf,
    bunting,
)

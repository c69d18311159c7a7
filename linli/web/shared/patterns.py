"""Pattern families behind the composed pictures: each gives one SVG tile for a `<pattern>`, drawn by a seed.

All are quiet: one or two strokes in a deeper tint, so that the things in front stay the subject.
"""

from collections.abc import Callable
from random import Random

Tile = tuple[int, int, str]  # width, height, drawing


def _stroke(body: str, width: float = 2.0) -> str:
    return f'<g fill="none" stroke="currentColor" stroke-width="{width}" stroke-linecap="round">{body}</g>'


def dots(r: Random) -> Tile:
    step, size = r.choice((28, 34, 42)), r.choice((2.5, 3.5, 5.0))
    half = step / 2
    return (
        step,
        step,
        (
            f'<g fill="currentColor"><circle cx="{half}" cy="{half}" r="{size}"/>'
            f'<circle cx="0" cy="0" r="{size * 0.6}"/><circle cx="{step}" cy="0" r="{size * 0.6}"/>'
            f'<circle cx="0" cy="{step}" r="{size * 0.6}"/><circle cx="{step}" cy="{step}"'
            f' r="{size * 0.6}"/></g>'
        ),
    )


def waves(r: Random) -> Tile:
    """Seigaiha-like scales (青海波): three nested arcs, rows shifted by half."""
    radius = r.choice((28, 34, 40))
    rings = (1.0, 0.68, 0.36)
    body = ""
    for cx, cy in ((0, radius), (2 * radius, radius), (radius, radius / 2), (radius, radius * 1.5)):
        for ring in rings:
            q = radius * ring
            body += f"M{cx - q:g} {cy:g}a{q:g} {q:g} 0 0 1 {2 * q:g} 0"
    return 2 * radius, radius, _stroke(f'<path d="{body}"/>', 1.8)


def ice(r: Random) -> Tile:
    """Cracked-ice lattice (冰裂纹): irregular polygons that still meet at the tile's edges."""
    s = r.choice((108, 126, 144))
    a, b, c, d = (
        r.uniform(0.25, 0.4) * s,
        r.uniform(0.6, 0.75) * s,
        r.uniform(0.3, 0.5) * s,
        r.uniform(0.5, 0.7) * s,
    )
    x, y = r.uniform(0.42, 0.58) * s, r.uniform(0.42, 0.58) * s
    m, n = x * 0.52, y * 1.42
    body = (
        f"M0 {a:.0f}L{c:.0f} {y * 0.62:.0f}L{d:.0f} 0M0 {b:.0f}L{m:.0f} {n:.0f}L{c:.0f} {s}M{s} {a:.0f}"
        f"L{x * 1.5:.0f} {y * 0.8:.0f}L{d:.0f} 0M{s} {b:.0f}L{x * 1.36:.0f} {y * 1.38:.0f}L{d:.0f} {s}"
        f"M{c:.0f} {y * 0.62:.0f}L{x:.0f} {y:.0f}L{x * 1.5:.0f} {y * 0.8:.0f}M{x:.0f} {y:.0f}L{m:.0f} {n:.0f}"
        f"M{x:.0f} {y:.0f}L{x * 1.36:.0f} {y * 1.38:.0f}M{c:.0f} 0L{c * 0.6:.0f} {a * 0.7:.0f}"
    )
    return s, s, _stroke(f'<path d="{body}" stroke-linejoin="round"/>', 2.2)


def fret(r: Random) -> Tile:
    """Square spirals (回纹), every second one turned about."""
    u = r.choice((7, 8, 9))
    spiral = f"M{u} {6 * u}V{u}H{6 * u}V{5 * u}H{3 * u}V{3 * u}H{4.2 * u:g}"
    turned = f'<path d="{spiral}" transform="rotate(180 {7 * u} {3.5 * u})"/>'
    return 14 * u, 7 * u, _stroke(f'<path d="{spiral}"/>{turned}', 2.4)


def window(r: Random) -> Tile:
    """A window lattice: crossing bars with small squares where they meet."""
    s = r.choice((64, 76, 88))
    k = s * r.choice((0.16, 0.2, 0.24))
    h = s / 2
    body = (
        f"M0 {h:g}H{h - k:g}M{h + k:g} {h:g}H{s}M{h:g} 0V{h - k:g}M{h:g} {h + k:g}V{s}"
        f"M{h - k:g} {h - k:g}h{2 * k:g}v{2 * k:g}h-{2 * k:g}z"
        f"M0 {k:g}H{k:g}V0M{s - k:g} 0V{k:g}H{s}M0 {s - k:g}H{k:g}V{s}M{s - k:g} {s}V{s - k:g}H{s}"
    )
    return s, s, _stroke(f'<path d="{body}"/>', 2.2)


def arcs(r: Random) -> Tile:
    """Quarter circles, turned at random within a block of four."""
    s = r.choice((44, 52, 60))
    body = ""
    for column in range(2):
        for line in range(2):
            turn = r.choice((0, 90, 180, 270))
            x, y = column * s, line * s
            body += (
                f'<path d="M{x} {y + s * 0.5:g}A{s * 0.5:g} {s * 0.5:g} 0 0 0 {x + s * 0.5:g} {y}'
                f'M{x} {y + s * 0.85:g}A{s * 0.85:g} {s * 0.85:g} 0 0 0 {x + s * 0.85:g} {y}"'
                f' transform="rotate({turn} {x + s / 2:g} {y + s / 2:g})"/>'
            )
    return 2 * s, 2 * s, _stroke(body, 2.4)


def tiles(r: Random) -> Tile:
    """Cement tiles: a petal in each corner, a small diamond between."""
    s = r.choice((56, 64, 76))
    p = s * r.uniform(0.3, 0.42)
    petals = "".join(
        f'<path d="M{x} {y}Q{x + dx * p:g} {y} {x + dx * p:g} {y + dy * p:g}Q{x} {y + dy * p:g} {x} {y}"/>'
        for x, y, dx, dy in ((0, 0, 1, 1), (s, 0, -1, 1), (0, s, 1, -1), (s, s, -1, -1))
    )
    h, q = s / 2, s * 0.09
    diamond = f'<path d="M{h:g} {h - q:g}L{h + q:g} {h:g}L{h:g} {h + q:g}L{h - q:g} {h:g}z"/>'
    return s, s, f'<g fill="currentColor">{petals}{diamond}</g>'


def terrazzo(r: Random) -> Tile:
    """Chips of stone, a few shades apart."""
    s = 160
    chips = ""
    for cell in range(16):
        cx = (cell % 4 + 0.5 + r.uniform(-0.18, 0.18)) * s / 4
        cy = (cell // 4 + 0.5 + r.uniform(-0.18, 0.18)) * s / 4
        size, turn = r.uniform(4, 10), r.randrange(180)
        w, h = size, size * r.uniform(0.5, 0.9)
        chips += (
            f'<path d="M{-w:.1f} {h * 0.2:.1f}L{-w * 0.3:.1f} {-h:.1f}L{w:.1f}'
            f' {-h * 0.4:.1f}L{w * 0.5:.1f} {h:.1f}z"'
            f' opacity="{r.choice((0.5, 0.75, 1))}" transform="translate({cx:.0f} {cy:.0f}) rotate({turn})"/>'
        )
    return s, s, f'<g fill="currentColor">{chips}</g>'


def rain(r: Random) -> Tile:
    """Short slanted strokes, like fine rain or basket weave."""
    s, lean = r.choice((26, 32, 38)), r.choice((-1, 1))
    h = s / 2
    body = (
        f"M4 {h + lean * 4:g}L{h - 4:g} {h - lean * 4:g}M{h + 4:g} {h - lean * 4 + h:g}L{s - 4}"
        f" {h + lean * 4 + h:g}"
    )
    return s, int(s * 1.5), _stroke(f'<path d="{body}"/>', 2.6)


def plaid(r: Random) -> Tile:
    """A tablecloth: crossing translucent bands."""
    s = r.choice((48, 60, 72))
    w = s * r.choice((0.3, 0.42, 0.5))
    bands = f'<rect width="{w:g}" height="{s}"/><rect width="{s}" height="{w:g}"/>'
    return s, s, f'<g fill="currentColor" opacity="0.55">{bands}</g>'


PATTERNS: tuple[Callable[[Random], Tile], ...] = (
    dots,
    waves,
    ice,
    fret,
    window,
    arcs,
    tiles,
    terrazzo,
    rain,
    plaid,
)

"""Digits as bars (Code 128, set C: two digits a sign), for any hand scanner at a counter."""

from markupsafe import Markup

# Widths of bars and gaps of the signs 0 to 106; the last is the end.
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231
113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211
212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131
113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211
241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141
214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214
211232 2331112
"""
_WIDTHS = _TABLE.split()
_START_C, _STOP = 105, 106
_QUIET = 10


def signs_of(digits: str) -> list[int]:
    """The signs for an even number of digits: start, pairs, check sign, end. Raises ValueError."""
    if not digits or len(digits) % 2 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("bars of pairs of digits")
    pairs = [int(digits[place : place + 2]) for place in range(0, len(digits), 2)]
    check = (_START_C + sum(place * pair for place, pair in enumerate(pairs, start=1))) % 103
    return [_START_C, *pairs, check, _STOP]


def bars_svg(digits: str, label: str) -> Markup:
    """The bars as SVG that scales to any width, with the quiet zone that scanners need."""
    at, path = _QUIET, []
    for sign in signs_of(digits):
        for place, width in enumerate(int(one) for one in _WIDTHS[sign]):
            if place % 2 == 0:
                path.append(f"M{at} 0h{width}v40h-{width}z")
            at += width
    whole = at + _QUIET
    return Markup(
        '<svg class="bars" viewBox="0 0 {} 40" preserveAspectRatio="none" shape-rendering="crispEdges"'
        ' role="img" aria-label="{}"><rect width="{}" height="40" fill="#fff"/>'
        '<path d="{}" fill="#000"/></svg>'
    ).format(whole, label, whole, "".join(path))

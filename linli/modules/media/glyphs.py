"""The outlines of our one font, so that what is printed looks the same on a page and in a PDF.

The font stays packed as WOFF2: where each letter's points begin is added up once for all letters, and only
the letters of a text are then unpacked. That takes a seventh of a second; unpacking all of it, near four.
Only what our font uses is read: no letters that are made of others, no widths in WOFF2's own form.
"""

import struct
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

import brotli
import msgspec
import numpy as np

FONT = Path(__file__).parent / "fonts" / "noto-sans-sc-700.woff2"
EM = 1000
_TAGS = "cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep".replace("cvt  ", "cvt_ ").split()
# How many bytes of the outline's stream a point takes, by the low seven bits of its flag.
_BYTES = np.array([1] * 84 + [2] * 36 + [3] * 4 + [4] * 4)

# A piece of an outline: ("M", x, y), ("L", x, y), ("Q", cx, cy, x, y) or ("Z",), y downwards, 1000 to the em.
Outline = tuple[tuple[str, tuple[float, ...]], ...]
_Point = tuple[int, int, bool]


class _Packed(msgspec.Struct, frozen=True):
    """What is needed to unpack one letter: by glyph how many points its contours
    have, and where its points and bytes begin."""

    counts: Sequence[Sequence[int]]
    first_point: Sequence[int]
    first_byte: Sequence[int]
    flags: bytes
    stream: bytes
    glyphs: dict[int, int]
    advances: Sequence[int]
    scale: float


def knows(sign: str) -> bool:
    """Whether the font draws this sign; what it lacks (an emoji, a rare character) is left out."""
    return ord(sign) in _font().glyphs


def width_of(text: str) -> float:
    """How far a text runs, in thousandths of its size; without what the font lacks."""
    font = _font()
    known = (font.glyphs[ord(sign)] for sign in text if ord(sign) in font.glyphs)
    return sum(font.advances[min(glyph, len(font.advances) - 1)] for glyph in known) * font.scale


@lru_cache(maxsize=4096)
def outline_of(sign: str) -> Outline:
    """One sign's outline on its base line; of one that the font lacks, nothing."""
    font = _font()
    glyph = font.glyphs.get(ord(sign))
    if glyph is None:
        return ()
    return tuple(
        (verb, tuple(n * font.scale * (1 if place % 2 == 0 else -1) for place, n in enumerate(numbers)))
        for contour in _contours(font, glyph)
        for verb, numbers in _pieces(contour)
    )


def _pieces(points: Sequence[_Point]) -> Iterator[tuple[str, tuple[float, ...]]]:
    """One closed contour of TrueType: between two points off the curve lies one on it."""
    if not points:
        return
    start = next((place for place, point in enumerate(points) if point[2]), None)
    if start is None:
        first, last = points[0], points[-1]
        middle = ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
        around: Sequence[_Point] = points
    else:
        middle = points[start][:2]
        around = [*points[start + 1 :], *points[:start]]
    yield "M", middle
    off: tuple[float, float] | None = None
    for x, y, on in around:
        if off is not None:
            end = (x, y) if on else ((off[0] + x) / 2, (off[1] + y) / 2)
            yield "Q", (*off, *end)
        elif on:
            yield "L", (x, y)
        off = None if on else (x, y)
    if off is not None:
        yield "Q", (*off, *middle)
    yield "Z", ()


def _contours(font: _Packed, glyph: int) -> list[list[_Point]]:
    at, byte = font.first_point[glyph], font.first_byte[glyph]
    x = y = 0
    found = []
    for count in font.counts[glyph]:
        contour = []
        for flag in font.flags[at : at + count]:
            dx, dy = _step(flag & 0x7F, font.stream[byte : byte + 4])
            byte += int(_BYTES[flag & 0x7F])
            x, y = x + dx, y + dy
            contour.append((x, y, flag < 0x80))
        at += count
        found.append(contour)
    return found


def _step(flag: int, data: bytes) -> tuple[int, int]:
    """From one point to the next, as WOFF2 packs it (its section 5.2)."""
    across = 1 if flag & 1 else -1
    up = 1 if flag & 2 else -1
    if flag < 10:
        return 0, across * (((flag & 14) << 7) + data[0])
    if flag < 20:
        return across * ((((flag - 10) & 14) << 7) + data[0]), 0
    if flag < 84:
        rest = flag - 20
        return across * (1 + (rest & 0x30) + (data[0] >> 4)), up * (
            1 + ((rest & 0x0C) << 2) + (data[0] & 0x0F)
        )
    if flag < 120:
        rest = flag - 84
        return across * (1 + ((rest // 12) << 8) + data[0]), up * (1 + (((rest % 12) >> 2) << 8) + data[1])
    if flag < 124:
        return across * ((data[0] << 4) + (data[1] >> 4)), up * (((data[1] & 0x0F) << 8) + data[2])
    return across * ((data[0] << 8) + data[1]), up * ((data[2] << 8) + data[3])


@cache
def _font() -> _Packed:
    tables = _tables(FONT.read_bytes())
    glyf = tables["glyf"]
    _, _, _, _, *sizes = struct.unpack_from(">4H7I", glyf)
    at, streams = 36, []
    for size in sizes:
        streams.append(glyf[at : at + size])
        at += size
    contours = np.frombuffer(streams[0], ">i2").tolist()
    numbers = iter(_short_numbers(streams[1]))
    counts = [[next(numbers) for _ in range(max(0, number))] for number in contours]
    points = np.concatenate(([0], np.cumsum([sum(one) for one in counts])))
    flags = streams[2]
    lengths = _BYTES[np.frombuffer(flags, np.uint8) & 0x7F]
    bytes_before = np.concatenate(([0], np.cumsum(lengths)))
    # After a letter's points stands the length of its instructions, which is 0: one byte.
    instructed = np.concatenate(([0], np.cumsum([number > 0 for number in contours])))
    first_byte = bytes_before[points] + instructed
    per_em = struct.unpack_from(">H", tables["head"], 18)[0]
    return _Packed(
        counts=counts,
        first_point=points.tolist(),
        first_byte=first_byte.tolist(),
        flags=flags,
        stream=streams[3],
        glyphs=_characters(tables["cmap"]),
        advances=_advances(tables),
        scale=EM / per_em,
    )


def _tables(data: bytes) -> dict[str, bytes]:
    """The tables of a WOFF2 file as they were packed: outlines and widths in its own form."""
    count = struct.unpack_from(">H", data, 12)[0]
    packed = struct.unpack_from(">I", data, 20)[0]
    at, listed = 48, []
    for _ in range(count):
        flags = data[at]
        at += 1
        if flags & 0x3F == 0x3F:
            tag = data[at : at + 4].decode("latin-1")
            at += 4
        else:
            tag = _TAGS[flags & 0x3F] if flags & 0x3F < len(_TAGS) else f"#{flags & 0x3F}"
        size, at = _long_number(data, at)
        version = flags >> 6
        if (tag in ("glyf", "loca")) == (version == 0):
            size, at = _long_number(data, at)
        listed.append((tag, size))
    whole, found, begin = brotli.decompress(data[at : at + packed]), {}, 0
    for tag, size in listed:
        found[tag] = whole[begin : begin + size]
        begin += size
    return found


def _long_number(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    while True:
        byte = data[at]
        at += 1
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, at


def _short_numbers(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        byte = data[at]
        if byte == 253:
            yield data[at + 1] << 8 | data[at + 2]
        elif byte >= 254:
            yield data[at + 1] + (253 if byte == 255 else 506)
        else:
            yield byte
        at += 3 if byte == 253 else 2 if byte >= 254 else 1


def _advances(tables: dict[str, bytes]) -> list[int]:
    many: int = struct.unpack_from(">H", tables["hhea"], 34)[0]
    return list(struct.unpack_from(">" + "Hh" * many, tables["hmtx"])[::2])


def _characters(table: bytes) -> dict[int, int]:
    """Which glyph draws which character, by the table's list of segments (its form 4)."""
    at = struct.unpack_from(">HHI", table, 4)[2]
    many = struct.unpack_from(">H", table, at + 6)[0] // 2
    ends, starts, shifts, offsets = (
        struct.unpack_from(f">{many}H", table, at + 14 + 2 * many * place + (2 if place else 0))
        for place in range(4)
    )
    offsets_at = at + 16 + 6 * many
    found = {}
    for place, (start, end, shift, offset) in enumerate(zip(starts, ends, shifts, offsets, strict=True)):
        for character in range(start, min(end, 0xFFFE) + 1):
            glyph = character
            if offset:
                where = offsets_at + 2 * place + offset + 2 * (character - start)
                glyph = struct.unpack_from(">H", table, where)[0]
            if glyph or not offset:
                found[character] = glyph + shift & 0xFFFF
    return found

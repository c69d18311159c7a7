"""The picture that stands for a page where its link is shared: 1200 × 630, drawn here, as JPEG.

Left the words, right the page's photo or its composed illustration. Pure: the same card is the same bytes.
"""

import io
import threading
from functools import lru_cache

import msgspec
import resvg_py
from PIL import Image, ImageDraw, ImageFont, ImageOps

from linli.modules.media.glyphs import FONT, knows
from linli.modules.media.lines import ends

WIDTH, HEIGHT = 1200, 630
WORDS = 560
LEFT = 64
PAPER, INK, SOFT, LINE, PERSIMMON, LANTERN = "#FBF8F3", "#1E2329", "#5B6470", "#E9E3DA", "#D9481F", "#F6B73C"
MOST_LINES = 3
# Drawing takes a good part of a second of one processor; nobody gets two at once.
_DRAWING = threading.Lock()


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a card shows: `title` and `about` are wrapped and cut, `price` is text as people write it,
    `rating` is empty without reviews. Its picture is `photo` (the bytes of a picture) or else `art` (an SVG).
    """

    title: str
    about: str = ""
    rating: str = ""
    price: str = ""
    place: str = ""
    art: str = ""
    photo: bytes = b""


@lru_cache(maxsize=128)
def draw_card(card: Card) -> bytes:
    """The card as a JPEG, of some 100 kB. Takes up to a second: call it in a thread."""
    with _DRAWING:
        canvas = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        canvas.paste(_picture(card), (WIDTH - WORDS - 20, 0))
        _write(ImageDraw.Draw(canvas), card)
        out = io.BytesIO()
        canvas.save(out, "JPEG", quality=88, subsampling=0, optimize=True)
        return out.getvalue()


def _picture(card: Card) -> Image.Image:
    raw = card.photo or bytes(
        resvg_py.svg_to_bytes(svg_string=card.art, height=HEIGHT, skip_system_fonts=True)
    )
    picture = Image.open(io.BytesIO(raw)).convert("RGB")
    return ImageOps.fit(picture, (WORDS + 20, HEIGHT), Image.Resampling.LANCZOS)


def _write(pen: ImageDraw.ImageDraw, card: Card) -> None:
    top = 72
    for line in _wrapped(card.title, _font(58), MOST_LINES):
        pen.text((LEFT, top), line, font=_font(58), fill=INK)
        top += 76
    top += 12
    for line in _wrapped(card.about, _font(30), 2):
        pen.text((LEFT, top), line, font=_font(30), fill=SOFT)
        top += 44
    if card.rating:
        _star(pen, LEFT, top + 26)
        pen.text((LEFT + 44, top + 16), card.rating, font=_font(34), fill=INK)
    if card.price:
        pen.text((LEFT, 440), card.price, font=_font(64), fill=PERSIMMON)
    pen.line((LEFT, 548, LEFT + 500, 548), fill=LINE, width=2)
    [place] = _wrapped(card.place, _font(28), 1) or [""]
    pen.text((LEFT, 562), place, font=_font(28), fill=SOFT)


def _star(pen: ImageDraw.ImageDraw, left: int, top: int) -> None:
    """Ten corners of a five-pointed star, 32 pixels wide."""
    outline = "16,0 20,11 32,12 23,20 26,32 16,25 6,32 9,20 0,12 12,11"
    corners = [tuple(map(int, corner.split(","))) for corner in outline.split()]
    pen.polygon([(left + x, top + y) for x, y in corners], fill=LANTERN)


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    """A text in at most `most` lines as wide as the words' half, the last one cut with an ellipsis."""
    room, lines = WORDS - LEFT - 24, [""]
    for piece in ends(text, knows):
        if font.getlength((lines[-1] + piece).rstrip()) <= room or not lines[-1]:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    kept = [line.rstrip() for line in lines if line.strip()]
    if len(kept) <= most and all(font.getlength(line) <= room for line in kept):
        return kept
    last = kept[min(most, len(kept)) - 1]
    while last and font.getlength(last + "…") > room:
        last = last[:-1]
    return [*kept[: min(most, len(kept)) - 1], last.rstrip(" ,.，、·") + "…"]

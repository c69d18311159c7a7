"""A square icon for phones' home screens, which take nothing but PNG."""

import io

from PIL import Image, ImageDraw

# An awning over a door: what stands for a shop that has no logo. In 64ths of the side.
_AWNING = ((14, 18), (50, 18), (54, 32), (10, 32))
_WALL = (16, 32, 48, 48)
_DOOR = (34, 36, 42, 48)
_WHITE = (255, 255, 255)
_INK = (30, 35, 41)


def draw_icon(logo: bytes | None, size: int, color: str, *, inset: int = 0) -> bytes:
    """A kept picture, whole on white, as a square PNG; without one, a shop on the color (#rrggbb).

    `inset` is what a mask may cut away, in percent of the side on each edge. Takes a moment: hold no
    transaction.
    """
    ground = _channels(color)
    square = Image.new("RGB", (size, size), ground if logo is None else _WHITE)
    inner = size - 2 * (size * inset // 100)
    if logo is None:
        _draw_shop(square, inner, _WHITE if sum(ground) < 540 else _INK, ground)
    else:
        picture = Image.open(io.BytesIO(logo), formats=("WEBP",)).convert("RGB")
        scale = inner / max(picture.size)
        width, height = (max(1, round(side * scale)) for side in picture.size)
        resized = picture.resize((width, height), Image.Resampling.LANCZOS)
        square.paste(resized, ((size - width) // 2, (size - height) // 2))
    out = io.BytesIO()
    square.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_shop(square: Image.Image, inner: int, ink: tuple[int, ...], ground: tuple[int, ...]) -> None:
    start, draw = (square.width - inner) // 2, ImageDraw.Draw(square)

    def at(place: int) -> int:
        return start + place * inner // 64

    draw.polygon([(at(x), at(y)) for x, y in _AWNING], fill=ink)
    draw.rectangle([at(place) for place in _WALL], fill=ink)
    draw.rectangle([at(place) for place in _DOOR], fill=ground)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)

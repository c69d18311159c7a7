"""License numbers and pictures of licenses that nobody can take for real ones."""

import io

from PIL import Image, ImageDraw, ImageFont

from linli.modules.markets import Market
from linli.modules.merchants import business_id_check, credit_check

SIZE = (1200, 860)
_PAPER, _INK, _LINE = "#fdf9ee", "#5b4a2e", "#c9a24a"


def invented_number(market: Market, number: int) -> str:
    """A number of the right form that no register gives out: region 000000, or one with leading zeros."""
    if market.country == "CN":
        body = f"Y1000000{number:09}"
        return body + credit_check(body)
    # One in eleven of such numbers has no check digit and is never given out.
    bodies = (f"{number + step * 1000:07}" for step in range(10))
    return next(f"{body}-{check}" for body in bodies if (check := business_id_check(body)) is not None)


def sample_license(number: str) -> bytes:
    """A drawing that says in large letters what it is."""
    paper = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(paper)
    for inset in (24, 34):
        pen.rectangle((inset, inset, SIZE[0] - inset, SIZE[1] - inset), outline=_LINE, width=3)
    lines = (
        (150, 110, "SAMPLE"),
        (300, 46, "This is not a document."),
        (370, 46, "It was drawn for a demonstration."),
        (520, 40, "Number"),
        (580, 64, number),
    )
    for top, size, text in lines:
        font = ImageFont.load_default(size)
        wide = pen.textlength(text, font=font)
        pen.text(((SIZE[0] - wide) / 2, top), text, fill=_INK, font=font)
    out = io.BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()

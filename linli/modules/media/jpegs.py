"""Pictures as a PDF takes them: kept ones, and drawings turned into pixels."""

import io

import resvg_py
from PIL import Image

from linli.modules.media.model import File
from linli.modules.media.pdfs import Jpeg

_QUALITY = 88


def jpeg_of(file: File) -> Jpeg:
    """A kept picture. Takes a moment: hold no transaction."""
    return _written(Image.open(io.BytesIO(file.body), formats=("WEBP",)).convert("RGB"))


def jpeg_of_drawing(svg: str, width: int, ground: str = "#ffffff") -> Jpeg:
    """A drawing of ours (SVG), so many pixels wide, on a color. Takes up to a second: call it in a thread."""
    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=width, background=ground, skip_system_fonts=True)
    return _written(Image.open(io.BytesIO(bytes(drawn))).convert("RGB"))


def _written(picture: Image.Image) -> Jpeg:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return Jpeg(out.getvalue(), picture.width, picture.height)

"""Printed sheets as a knife and a telephone meet them: their sizes, and what can be scanned off them."""

from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image

DPI = 150
_MM = 25.4 / 72


@dataclass(frozen=True)
class Paper:
    """One page of a PDF in millimeters: width and height; where it is cut and how far color runs, from left
    and bottom to right and top (the whole page where it does not say); the texts of all codes on it;
    and, where it was asked for, itself.
    """

    size: tuple[float, float]
    trim: tuple[float, ...]
    bleed: tuple[float, ...]
    codes: list[str]
    picture: Image.Image | None = None


def papers(pdf: bytes, first: int = 0, most: int = 100, *, picture: bool = False) -> list[Paper]:
    """The pages of a PDF as another program draws them at 150 dots an inch, and yet another reads them."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for number in range(first, min(len(document), first + most)):
        page = document[number]
        drawn = page.render(scale=DPI / 72)
        codes = zxingcpp.read_barcodes(drawn.to_pil().convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
        found.append(
            Paper(
                _in_mm(page.get_size()),
                _in_mm(page.get_trimbox()),
                _in_mm(page.get_bleedbox()),
                sorted(str(one.text) for one in codes),
                drawn.to_pil() if picture else None,
            )
        )
    return found


def _in_mm(points: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(round(point * _MM, 1) for point in points)

"""A flame graph as py-spy draws it, made a still picture without a script, of what stands on one function."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

SVG, OF_PROBE = "http://www.w3.org/2000/svg", "http://github.com/jonhoo/inferno"
ROW, WIDTH, HEAD, LETTER = 16, 1200, 28, 6.6
# Frames narrower than this share of the whole are left out, and so is what stands on them.
NARROWEST = 0.002
_SAMPLES = re.compile(r" \([\d,]+ samples, [\d.]+%\)$")


class Frame(NamedTuple):
    """A function as it was seen: from which look on, in how many, and how deep."""

    name: str
    first: int
    looks: int
    row: int
    color: str

    def within(self, other: "Frame") -> bool:
        inside = other.first <= self.first and self.first + self.looks <= other.first + other.looks
        return inside and self.row >= other.row


def frames_of(drawn: str) -> Iterator[Frame]:
    """What py-spy drew."""
    for one in ET.fromstring(drawn).iter(f"{{{SVG}}}g"):
        title, box = one.find(f"{{{SVG}}}title"), one.find(f"{{{SVG}}}rect")
        if title is not None and title.text and box is not None:
            first, looks = (int(box.attrib[f"{{{OF_PROBE}}}{name}"]) for name in ("x", "w"))
            row = int(float(box.attrib["y"])) // ROW
            yield Frame(_SAMPLES.sub("", title.text), first, looks, row, box.attrib["fill"])


def still(drawn: str, roots: tuple[str, ...], title: str) -> str:
    """What stands on the frames whose names begin with one of `roots`, side by side. Raises ValueError where
    there are none.
    """
    frames = list(frames_of(drawn))
    bottoms = [one for one in frames if one.name.startswith(roots)]
    whole = sum(one.looks for one in bottoms)
    if not whole:
        raise ValueError(f"nothing was seen of {roots}")
    shown: list[Frame] = []
    before = 0
    for bottom in bottoms:
        for one in frames:
            if one.within(bottom) and one.looks >= NARROWEST * whole:
                at = before + one.first - bottom.first
                shown.append(one._replace(first=at, row=one.row - bottom.row))
        before += bottom.looks
    return _picture(shown, whole, title)


def _picture(shown: list[Frame], whole: int, title: str) -> str:
    height = HEAD + (max(one.row for one in shown) + 1) * ROW
    about = {"width": str(WIDTH), "height": str(height), "viewBox": f"0 0 {WIDTH} {height}"}
    picture = ET.Element("svg", {"xmlns": SVG, **about, "font-family": "monospace", "font-size": "11"})
    ET.SubElement(picture, "rect", {"width": "100%", "height": "100%", "fill": "#fffdf8"})
    head = ET.SubElement(picture, "text", {"x": "6", "y": "18", "font-size": "13"})
    head.text = f"{title} · {whole:,} looks"
    for one in shown:
        left, width = one.first / whole * WIDTH, one.looks / whole * WIDTH
        top = HEAD + one.row * ROW
        group = ET.SubElement(picture, "g")
        ET.SubElement(group, "title").text = f"{one.name}: {one.looks / whole:.1%}"
        box = {"x": f"{left:.1f}", "y": str(top), "width": f"{width:.1f}", "height": str(ROW - 1)}
        ET.SubElement(group, "rect", {**box, "fill": one.color})
        letters = int((width - 6) / LETTER)
        if letters >= 4:
            name = ET.SubElement(group, "text", {"x": f"{left + 3:.1f}", "y": str(top + 11)})
            name.text = one.name if len(one.name) <= letters else one.name[: letters - 1] + "…"
    return ET.tostring(picture, "unicode") + "\n"

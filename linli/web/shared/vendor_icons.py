"""Copy the few icons we use out of two icon packages into `static/vendor/`.

    python -m linli.web.shared.vendor_icons --emoji FLUENT/icons.json --lucide LUCIDE/icons.json

The names come from the catalog's `PICTURES` (Fluent Emoji flat, one SVG file each) and `interface_icons.txt`
(Lucide, one sprite). Add a name, run it again, commit what changed.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from linli.modules.media import PICTURES

HERE = Path(__file__).parent
VENDOR = HERE / "static" / "vendor"
INTERFACE_NAMES = HERE / "interface_icons.txt"

# These presentation attributes come from `.icon` in CSS instead, so that weight and fill can be styled.
_SET_BY_CSS = re.compile(
    r' (?:fill="none"|stroke="currentColor"|stroke-linecap="round"|stroke-linejoin="round"|stroke-width="2")'
)


def read_names(path: Path) -> list[str]:
    """The names in a list file: one or more a line, `#` starts a comment; sorted, without repeats."""
    lines = (line.split("#")[0] for line in path.read_text("utf-8").splitlines())
    return sorted({name for line in lines for name in line.split()})


def body_of(package: Mapping[str, Any], name: str) -> str:
    """The drawing of one icon, following the package's aliases; LookupError if there is none."""
    icons = package["icons"]
    parent = package.get("aliases", {}).get(name, {}).get("parent", name)
    if parent not in icons:
        raise LookupError(f"no icon called {name!r} in the package")
    return str(icons[parent]["body"])


def write_emoji(package: Mapping[str, Any], names: Sequence[str], folder: Path) -> None:
    """One SVG file per name; files whose name is no longer listed go."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.svg"):
        if stale.stem not in names:
            stale.unlink()
    for name in names:
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{body_of(package, name)}</svg>\n'
        (folder / f"{name}.svg").write_text(svg, "utf-8")


def write_sprite(package: Mapping[str, Any], names: Sequence[str], path: Path) -> None:
    """One sprite with a `<symbol>` per name; color, weight and fill are left to CSS."""
    symbols = "\n".join(
        f'<symbol id="{name}" viewBox="0 0 24 24">{_SET_BY_CSS.sub("", body_of(package, name))}</symbol>'
        for name in names
    )
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n', "utf-8")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--emoji", type=Path, help="icons.json of @iconify-json/fluent-emoji-flat")
    parser.add_argument("--lucide", type=Path, help="icons.json of @iconify-json/lucide")
    chosen = parser.parse_args(arguments)
    if chosen.emoji:
        names = sorted(PICTURES)
        write_emoji(json.loads(chosen.emoji.read_text("utf-8")), names, VENDOR / "fluent-emoji")
    if chosen.lucide:
        names = read_names(INTERFACE_NAMES)
        write_sprite(json.loads(chosen.lucide.read_text("utf-8")), names, VENDOR / "lucide.svg")


if __name__ == "__main__":
    main(sys.argv[1:])

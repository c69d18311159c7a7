"""An amount as people type it: `38`, `38.5`, `38,50`, with figures of any width."""

import unicodedata

from linli.kernel.money import Money, parse

_AS_POINT = str.maketrans({",": ".", "。": ".", "、": "."})


def read_amount(typed: str, currency: str) -> Money | None:
    """The amount; None for what is none."""
    plain = unicodedata.normalize("NFKC", typed).translate(_AS_POINT)
    plain = "".join(sign for sign in plain if not sign.isspace()).strip("¥€$£").rstrip(".")
    if plain.startswith("."):
        plain = f"0{plain}"
    try:
        return parse(plain, currency)
    except ValueError:
        return None

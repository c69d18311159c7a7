"""The options of an article in one cell of a file: `Filling (1): red bean | sesame +1; Extra (0-2): egg +2`.

Options stand apart by `;`, choices by `|`; in brackets how many one takes (without: none or one), after `+`
what a choice costs more, after `/` the English name. What one of these signs is part of has `\\` before it.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from linli.kernel.money import MINOR_DIGITS
from linli.kernel.refusals import Refusal
from linli.modules.items.cells import CellError, read_price
from linli.modules.items.model import Choice, Option
from linli.modules.items.requirements import MOST_OPTIONS, check_option

# Each sign as it is typed with a Chinese keyboard, too.
_ALIKE = str.maketrans("；｜：／＋（）", ";|:/+()")
_SIGNS = ";|:/+()\\"
_TAKES = re.compile(
    r"(?P<name>.*)\((?P<least>[0-9]{1,2})(?:\s*[-–~]\s*(?P<most>[0-9]{1,2}))?\)\s*", re.DOTALL
)
# An escaped sign stands for itself, out of the way of all others.
_HIDDEN = {sign: chr(0xE000 + place) for place, sign in enumerate(_SIGNS + "；｜：／＋（）")}
_BACK = str.maketrans({hidden: sign for sign, hidden in _HIDDEN.items()})


def read_options(text: str, currency: str) -> tuple[Option, ...]:
    """What a cell says. Wrong: options (part: what cannot be read), and whatever a price may be."""
    plain = re.sub(r"\\(.)", lambda found: _HIDDEN.get(found[1], found[0]), text, flags=re.DOTALL)
    parts = [part for part in plain.translate(_ALIKE).split(";") if part.strip()]
    if not 0 < len(parts) <= MOST_OPTIONS:
        raise CellError("options", part=text[:40])
    return tuple(_option(part, currency) for part in parts)


def write_options(options: Sequence[Option], currency: str) -> str:
    """The same as a cell, to be read in again unchanged."""
    return "; ".join(
        f"{_names(one.name, one.name_en)} ({_takes(one)}): "
        + " | ".join(_choice_text(choice, currency) for choice in one.choices)
        for one in options
    )


def _option(part: str, currency: str) -> Option:
    head, between, tail = part.partition(":")
    takes = _TAKES.fullmatch(head.strip())
    least, most = 0, 1
    if takes:
        head, least = takes["name"], int(takes["least"])
        most = int(takes["most"]) if takes["most"] else least
    name, name_en = _named(head)
    choices = tuple(_choice(one, currency) for one in tail.split("|")) if between else ()
    try:
        return check_option(Option(name=name, name_en=name_en, least=least, most=most, choices=choices))
    except Refusal:
        raise CellError("options", part=part.strip().translate(_BACK)[:40]) from None


def _choice(part: str, currency: str) -> Choice:
    names, more, extra = part.partition("+")
    name, name_en = _named(names)
    return Choice(name=name, name_en=name_en, extra_minor=read_price(extra, currency) if more else 0)


def _named(text: str) -> tuple[str, str]:
    name, _, name_en = text.partition("/")
    return name.strip().translate(_BACK), name_en.strip().translate(_BACK)


def _takes(one: Option) -> str:
    return str(one.least) if one.least == one.most else f"{one.least}-{one.most}"


def _choice_text(one: Choice, currency: str) -> str:
    extra = Decimal(one.extra_minor).scaleb(-MINOR_DIGITS[currency])
    return _names(one.name, one.name_en) + (f" +{extra}" if one.extra_minor else "")


def _names(name: str, name_en: str) -> str:
    return "/".join(_escaped(one) for one in (name, name_en) if one)


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in _HIDDEN else sign for sign in text)

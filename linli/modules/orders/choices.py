"""What somebody chose of an article's options: what it adds to the price, and how it reads."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from linli.modules import items

BETWEEN = " · "
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Chosen(msgspec.Struct, frozen=True):
    """The choices to all options of one unit: their surcharge in minor units, and their names."""

    extra_minor: int
    names: tuple[str, ...]
    names_en: tuple[str, ...]


def chosen(options: Sequence[items.Option], picks: Sequence[Sequence[int]]) -> Chosen | None:
    """Which choices `picks` names by their places, option by option (missing at the end: nothing chosen).

    None where a place is none or is named twice, or an option has too few or too many.
    """
    if len(picks) > len(options):
        return None
    extra, names, names_en = 0, [], []
    for number, option in enumerate(options):
        places = picks[number] if number < len(picks) else ()
        if not option.least <= len(places) <= option.most or len(set(places)) < len(places):
            return None
        if any(not 0 <= place < len(option.choices) for place in places):
            return None
        for choice in (option.choices[place] for place in sorted(places)):
            extra += choice.extra_minor
            names.append(choice.name)
            names_en.append(choice.name_en or choice.name)
    return Chosen(extra, tuple(names), tuple(names_en))


def detail_of(variant: str, names: Sequence[str]) -> str:
    """The variant's own name and what was chosen, in one line: `500 g · less sugar`."""
    return BETWEEN.join(part for part in (variant, *names) if part)


def day_apart(detail: str) -> tuple[str, date | None]:
    """A line's detail without the day that stands last in it, and that day: a page says it in its reader's
    words. (detail, None) where the line is for no day.
    """
    rest, _, last = detail.rpartition(BETWEEN)
    try:
        return (rest, date.fromisoformat(last)) if _DAY.fullmatch(last) else (detail, None)
    except ValueError:
        return detail, None

"""A week of opening hours as its owner fills it in, and the opening hours expression that says the same."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

import msgspec

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WHOLE_DAY = 24 * 60
LONGEST_NOTE = 60
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_SPELLS = re.compile(r"\d{1,2}:\d{2}-\d{1,2}:\d{2}( ?, ?\d{1,2}:\d{2}-\d{1,2}:\d{2})*", re.ASCII)
_DATE = rf"(\d{{4}}) ({'|'.join(MONTHS)}) (\d{{1,2}})"
_SPECIAL = re.compile(rf"{_DATE}(?:-{_DATE})? (?P<what>[^\"]+?)(?: \"(?P<note>[^\"]*)\")?", re.ASCII)
_NO_NOTE = re.compile(r'[";|\x00-\x1f]')
_ENDS = re.compile(rf";|(?<=:\d\d) ?, ?(?={'|'.join(WEEKDAYS)}|PH)", re.ASCII)
_RULE = re.compile(r"(?:(?P<days>[A-Z][A-Za-z, -]*?) )?(?P<what>\d.*|off|closed)", re.ASCII)


class Spell(msgspec.Struct, frozen=True, order=True):
    """Open from `start` until `end`, in minutes from midnight; an end above 1440 is in the next day."""

    start: int
    end: int


Spells = tuple[Spell, ...]


class Special(msgspec.Struct, frozen=True):
    """Other hours from `first` to `last` (both included); no spells: closed. `note` says why."""

    first: date
    last: date
    spells: Spells = ()
    note: str = ""


class Timetable(msgspec.Struct, frozen=True):
    """Seven days from Monday on; `holidays` None: as on that weekday; `specials` win over all."""

    days: tuple[Spells, ...]
    holidays: Spells | None = None
    specials: tuple[Special, ...] = ()


def overlaps(spells: Sequence[Spell]) -> bool:
    """Whether two spells of one day touch the same minute, or one is no stretch of at most a day."""
    ordered = sorted(spells)
    wrong = any(not (0 <= one.start < WHOLE_DAY and 0 < one.end - one.start <= WHOLE_DAY) for one in ordered)
    return wrong or any(one.end > other.start for one, other in pairwise(ordered))


def hours_of(timetable: Timetable) -> str:
    """The expression; "off" where nothing is ever open. Days without hours are closed by not being named."""
    groups = _groups(timetable.days)
    # After a semicolon a day starts anew, and the night before would end at midnight; a comma lets it go on.
    by_night = any(one.end > WHOLE_DAY for spells in timetable.days for one in spells)
    week = (", " if by_night else "; ").join(f"{_days(days)} {_spells(spells)}" for days, spells in groups)
    rules = [week or "off"]
    if timetable.holidays is not None:
        rules.append(f"PH {_spells(timetable.holidays)}")
    for special in sorted(timetable.specials, key=lambda one: (one.first, one.last)):
        note = _NO_NOTE.sub("", special.note).strip()[:LONGEST_NOTE]
        rules.append(f"{_dates(special)} {_spells(special.spells)}" + (f' "{note}"' if note else ""))
    return "; ".join(rules)


def timetable_of(hours: str) -> Timetable | None:
    """The week that an expression says; None for one that says more than a week can (seasons, sunset, …)."""
    days: list[Spells] = [()] * 7
    holidays: Spells | None = None
    specials: list[Special] = []
    for rule in filter(None, (part.strip() for part in _ENDS.split(hours))):
        if special := _read_special(rule):
            specials.append(special)
            continue
        read = _read_rule(rule)
        if read is None or specials:
            return None
        named, on_holidays, spells = read
        for day in named:
            days[day] = spells
        if on_holidays:
            holidays = spells
    return Timetable(tuple(days), holidays, tuple(specials)) if hours.strip() else None


def _groups(days: Sequence[Spells]) -> list[tuple[list[int], Spells]]:
    """Days with the same hours together, in the order of their first."""
    groups: dict[Spells, list[int]] = {}
    for day, spells in enumerate(days):
        if spells:
            groups.setdefault(spells, []).append(day)
    return [(named, spells) for spells, named in groups.items()]


def _days(named: Sequence[int]) -> str:
    """[0, 1, 2, 5] → "Mo-We,Sa"."""
    runs: list[list[int]] = []
    for day in named:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}" for run in runs
    )


def _spells(spells: Iterable[Spell]) -> str:
    return ",".join(f"{_clock(one.start)}-{_clock(one.end)}" for one in sorted(spells)) or "off"


def _clock(minutes: int) -> str:
    """As a clock shows it; only the very end of a day is 24:00."""
    shown = minutes if minutes <= WHOLE_DAY else minutes - WHOLE_DAY
    return f"{shown // 60:02}:{shown % 60:02}"


def _dates(special: Special) -> str:
    first, last = (
        f"{one.year} {MONTHS[one.month - 1]} {one.day:02}" for one in (special.first, special.last)
    )
    return first if first == last else f"{first}-{last}"


def _read_special(rule: str) -> Special | None:
    match = _SPECIAL.fullmatch(rule)
    spells = _read_spells(match["what"]) if match else None
    if match is None or spells is None:
        return None
    parts = match.groups()
    try:
        first = _read_date(parts[0:3])
        last = _read_date(parts[3:6]) if parts[3] else first
    except ValueError:
        return None
    return Special(first, last, spells, match["note"] or "") if first <= last else None


def _read_date(parts: Sequence[str]) -> date:
    return date(int(parts[0]), MONTHS.index(parts[1]) + 1, int(parts[2]))


def _read_rule(rule: str) -> tuple[list[int], bool, Spells] | None:
    """Which weekdays, whether public holidays too, and their hours."""
    if rule == "24/7":
        return list(range(7)), False, (Spell(0, WHOLE_DAY),)
    match = _RULE.fullmatch(rule)
    spells = _read_spells(match["what"]) if match else None
    if match is None or spells is None:
        return None
    if not match["days"]:
        return list(range(7)), False, spells
    named: list[int] = []
    on_holidays = False
    for part in match["days"].replace(" ", "").split(","):
        ends = part.split("-")
        if part == "PH":
            on_holidays = True
        elif len(ends) <= 2 and all(end in WEEKDAYS for end in ends):
            first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
            named += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
        else:
            return None
    return named, on_holidays, spells


def _read_spells(what: str) -> Spells | None:
    if what.strip() in ("off", "closed"):
        return ()
    if not _SPELLS.fullmatch(what.strip()):
        return None
    times = [int(hour) * 60 + int(minute) for hour, minute in _TIME.findall(what)]
    spells = tuple(
        sorted(
            Spell(start, end if end > start else end + WHOLE_DAY)
            for start, end in zip(times[::2], times[1::2], strict=True)
        )
    )
    minutes = [int(minute) for _, minute in _TIME.findall(what)]
    return None if overlaps(spells) or any(minute > 59 for minute in minutes) else spells

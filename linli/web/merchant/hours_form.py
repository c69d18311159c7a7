"""The week as it is typed, kept as typed, and the hours that it means."""

from collections.abc import Sequence
from datetime import date

import msgspec
from litestar.datastructures import FormMultiDict

from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.markets import WHOLE_DAY, Special, Spell, Timetable
from linli.web.merchant.shop import typed

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
LEAST_SPELLS = 2
MOST_SPELLS = 4
MOST_SPECIALS = 60
HOLIDAYS = ("usual", "closed", "other")
PUBLIC_HOLIDAYS = "ph"


class Stretch(msgspec.Struct, frozen=True):
    """From and until as a time field holds them, "" where nothing was typed; at midnight it ends at 00:00."""

    start: str = ""
    end: str = ""

    @property
    def empty(self) -> bool:
        return not (self.start or self.end)


class Day(msgspec.Struct, frozen=True):
    """One line of the editor. A closed day keeps its times, so that it can be opened again."""

    key: str
    open: bool = False
    stretches: Sequence[Stretch] = (Stretch(),) * LEAST_SPELLS


class Exempt(msgspec.Struct, frozen=True):
    """Other hours for some days; without times: closed."""

    first: str = ""
    last: str = ""
    start: str = ""
    end: str = ""
    note: str = ""

    @property
    def empty(self) -> bool:
        return not (self.first or self.last or self.start or self.end or self.note)


class HoursForm(msgspec.Struct, frozen=True):
    """The whole page. With `own` the hours are an expression of the shop's own, which no week can say."""

    days: Sequence[Day]
    holidays: str = "usual"
    on_holidays: Day = Day(PUBLIC_HOLIDAYS, open=True)
    exceptions: Sequence[Exempt] = ()
    own: str | None = None

    def longer(self) -> "HoursForm":
        """With places for two more exceptions."""
        more = [*self.exceptions, Exempt(), Exempt()][:MOST_SPECIALS]
        return msgspec.structs.replace(self, exceptions=more)

    def like_monday(self) -> "HoursForm":
        """Every day as Monday is."""
        monday = self.days[0]
        same = [msgspec.structs.replace(monday, key=day.key) for day in self.days]
        return msgspec.structs.replace(self, days=same)


def form_of(hours: str, today: date, *, fresh: bool = False) -> HoursForm:
    """The editor filled with what holds now; days that are over are left out. `fresh`: an empty week."""
    timetable = markets.timetable_of(hours)
    if timetable is None and hours and not fresh:
        return HoursForm([Day(key) for key in DAYS], own=hours)
    if timetable is None:
        timetable = Timetable(((),) * 7)
    coming = [special for special in timetable.specials if special.last >= today]
    closed = timetable.holidays == ()
    return HoursForm(
        [_day(key, spells) for key, spells in zip(DAYS, timetable.days, strict=True)],
        "usual" if timetable.holidays is None else "closed" if closed else "other",
        _day(PUBLIC_HOLIDAYS, timetable.holidays or ()),
        [*map(_exempt, coming), Exempt()],
    )


def read_form(form: FormMultiDict) -> HoursForm:
    """What was sent, as text."""
    columns = [_column(form, f"exempt_{name}") for name in Exempt.__struct_fields__]
    count = min(MOST_SPECIALS, max(len(column) for column in columns))
    padded = [(column + [""] * count)[:count] for column in columns]
    return HoursForm(
        [_sent_day(form, key) for key in DAYS],
        typed(form, "holidays") if typed(form, "holidays") in HOLIDAYS else "usual",
        msgspec.structs.replace(_sent_day(form, PUBLIC_HOLIDAYS), open=True),
        [Exempt(*row) for row in zip(*padded, strict=True)] or [Exempt()],
        typed(form, "own") if "own" in form else None,
    )


def hours_meant(form: HoursForm, today: date) -> str:
    """The expression that the form means.

    Refuses: invalid (field: the day's key, "ph", "exempt" or "own"), for times that are none or overlap.
    """
    if form.own is not None:
        if not markets.valid_expression(form.own):
            raise INVALID(field="own")
        return form.own.strip()
    days = tuple(_spells(day) for day in form.days)
    holidays: tuple[Spell, ...] | None = None if form.holidays == "usual" else ()
    if form.holidays == "other":
        holidays = _spells(form.on_holidays)
    specials = [_special(one) for one in form.exceptions if not one.empty]
    coming = tuple(one for one in specials if one.last >= today)
    return markets.hours_of(Timetable(days, holidays, coming))


def _day(key: str, spells: Sequence[Spell]) -> Day:
    stretches = [Stretch(_clock(one.start), _clock(one.end)) for one in spells]
    blank = [Stretch()] * max(0, LEAST_SPELLS - len(stretches))
    return Day(key, bool(spells) or key == PUBLIC_HOLIDAYS, stretches + blank)


def _exempt(special: Special) -> Exempt:
    first = special.spells[0] if special.spells else None
    times = (_clock(first.start), _clock(first.end)) if first else ("", "")
    last = special.last.isoformat() if special.last != special.first else ""
    return Exempt(special.first.isoformat(), last, *times, special.note)


def _sent_day(form: FormMultiDict, key: str) -> Day:
    starts, ends = _column(form, f"{key}_start"), _column(form, f"{key}_end")
    stretches = [Stretch(*pair) for pair in zip(starts, ends, strict=False)][:MOST_SPELLS]
    blank = [Stretch()] * max(0, LEAST_SPELLS - len(stretches))
    return Day(key, typed(form, f"{key}_open") == "yes", stretches + blank)


def _column(form: FormMultiDict, name: str) -> list[str]:
    values = form.getall(name, [])
    return [value.replace("\x00", "").strip()[:80] for value in values if isinstance(value, str)]


def _spells(day: Day) -> tuple[Spell, ...]:
    """Refuses: invalid (the day): a day that is open has at least one stretch."""
    if not day.open:
        return ()
    spells = sorted(_spell(one.start, one.end, day.key) for one in day.stretches if not one.empty)
    if not spells or markets.overlaps(spells):
        raise INVALID(field=day.key)
    return tuple(spells)


def _spell(start: str, end: str, field: str) -> Spell:
    """A stretch that ends before it begins goes on after midnight."""
    first, last = _minutes(start, field), _minutes(end, field)
    return Spell(first, last if last > first else last + WHOLE_DAY)


def _minutes(text: str, field: str) -> int:
    hour, _, minute = text.partition(":")
    if not (hour.isascii() and hour.isdigit() and len(minute) == 2 and minute.isascii() and minute.isdigit()):
        raise INVALID(field=field)
    if int(hour) > 23 or int(minute) > 59:
        raise INVALID(field=field)
    return int(hour) * 60 + int(minute)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _special(one: Exempt) -> Special:
    """Refuses: invalid (exempt)."""
    try:
        first = date.fromisoformat(one.first)
        last = date.fromisoformat(one.last) if one.last else first
    except ValueError:
        raise INVALID(field="exempt") from None
    if last < first or not 2000 <= first.year <= 2200 or last.year > 2200:
        raise INVALID(field="exempt")
    spells = () if not (one.start or one.end) else (_spell(one.start, one.end, "exempt"),)
    return Special(first, last, spells, one.note)

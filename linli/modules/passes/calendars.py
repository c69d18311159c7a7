"""A voucher's last day as a calendar entry (RFC 5545), with a reminder some days before and on the day.

Days are dates without a time zone, for a day is a day wherever the phone happens to be; moments are UTC. The
entry has no code in it: calendars are shared with families and offices.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from linli.modules.passes.model import Carried, Say

# From the beginning of the day, at ten in the morning: three days before, and on the day itself.
REMINDERS = ("-P2DT14H", "PT10H")
ON_THE_DAY = ("PT10H",)
LAST_MOMENT = timedelta(seconds=1)
# Octets in a line, its end not counted.
LONGEST = 75
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


def calendar_of(voucher: Carried, say: Say, now: datetime) -> bytes:
    """An `.ics` file: the last day on which the voucher can be used, and the first if that is to come."""
    zone = ZoneInfo(voucher.timezone)
    last = (voucher.valid_until - LAST_MOMENT).astimezone(zone).date()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Linli//Linli//EN", "CALSCALE:GREGORIAN"]
    if voucher.valid_from > now:
        first = voucher.valid_from.astimezone(zone).date()
        title = say("passes.calendar.first", title=voucher.title)
        told = say("passes.calendar.text_first", url=voucher.url)
        lines += _entry(voucher, now, "first", first, title, told, ON_THE_DAY)
    title, told = (
        say("passes.calendar.last", title=voucher.title),
        say("passes.calendar.text", url=voucher.url),
    )
    lines += _entry(voucher, now, "last", last, title, told, REMINDERS)
    return "".join(f"{fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _entry(
    voucher: Carried,
    now: datetime,
    which: str,
    day: date,
    title: str,
    told: str,
    reminders: tuple[str, ...],
) -> Iterator[str]:
    place = voucher.places[0] if voucher.places else None
    yield "BEGIN:VEVENT"
    yield f"UID:{voucher.name}-{which}@{urlsplit(voucher.url).hostname or 'linli'}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{text(title)}"
    yield f"DESCRIPTION:{text(told)}"
    if place:
        yield f"LOCATION:{text(', '.join(part for part in (place.name, place.address) if part))}"
        yield f"GEO:{place.lat:.6f};{place.lon:.6f}"
    yield f"URL:{voucher.url}"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PRIVATE"
    for trigger in reminders:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{text(title)}"
        yield f"TRIGGER:{trigger}"
        yield "END:VALARM"
    yield "END:VEVENT"


def text(words: str) -> str:
    """Words as a TEXT value: escaped, and without signs that no calendar shows."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign >= " " or sign in "\n\t").translate(_ESCAPED)


def fold(line: str) -> str:
    """A line in pieces of at most 75 octets, none cut inside a character; the further begin with a space."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    return "\r\n".join([*pieces, piece])

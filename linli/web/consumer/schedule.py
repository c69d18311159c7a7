"""Opening hours as people say them: a deal's or store's expression in words, and what it means now."""

import re
from datetime import date, datetime, timedelta

from linli.modules import markets
from linli.web.consumer.tongue import Tongue
from linli.web.consumer.views import DayHours, OpenNow

_RULE = re.compile(r"(?P<days>[A-Z][A-Za-z, -]*?)\s+(?P<times>off|\d\d:\d\d-[\d:,\- ]+)")
# A comma followed by a space begins another rule; without one it goes on with the same.
_NEXT_RULE = re.compile(r";\s*|,\s+(?=[A-Z])")
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
# Days of the calendar on which it is not good, as deals write them.
_BLACKOUT = re.compile(r"(?P<since>\d{4} [A-Z][a-z]{2} \d\d)(?:-(?P<until>\d{4} [A-Z][a-z]{2} \d\d))? off")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SOON = timedelta(minutes=60)


def in_words(expression: str, tongue: Tongue) -> str:
    """`Mo-Fr 11:00-20:30; PH off` as words; what is not that simple stays as it was written."""
    if not expression:
        return tongue.say("consumer.when.always")
    rules = [_rule_in_words(rule, tongue) for rule in _NEXT_RULE.split(expression) if rule.strip()]
    return tongue.say("consumer.when.then").join(rules) if all(rules) else expression


def _rule_in_words(rule: str, tongue: Tongue) -> str:
    if rule.strip() == "24/7":
        return tongue.say("consumer.when.always")
    if blackout := _BLACKOUT.fullmatch(rule.strip()):
        return _blackout_in_words(blackout["since"], blackout["until"] or blackout["since"], tongue)
    read = _RULE.fullmatch(rule.strip())
    days = _days_in_words(read["days"], tongue) if read else ""
    if read is None or not days:
        return ""
    if read["times"] == "off":
        return tongue.say("consumer.when.off", days=days)
    times = ", ".join(read["times"].replace(" ", "").replace("-", "–").split(","))
    return tongue.say("consumer.when.on", days=days, times=times)


def _blackout_in_words(since: str, until: str, tongue: Tongue) -> str:
    first, last = (tongue.format.date(_calendar_day(text)) for text in (since, until))
    days = first if first == last else tongue.say("consumer.when.range", first=first, last=last)
    return tongue.say("consumer.when.off", days=days)


def _calendar_day(text: str) -> date:
    year, month, day = text.split()
    return date(int(year), _MONTHS.index(month) + 1, int(day))


def _days_in_words(days: str, tongue: Tongue) -> str:
    spoken = []
    for part in days.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last and last not in _DAYS):
            return ""
        name = tongue.say(f"consumer.day.{first.lower()}")
        if part == "Mo-Su":
            name = tongue.say("consumer.when.every_day")
        elif last:
            name = tongue.say(
                "consumer.when.range", first=name, last=tongue.say(f"consumer.day.{last.lower()}")
            )
        spoken.append(name)
    return tongue.say("consumer.when.and").join(spoken)


def open_now(state: markets.OpenState, tongue: Tongue) -> OpenNow | None:
    """Open, closing soon or closed, in words; None where nobody knows."""
    if state.open is None:
        return None
    if state.open:
        return _while_open(state.changes_at, tongue)
    if state.changes_at is None:
        return OpenNow("closed", tongue.say("store.closed"))
    time = tongue.format.time(state.changes_at)
    if _local_day(state.changes_at, tongue) == _local_day(tongue.format.now, tongue):
        return OpenNow("closed", tongue.say("store.opens_at", time=time))
    day = tongue.say(f"consumer.day.{_DAYS[_local_day(state.changes_at, tongue).weekday()].lower()}")
    return OpenNow("closed", tongue.say("store.opens_on", day=day, time=time))


def _while_open(until: datetime | None, tongue: Tongue) -> OpenNow:
    if until is None:
        return OpenNow("open", tongue.say("store.open_all_day"))
    left = until - tongue.format.now
    time = tongue.format.time(until)
    if left <= _SOON:
        return OpenNow("soon", tongue.say("store.closes_soon", time=time))
    if left < timedelta(hours=20):
        return OpenNow("open", tongue.say("store.open_until", time=time))
    return OpenNow("open", tongue.say("consumer.store.open_now"))


def week_in_words(week: list[tuple[date, list[tuple[datetime, datetime]]]], tongue: Tongue) -> list[DayHours]:
    """Seven lines for the store page, today first."""
    return [
        DayHours(
            day=tongue.say(f"consumer.day.{_DAYS[day.weekday()].lower()}"),
            hours=", ".join(_span(span, tongue) for span in spans) or tongue.say("consumer.when.closed"),
            today=place == 0,
        )
        for place, (day, spans) in enumerate(week)
    ]


def _span(span: tuple[datetime, datetime], tongue: Tongue) -> str:
    start, end = span
    if end - start >= timedelta(hours=24):
        return tongue.say("consumer.when.all_day")
    return f"{tongue.format.time(start)}–{tongue.format.time(end)}"


def _local_day(instant: datetime, tongue: Tongue) -> date:
    return tongue.format.local(instant).date()

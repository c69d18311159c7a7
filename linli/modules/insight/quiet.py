"""When a store has the fewest people while it is open: where an offer costs least and helps most."""

from collections.abc import Iterable

import msgspec

from linli.modules.insight.model import HourVisits

# So many hours together are one stretch of a weekday.
STRETCH = 3
# Fewer people in all say nothing about when they come.
LEAST_VISITS = 40
# A stretch counts as quiet with at most this part of what is usual for the store.
QUIET_PERCENT = 60


class Quiet(msgspec.Struct, frozen=True):
    """A stretch of a weekday (1: Monday; `from_hour` until before `to_hour`) with few people: how many
    came in it over the time looked at, and how many come to such a stretch on the store's average.
    """

    weekday: int
    from_hour: int
    to_hour: int
    visits: int
    usual: float


def quietest(counted: Iterable[HourVisits]) -> Quiet | None:
    """The stretch of three hours, between a weekday's first and last hour with anybody, that stands furthest
    below the store's own average; None where too little is known or no hour is much quieter than another.
    """
    by_day: dict[int, dict[int, int]] = {}
    for one in counted:
        by_day.setdefault(one.weekday, {})[one.hour] = one.visits
    stretches = [found for weekday, hours in by_day.items() for found in _stretches(weekday, hours)]
    total = sum(sum(hours.values()) for hours in by_day.values())
    if total < LEAST_VISITS or not stretches:
        return None
    usual = sum(found.visits for found in stretches) / len(stretches)
    least = min(stretches, key=lambda found: (found.visits, found.weekday, found.from_hour))
    if least.visits * 100 > usual * QUIET_PERCENT:
        return None
    return msgspec.structs.replace(least, usual=usual)


def _stretches(weekday: int, hours: dict[int, int]) -> list[Quiet]:
    begins, ends = min(hours), max(hours) + 1
    return [
        Quiet(weekday, start, start + STRETCH, sum(hours.get(start + n, 0) for n in range(STRETCH)), 0.0)
        for start in range(begins, ends - STRETCH + 1)
    ]

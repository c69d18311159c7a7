"""Who came first in which month, and how many of them came again."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import insight

MONTHS = 12


class Cohort(msgspec.Struct, frozen=True):
    """Who came first in a month: how many, and how many of them again after 1, 2, … months (None: to
    come).
    """

    month: date
    people: int
    again: Sequence[int | None]


async def cohorts_of(
    reader: Reader, market_id: int, store_ids: Sequence[UUID] | None, today: date
) -> list[Cohort]:
    """The last twelve months, the latest first: of these stores, or of the whole market (None)."""
    cells = await insight.cohorts(reader, market_id, store_ids, _months_back(today, MONTHS - 1))
    found: dict[date, dict[int, int]] = {}
    for cell in cells:
        found.setdefault(cell.month, {})[cell.later] = cell.people
    return [
        Cohort(month, counts.get(0, 0), [counts.get(n, 0) for n in range(1, _months(month, today) + 1)])
        for month, counts in sorted(found.items(), reverse=True)
    ]


def _months(month: date, today: date) -> int:
    return (today.year - month.year) * 12 + today.month - month.month


def _months_back(today: date, months: int) -> date:
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)

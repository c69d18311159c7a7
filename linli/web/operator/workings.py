"""The workings, live: how requests, workers, providers and database do, and what waits in this market."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import msgspec
from litestar import Response, get

from linli.kernel import jobs, metrics
from linli.kernel.money import Money
from linli.modules import workings
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import may, room_page
from linli.web.operator.workings_figures import Figures, figures_of
from linli.web.shared.http import Asked, Here

# Where what waits is looked at, and who may look.
PLACES = {
    "announcements": ("outbox?state=waiting", roles.WORKINGS),
    "failed_errands": ("jobs?unsolved=yes", roles.WORKINGS),
    "failing_jobs": ("jobs", roles.WORKINGS),
    "refunds_due": ("refunds?state=due", roles.TRADE),
    "refunds_failed": ("refunds?state=failed", roles.TRADE),
    "loose_ends": ("loose-ends", roles.TRADE),
    "differences": ("differences", roles.MONEY),
    "guessing_alarms": ("guessing?unseen=yes", roles.WORKINGS),
}
LONGEST_LOOK_SECONDS = 60


class Lot(msgspec.Struct, frozen=True):
    """What waits in one place; `path` inside the room, empty where the reader may not look."""

    what: str
    count: int
    oldest: datetime | None
    path: str


class Pace(msgspec.Struct, frozen=True):
    """What came since this page last looked: answers a second, errors among them, within so many seconds."""

    seconds: int
    a_second: float
    errors: int


class Workings(msgspec.Struct, frozen=True):
    """Everything on the page; `mark` goes with the next look."""

    figures: Figures
    pace: Pace | None
    mark: str
    lots: Sequence[Lot]
    escrow: Money
    payable: Money
    queued: int
    queued_since: datetime | None
    timetable_at: datetime | None
    alone: bool


@get("/{market:str}/operator/workings", opt={"who": Who.OPERATOR, "roles": roles.WORKINGS})
async def workings_page(here: Asked) -> Response[str]:
    """Figures that are looked at again every few seconds, each with what it means."""
    counted = await asyncio.to_thread(metrics.collected)
    figures, queued = figures_of(counted), await jobs.queued(here.services.db)
    async with here.services.db.read() as reader:
        standing, now = await workings.standing(reader, here.market_id), reader.now
    view = Workings(
        figures=figures,
        pace=_pace(here.request.query_params.get("seen", ""), figures, now),
        mark=f"{figures.requests}.{figures.errors}.{int(now.timestamp())}",
        lots=_lots(here, standing.backlogs),
        escrow=_held(here, standing, "escrow"),
        payable=_held(here, standing, "payable"),
        queued=sum(one.count for one in queued),
        queued_since=min((one.oldest for one in queued), default=None),
        timetable_at=standing.timetable_at,
        alone=not metrics.FOLDER,
    )
    return await room_page(here, "workings.html", nav="workings", view=view)


def _pace(seen: str, now_counted: Figures, now: datetime) -> Pace | None:
    """What happened since the page was last looked at; None for a first look, or one of long ago."""
    parts = seen.split(".")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 16 for part in parts):
        return None
    requests, errors, then = (int(part) for part in parts)
    seconds = int(now.timestamp()) - then
    if not 0 < seconds <= LONGEST_LOOK_SECONDS or requests > now_counted.requests:
        return None
    return Pace(seconds, (now_counted.requests - requests) / seconds, max(0, now_counted.errors - errors))


def _lots(here: Here, backlogs: Sequence[workings.Backlog]) -> list[Lot]:
    lots = []
    for one in backlogs:
        path, who = PLACES[one.what]
        lots.append(Lot(one.what, one.count, one.oldest, path if may(here, who) else ""))
    return lots


def _held(here: Here, standing: workings.Standing, purpose: str) -> Money:
    currency = here.market.currency
    found = [one.amount_minor for one in standing.held if (one.purpose, one.currency) == (purpose, currency)]
    return Money(sum(found), currency)


ROUTES = [workings_page]

"""What runs in the background: errands that failed, with another try, and how the timetable's jobs went."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, post
from litestar.response import Stream

from linli.kernel import errands
from linli.kernel.database import Reader
from linli.kernel.errands import JobRun
from linli.kernel.paging import Page
from linli.kernel.refusals import INVALID
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import back_with, picked_in, reason_in, say, uuid_in
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Column, DenseTable, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.WORKINGS}
KINDS = {"solved": "outline", "asked": "offer", "given_up": "bad", "trying": "offer"}
FILTERS = (
    Filter("unsolved", choices=("yes", "no"), words="operator.unsolved"),
    Filter("reaction", "text"),
)
HEADINGS = (
    Heading("reaction"),
    Heading("event"),
    Heading("state"),
    Heading("tries", number=True),
    Heading("failed"),
    Heading("error"),
    Heading("solved"),
)
RUN_COLUMNS = (
    ("job", False),
    ("state", False),
    ("ran", False),
    ("took", True),
    ("did", True),
    ("worked", False),
    ("error", False),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Failed errands with their reason; those that are not solved can be picked."""
    page = await errands.failures(
        reader,
        here.market_id,
        unsolved=wishes.yes_no("unsolved"),
        reaction=wishes.choice("reaction"),
        cursor=after,
        size=size,
    )
    rows = []
    for one in page.items:
        cells = (
            Cell(one.reaction, code=True),
            Cell(one.event),
            Cell(say(here, f"operator.failure_state.{one.state}"), badge=KINDS[one.state]),
            Cell(one.tries),
            Cell(one.failed_at),
            Cell(one.error, note=one.error),
            Cell(one.solved_at, soft=True),
        )
        rows.append(Line(cells, "" if one.solved_at else f"{one.announcement_id}:{one.reaction}"))
    return Page(rows, page.next_cursor)


LISTING = Listing(
    "jobs", HEADINGS, FILTERS, lines, action="jobs/retries", told=("asked_again", "nothing_again")
)


@get("/{market:str}/operator/jobs", opt=SEE)
async def failure_list(here: Asked) -> Response[str]:
    """Errands that failed, and the timetable below them."""
    async with here.services.db.read() as reader:
        runs = await errands.job_runs(reader, here.market_id)
    return await list_page(here, LISTING, acts=True, timetable=_timetable(here, runs))


def _timetable(here: Here, runs: Sequence[JobRun]) -> DenseTable:
    rows = []
    for one in runs:
        state = "failing" if one.failures_in_row else "well"
        said = say(here, f"operator.run_state.{state}", count=one.failures_in_row)
        cells = (
            Cell(one.job, code=True),
            Cell(said, badge="bad" if one.failures_in_row else "good"),
            Cell(one.ran_at),
            Cell(one.took_ms),
            Cell(one.done),
            Cell(one.worked_at, soft=True),
            Cell(one.error, note=one.error, soft=not one.failures_in_row),
        )
        rows.append(Line(cells))
    return DenseTable(
        caption=say(here, "operator.timetable.title"),
        columns=[Column(say(here, f"operator.col.{name}"), number) for name, number in RUN_COLUMNS],
        lines=rows,
        empty_title=say(here, "operator.timetable.none"),
        empty_text=say(here, "operator.timetable.none_text"),
    )


@get("/{market:str}/operator/jobs.csv", opt=SEE)
async def failure_csv(here: Asked) -> Stream:
    """The failed errands as a file."""
    return await list_csv(here, LISTING)


@post("/{market:str}/operator/jobs/retries", opt=SEE)
async def ask_again(here: Asked) -> Response[str]:
    """Picked errands run once more within seconds; one that is solved is left alone."""
    why = await reason_in(here)
    picked = [_errand(text) for text in await picked_in(here)]
    async with here.services.db.work(here.actor) as work:
        asked = await errands.ask_again(work, here.market_id, picked, why)
    return back_with(here, "jobs", "asked_again" if asked else "nothing_again")


def _errand(text: str) -> tuple[UUID, str]:
    announcement, _, reaction = text.partition(":")
    if not reaction or len(reaction) > 200:
        raise INVALID(field="pick")
    return uuid_in(announcement, "pick"), reaction


ROUTES = [failure_list, failure_csv, ask_again]

"""What became of errands and of the timetable: failures with their reason, and asking for another try."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader, Work
from linli.kernel.paging import LAST_ID, Page, read_word_cursor, write_word_cursor

SQL = sql.load(__file__)
LONGEST_ERROR = 2000
# Sorts behind every reaction's name.
_LAST_NAME = "\U0010ffff"


class Failure(msgspec.Struct, frozen=True):
    """One reaction to one announcement that failed.

    It is tried again by itself until `given_up_at`; `again_at` is when somebody asked for another try that
    the relay has not taken yet; `solved_at` is when it went through after all.
    """

    announcement_id: UUID
    reaction: str
    event: str
    tries: int
    error: str
    failed_at: datetime
    given_up_at: datetime | None
    again_at: datetime | None
    solved_at: datetime | None

    @property
    def state(self) -> str:
        """`solved`, `asked` (another try is wanted), `given_up`, or `trying` (by itself)."""
        if self.solved_at:
            return "solved"
        if self.again_at:
            return "asked"
        return "given_up" if self.given_up_at else "trying"


class _Key(msgspec.Struct, frozen=True):
    announcement_id: UUID
    reaction: str


class JobRun(msgspec.Struct, frozen=True):
    """How one job of the timetable went last in a market.

    `done` counts what it did; `worked_at` is when it last had something to do; `error` is its last failure's.
    """

    job: str
    ran_at: datetime
    took_ms: int
    done: int
    worked_at: datetime | None
    failed_at: datetime | None
    failures_in_row: int
    error: str


async def note_failure(
    work: Work, market_id: int, announcement_id: UUID, reaction: str, event: str, error: str, *, last: bool
) -> None:
    """An errand has failed; `last`: it will not be tried again by itself."""
    said = error.replace("\x00", "")[:LONGEST_ERROR]
    row = (market_id, announcement_id, reaction, event, said, work.now, work.now if last else None)
    await work.run(SQL.note_failure, *row)


async def solve(work: Work, market_id: int, announcement_id: UUID, reaction: str) -> None:
    """The errand went through; fine if it had never failed."""
    await work.run(SQL.solve_failure, market_id, announcement_id, reaction, work.now)


async def failures(
    reader: Reader,
    market_id: int,
    *,
    unsolved: bool | None = None,
    reaction: str | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Failure]:
    """The market's failed errands, newest first; `unsolved` None: all of them. Refuses: invalid (cursor)."""
    name, before = read_word_cursor(cursor) if cursor else (_LAST_NAME, LAST_ID)
    rows = await reader.many(Failure, SQL.failures, market_id, before, name, unsolved, reaction, size + 1)
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], write_word_cursor(last.reaction, last.announcement_id) if last else None)


async def open_failures(reader: Reader, market_id: int) -> int:
    """How many failed errands are not solved; at most 1,000 are counted."""
    return await reader.value(int, SQL.count_failures, market_id) or 0


async def ask_again(work: Work, market_id: int, wanted: Iterable[tuple[UUID, str]], why: str) -> int:
    """Have these failed errands (announcement, reaction) run once more, soon; how many will be.

    Those that are solved, or not there, are left out. Written into the audit trail.
    """
    pairs = sorted(set(wanted))
    ids, names = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    asked = await work.many(_Key, SQL.ask_again, market_id, ids, names, work.now)
    for key in asked:
        facts = {"reaction": key.reaction}
        await work.audit(market_id, "errand_asked_again", str(key.announcement_id), why, **facts)
    return len(asked)


async def note_run(work: Work, market_id: int, job: str, took_ms: int, done: int, error: str = "") -> None:
    """How a job of the timetable went; `error` is empty when it went well."""
    said = error.replace("\x00", "")[:LONGEST_ERROR]
    await work.run(SQL.note_run, market_id, job, work.now, took_ms, done, said)


async def job_runs(reader: Reader, market_id: int) -> list[JobRun]:
    """The timetable's jobs as they last went in this market, by name."""
    return await reader.many(JobRun, SQL.job_runs, market_id)

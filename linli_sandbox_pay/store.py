"""One SQLite file, one writing thread, group commit.

Every write is a job that runs in a savepoint; jobs that wait together share one transaction and one fsync.
So the disk is asked once for many payments, a job that fails undoes only itself, and nobody is answered
before their change is on disk.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
LARGEST_BATCH = 256
SCHEMA = Path(__file__).with_name("schema.sql")


@dataclass(frozen=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    answer: asyncio.Future[Any] | None


def connect(path: Path) -> sqlite3.Connection:
    """A connection that keeps what it commits, even when the power goes."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


class Store:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()

    def open(self) -> None:
        """Make the file if need be and start the writer. Call it inside the running loop."""
        self._loop = asyncio.get_running_loop()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._reader = connect(self._path)
        self._reader.executescript(SCHEMA.read_text(encoding="utf-8"))
        self._writer = threading.Thread(target=self._write_for_ever, name="sandbox-pay-writer", daemon=True)
        self._writer.start()

    async def close(self) -> None:
        """Finish what was asked, then stop."""
        self._jobs.put(None)
        await asyncio.to_thread(self._writer.join)
        self._reader.close()

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job in the writer; returns when it is on disk, or raises what the job raised."""
        answer: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(_Job(work, answer))
        return await answer

    def write_behind(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Queue a job without waiting. It is on disk no later than any job queued after it."""
        self._jobs.put(_Job(work, None))

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """A short indexed query, at once: a reader never waits for the writer."""
        return work(self._reader)

    async def read_long(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """A long query on a connection and a thread of its own."""

        def run() -> T:
            connection = connect(self._path)
            try:
                return work(connection)
            finally:
                connection.close()

        return await asyncio.to_thread(run)

    def _write_for_ever(self) -> None:
        connection = connect(self._path)
        stopping = False
        while not stopping:
            waiting = [self._jobs.get()]
            while len(waiting) < LARGEST_BATCH and not self._jobs.empty():
                waiting.append(self._jobs.get())
            stopping = None in waiting
            self._commit(connection, [job for job in waiting if job is not None])
        connection.close()

    def _commit(self, connection: sqlite3.Connection, batch: list[_Job]) -> None:
        outcomes: list[tuple[Any, Exception | None]] = []
        try:
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [_run(connection, job.work) for job in batch]
            connection.execute("COMMIT")
        except sqlite3.Error as error:  # the disk said no: nobody in this batch may believe otherwise
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            outcomes = [(None, error)] * len(batch)
        answers = [(job.answer, *outcome) for job, outcome in zip(batch, outcomes, strict=True)]
        self._loop.call_soon_threadsafe(_tell, answers)


def _run(
    connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], Any]
) -> tuple[Any, Exception | None]:
    connection.execute("SAVEPOINT job")
    try:
        return work(connection), None
    except Exception as error:
        connection.execute("ROLLBACK TO job")
        return None, error
    finally:
        connection.execute("RELEASE job")


def _tell(answers: list[tuple[asyncio.Future[Any] | None, Any, Exception | None]]) -> None:
    for answer, result, error in answers:
        if answer is None or answer.done():
            continue
        if error is None:
            answer.set_result(result)
        else:
            answer.set_exception(error)

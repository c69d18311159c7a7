"""Keeps a settler at work while the storm blows: whoever was killed is followed by another."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from linli.kernel import clock
from tests.product import Product
from tests.storm.settler import NOT_LET_IN, TO_THE_END

REPOSITORY = Path(__file__).resolve().parents[2]
PAUSE_SECONDS = 0.3
END_WITHIN_SECONDS = 90.0
KILLED = -9


class Keeper:
    """One settler at a time; all of them go by one clock, which began with the storm."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._began = clock.now().isoformat()
        self._log = product.folder / "settler.log"
        self._at_work: Process | None = None

    def at_work(self) -> list[int]:
        """The settler that has come to its work; none where one is only just starting."""
        return [self._at_work.pid] if self._at_work and self._at_work.returncode is None else []

    async def keep(self, stop: asyncio.Event) -> None:
        """Until told to stop; then the last one is killed, whatever it is doing.

        Fails where one ends by itself: a database that goes away is waited for.
        """
        while not stop.is_set():
            process = await self._start()
            try:
                await _either(_line_of(process), stop.wait())
                self._at_work = process
                await _either(process.wait(), stop.wait())
            finally:
                await _kill(process)
            if process.returncode == NOT_LET_IN:
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                assert process.returncode == KILLED, self._said()

    async def finish(self) -> bool:
        """One settler, undisturbed, until nothing is left to settle; whether it came to that end in time."""
        process = await self._start(TO_THE_END)
        try:
            async with asyncio.timeout(END_WITHIN_SECONDS):
                await process.wait()
        except TimeoutError:
            return False
        finally:
            await _kill(process)
        assert process.returncode == 0, self._said()
        return True

    async def _start(self, *words: str) -> Process:
        environment = {**self._product.environment(), "LINLI_DATABASE_URL": self._product.database_url}
        command = (sys.executable, "-m", "tests.storm.settler", self._began, *words)
        with self._log.open("ab") as said:
            return await asyncio.create_subprocess_exec(
                *command, cwd=REPOSITORY, env=environment, stdout=PIPE, stderr=said
            )

    def _said(self) -> str:
        return "the settler ended by itself:\n" + self._log.read_text("utf-8", "replace")[-4000:]


async def _line_of(process: Process) -> bytes:
    assert process.stdout is not None
    return await process.stdout.readline()


async def _kill(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


async def _either(*waits: Coroutine[Any, Any, object]) -> None:
    """Until the first of these has ended."""
    tasks = [asyncio.ensure_future(one) for one in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()

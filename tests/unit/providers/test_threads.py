"""Threads for SDKs that wait: bounded in number, in waiting and in time."""

import asyncio
import threading
import time
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from linli.kernel import log
from linli.kernel.refusals import Refusal
from linli.modules.payments.providers.threads import Threads
from linli.modules.payments.refusals import ALREADY_PAID, PROVIDER_UNREACHABLE


async def test_too_many_are_refused_at_once_and_places_come_back() -> None:
    threads, gate = Threads("test", size=2, most=3), threading.Event()
    waiting = [asyncio.create_task(threads.run(gate.wait)) for _ in range(3)]
    await asyncio.sleep(0.05)
    began = time.monotonic()
    with pytest.raises(Refusal) as refused:
        await threads.run(lambda: True)
    assert refused.value.kind is PROVIDER_UNREACHABLE and time.monotonic() - began < 0.5
    gate.set()
    assert await asyncio.gather(*waiting) == [True, True, True]
    assert [await threads.run(lambda: 7) for _ in range(9)] == [7] * 9


async def test_what_takes_too_long_is_given_up_but_keeps_its_place_until_it_ends() -> None:
    threads, gate = Threads("test", size=1, most=1, within=1), threading.Event()
    with pytest.raises(Refusal) as refused:
        await threads.run(gate.wait)
    assert refused.value.kind is PROVIDER_UNREACHABLE
    with pytest.raises(Refusal):
        await threads.run(lambda: True)
    gate.set()
    await asyncio.sleep(0.1)
    assert await threads.run(lambda: True)


@pytest.fixture
def said() -> Iterator[StringIO]:
    """What the processes' own log writes, whoever has set up another before."""
    before, said = structlog.get_config(), StringIO()
    log.set_up()
    structlog.configure(**{**structlog.get_config(), "logger_factory": structlog.PrintLoggerFactory(said)})
    yield said
    structlog.configure(**before)


async def test_a_refusal_passes_and_any_other_error_is_no_answer(said: StringIO) -> None:
    threads = Threads("test")

    def refuse() -> None:
        raise ALREADY_PAID()

    def fail() -> None:
        raise ValueError("https://example.org/?token=secret")

    with pytest.raises(Refusal) as refused:
        await threads.run(refuse)
    assert refused.value.kind is ALREADY_PAID
    with pytest.raises(Refusal) as failed:
        await threads.run(fail)
    assert failed.value.kind is PROVIDER_UNREACHABLE
    assert "ValueError" in said.getvalue() and "secret" not in said.getvalue()

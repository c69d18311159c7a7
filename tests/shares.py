"""How tests are shared out where they run in several processes (`pytest -n`)."""

import gc
from collections import Counter

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.scratch import throw_away_shared

# What plays on a running product goes in two shares, for starting one costs more than most tests do; each is
# about as long as what is left for the third process. Whoever starts a product of their own (the storm, the
# life cycle, other ways to pay) goes with the rest.
PLAYED = {
    "pages": (
        "tests/browser/test_pages.py",
        "tests/races/",
        "tests/integration/api/test_freshness.py",
        "tests/integration/api/test_loop_doc.py",
        "tests/integration/test_ledger_chart.py",
    ),
    "stories": ("tests/browser/",),
}
OWN_PRODUCT = ("tests/browser/test_cards.py", "tests/browser/test_wallets.py")
# What takes longest comes first, lest one process is still busy with it when the others have nothing left.
FIRST = (*PLAYED["pages"], *PLAYED["stories"], "tests/integration/test_", "tests/storm/")
LONGEST_TOLD = 8
# So many new objects are made before garbage is looked for: a few tests' worth.
GARBAGE_AFTER = 50_000


class Shares(LoadScopeScheduling):
    """A file stays whole, and what is played stays together."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file in OWN_PRODUCT:
            return file
        return next((share for share, files in PLAYED.items() if nodeid.startswith(files)), file)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    return next((turn for turn, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it need not be looked through for garbage with every thousand rows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        throw_away_shared()


# Seconds by process and file, kept by the process that hands them out.
_busy: dict[str, Counter[str]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    worker = getattr(report, "node", None)
    if worker:
        _busy.setdefault(worker.gateway.id, Counter())[report.nodeid.partition("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How long each process was busy, and with what: whether the shares are fair."""
    for worker, files in sorted(_busy.items()):
        longest = ", ".join(f"{file} {seconds:.0f}" for file, seconds in files.most_common(LONGEST_TOLD))
        terminalreporter.write_line(f"{worker} was busy for {files.total():.0f} s, longest with {longest}")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares:
    return Shares(config, log)

"""How tests are shared out where they run in several processes (`pytest -n`)."""

from collections import Counter

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# What plays on the running product that tests share: starting one costs more than the tests do, and two
# browsers at once are slower than one after the other. Whoever starts a product of their own (the storm, the
# life cycle) goes with the rest, which takes about as long.
PLAYED = (
    "tests/browser/",
    "tests/races/",
    "tests/integration/api/test_freshness.py",
    "tests/integration/api/test_loop_doc.py",
    "tests/integration/test_ledger_chart.py",
)
LONGEST_TOLD = 8


class Shares(LoadScopeScheduling):
    """A file stays whole, and all that is played stays together."""

    def _split_scope(self, nodeid: str) -> str:
        return "played" if nodeid.startswith(PLAYED) else nodeid.partition("::")[0]


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

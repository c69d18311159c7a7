"""How tests are shared out where they run in several processes (`pytest -n`)."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# What plays on the running product that tests share: starting one costs more than the tests do, and two
# browsers at once are slower than one after the other. Whoever starts a product of their own (the storm, the
# life cycle) goes with the rest, which takes about as long.
PLAYED = (
    "tests/browser/",
    "tests/races/",
    "tests/integration/api/test_loop_doc.py",
    "tests/integration/test_ledger_chart.py",
)


class Shares(LoadScopeScheduling):
    """A file stays whole, and all that is played stays together."""

    def _split_scope(self, nodeid: str) -> str:
        return "played" if nodeid.startswith(PLAYED) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares:
    return Shares(config, log)

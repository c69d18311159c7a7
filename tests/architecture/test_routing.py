"""Every statement can be routed in a cluster that is spread by market."""

from pathlib import Path

import pytest

from .places import REPOSITORY, none, one
from .rules import routing
from .samples import with_statement


def test_every_statement_of_the_house_can_be_routed() -> None:
    none(routing.check(REPOSITORY))


WITH = "WITH n AS (SELECT a FROM unnest($2::int[]) AS u (a)) "
INSERT = "INSERT INTO orders.orders AS o (market_id, a) "


@pytest.mark.parametrize(
    "text",
    [
        WITH
        + INSERT
        + "SELECT $1, a FROM n ON CONFLICT (market_id) DO UPDATE SET a = excluded.a RETURNING a",
        INSERT + "VALUES ($1, $2) ON CONFLICT (market_id) DO UPDATE "
        "SET a = (SELECT u.a FROM unnest($2::int[]) AS u (a))",
        INSERT + "SELECT $1, (SELECT l.a FROM orders.lines AS l WHERE l.market_id = $1)",
        f"WITH n AS ({INSERT} VALUES ($1, $2) RETURNING a) SELECT a FROM n",
    ],
)
def test_what_can_be_routed_is_allowed(tmp_path: Path, text: str) -> None:
    none(routing.check(with_statement(tmp_path, text)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            WITH + INSERT + "SELECT $1, a FROM n "
            "ON CONFLICT (market_id) DO UPDATE SET a = (SELECT n.a FROM n WHERE n.a = o.a)",
            "ON CONFLICT reads n",
        ),
        (
            WITH + INSERT + "SELECT $1, a FROM n "
            "ON CONFLICT (market_id) DO UPDATE SET a = 1 WHERE EXISTS (SELECT FROM n WHERE n.a = o.a)",
            "ON CONFLICT reads n",
        ),
        (WITH + INSERT + "SELECT $1, a FROM n RETURNING (SELECT n.a FROM n LIMIT 1)", "RETURNING reads n"),
        (
            WITH + "UPDATE orders.orders SET a = 1 WHERE market_id = $1 RETURNING (SELECT max(n.a) FROM n)",
            "reads n",
        ),
        (
            INSERT + "VALUES ($1, (SELECT l.a FROM orders.lines AS l WHERE l.market_id = $1))",
            "INSERT … SELECT",
        ),
    ],
)
def test_what_cannot_be_routed_is_reported(tmp_path: Path, text: str, said: str) -> None:
    one(routing.check(with_statement(tmp_path, text)), said)

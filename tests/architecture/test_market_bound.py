"""Every statement on market tables is bound to one market."""

from pathlib import Path

import pytest

from .places import REPOSITORY, none, one
from .rules import market_bound
from .samples import with_statement


def test_every_statement_of_the_house_is_bound_to_one_market() -> None:
    none(market_bound.check(REPOSITORY))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1 FROM orders.orders WHERE market_id = $1 AND a = 2",
        "SELECT 1 FROM orders.orders o WHERE $1::int = o.market_id",
        "SELECT 1 FROM orders.orders o JOIN orders.lines l USING (market_id, a) WHERE o.market_id = $1",
        "SELECT 1 FROM orders.orders o JOIN orders.lines USING (market_id) WHERE market_id = $1",
        "SELECT 1 FROM orders.orders o LEFT JOIN orders.lines l ON l.market_id = o.market_id "
        "WHERE l.market_id = $1",
        "SELECT 1 FROM orders.orders o, orders.lines l WHERE (o.market_id, o.a) = (l.market_id, l.a) "
        "AND (l.market_id, l.a) = ($1, $2)",
        "SELECT 1 FROM orders.orders o WHERE o.market_id = $1 AND EXISTS "
        "(SELECT 1 FROM orders.lines l WHERE l.market_id = o.market_id)",
        "WITH due AS (SELECT market_id, a FROM orders.orders WHERE market_id = $1 FOR UPDATE SKIP LOCKED) "
        "UPDATE orders.orders o SET a = 1 FROM due WHERE o.market_id = due.market_id AND o.a = due.a",
        "DELETE FROM orders.orders WHERE (market_id, a) IN "
        "(SELECT market_id, a FROM orders.lines WHERE market_id = $1)",
        "INSERT INTO orders.orders (market_id, a) VALUES ($1, $2), ($1, $3)",
        "INSERT INTO orders.orders (market_id, a) SELECT $1, t.a FROM unnest($2::int[]) AS t(a)",
        "INSERT INTO orders.lines (a, market_id) SELECT a, market_id FROM orders.orders WHERE market_id = $1",
        "SELECT 1 FROM identity.people WHERE person_id = $1",
        "SELECT 1 FROM orders.orders WHERE market_id = $1 UNION ALL "
        "SELECT 1 FROM orders.lines WHERE market_id = $1",
    ],
)
def test_a_statement_bound_to_one_market_is_allowed(tmp_path: Path, text: str) -> None:
    none(market_bound.check(with_statement(tmp_path, text)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT 1 FROM orders.orders", "orders.orders is not bound"),
        ("SELECT 1 FROM orders.orders WHERE order_id = $1", "orders.orders is not bound"),
        ("SELECT 1 FROM orders.orders WHERE market_id = ANY($1::int[])", "orders.orders is not bound"),
        ("SELECT 1 FROM orders.orders WHERE market_id = $1 OR a = 2", "orders.orders is not bound"),
        ("SELECT 1 FROM orders.orders WHERE market_id <> $1", "orders.orders is not bound"),
        (
            "SELECT 1 FROM orders.orders o JOIN orders.lines l USING (order_id) WHERE o.market_id = $1",
            "orders.lines is not bound",
        ),
        (
            "SELECT 1 FROM orders.orders o JOIN unnest($1::int[]) AS m(market_id) USING (market_id)",
            "orders.orders is not bound",
        ),
        (
            "SELECT 1 FROM orders.orders o WHERE o.market_id = $1 AND EXISTS "
            "(SELECT 1 FROM orders.lines l WHERE l.order_id = o.order_id)",
            "orders.lines is not bound",
        ),
        ("WITH a AS (SELECT 1 FROM orders.lines) SELECT 1 FROM a", "orders.lines is not bound"),
        ("UPDATE orders.orders SET a = 1 WHERE b = 2", "orders.orders is not bound"),
        ("DELETE FROM orders.orders", "orders.orders is not bound"),
        ("SELECT 1 FROM orders.orders WHERE market_id = $1 UNION SELECT 1 FROM orders.lines", "orders.lines"),
        ("INSERT INTO orders.orders (a) VALUES (1)", "include market_id"),
        ("INSERT INTO orders.orders VALUES ($1)", "include market_id"),
        ("INSERT INTO orders.orders (market_id) VALUES (7)", "is a parameter"),
        ("INSERT INTO orders.orders (market_id) SELECT unnest($1::int[])", "is a parameter"),
    ],
)
def test_a_statement_over_several_markets_is_reported(tmp_path: Path, text: str, said: str) -> None:
    one(market_bound.check(with_statement(tmp_path, text)), said)

"""Statements that are said in one."""

import pytest

from linli.kernel import together

ADD = "/* add_one */ INSERT INTO shop.orders (market_id, order_id) VALUES ($1, $2)"
NOTE = "INSERT INTO kernel.outbox (market_id, body) VALUES ($1, $2)"
TAKE = """/* take */ WITH want (pool_id) AS MATERIALIZED (SELECT 'a)' FROM unnest($1::uuid[]))
UPDATE shop.pools AS p SET held = $2 FROM want WHERE p.pool_id = want.pool_id RETURNING p.pool_id"""


def test_writes_become_parts_of_one_statement_which_answers_as_its_own() -> None:
    said = together.one_of(TAKE, (ADD, NOTE))
    assert said is not None
    assert " ".join(said.split()) == (
        "/* take */ WITH want (pool_id) AS MATERIALIZED (SELECT 'a)' FROM unnest($1::uuid[])), "
        "put_0 AS (INSERT INTO shop.orders (market_id, order_id) VALUES ($3, $4)), "
        "put_1 AS (INSERT INTO kernel.outbox (market_id, body) VALUES ($5, $6)) "
        "UPDATE shop.pools AS p SET held = $2 FROM want WHERE p.pool_id = want.pool_id RETURNING p.pool_id"
    )


@pytest.mark.parametrize(
    "main",
    [
        TAKE.replace("want", "put_0"),
        "WITH RECURSIVE up AS (SELECT 1) DELETE FROM shop.pools",
        "WITH open AS (SELECT 1 DELETE FROM shop.pools",
        "INSERT INTO shop.a AS a (b) SELECT p.b FROM shop.pools AS p",
        TAKE.replace("unnest($1::uuid[])", "shop.old_pools FOR UPDATE"),
    ],
    ids=["the same name twice", "a recursion", "no end", "copied rows", "locked rows"],
)
def test_what_cannot_be_one_is_not_made_one(main: str) -> None:
    assert together.one_of(main, (ADD,)) is None


def test_statements_are_apart_unless_one_could_see_the_other() -> None:
    assert together.apart(ADD, NOTE)
    assert together.apart(NOTE, NOTE)
    assert not together.apart(ADD, "SELECT order_id FROM shop.orders")
    assert not together.apart(ADD, "UPDATE shop.orders SET state = $1")
    assert together.apart(ADD, "SELECT o.order_id FROM shop.old_orders AS o")
    assert not together.apart(NOTE, "INSERT INTO shop.a (b) SELECT body FROM kernel.outbox")


def test_what_only_locks_does_not_write() -> None:
    assert together.writes(TAKE)
    assert not together.writes("SELECT 1 FROM shop.pools AS p FOR UPDATE OF p")

"""`linli db distribute`: what would become of each table, and who is told no."""

import argparse

import asyncpg
import pytest

from linli.cli.distribute import db_now
from linli.kernel import spreading
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings
from linli.kernel.spreading import NotSpreadableError, Way
from linli.kernel.tables import TABLES, Kind
from tests.databases import passing_copy


async def test_every_table_goes_where_its_kind_says_after_those_it_refers_to(database_url: str) -> None:
    found = await spreading.read(database_url)
    steps = spreading.plan(found.keys, found.references)
    place = {step.table: n for n, step in enumerate(steps)}
    assert sorted(place) == sorted(TABLES) and len(steps) == len(TABLES)
    assert all(place[referred] <= place[table] for table, referred in found.references)
    by = {Kind.MARKET: "market_id", Kind.PERSON: "person_id"}
    for step in steps:
        kind = TABLES[step.table]
        if kind in by:
            assert (step.way, step.by) == (Way.SPLIT, by[kind])
            assert step.beside is None or TABLES[step.beside] is kind
        elif kind is Kind.LOOKUP:
            assert step.way is Way.SPLIT and step.by == found.keys[step.table] and step.beside is None
        else:
            assert step.way is (Way.EVERYWHERE if kind is Kind.REFERENCE else Way.HERE)
    # One split of each kind is the first; all others stand beside it.
    alone = [TABLES[step.table] for step in steps if step.by and step.beside is None]
    assert [alone.count(kind) for kind in by] == [1, 1]


def test_a_circle_of_references_and_foreign_tables_are_told() -> None:
    keys = dict.fromkeys(TABLES, "market_id")
    circle = [("orders.orders", "orders.lines"), ("orders.lines", "orders.orders")]
    with pytest.raises(NotSpreadableError, match="circle"):
        spreading.plan(keys, circle)
    with pytest.raises(NotSpreadableError, match=r"orders\.more"):
        spreading.plan(keys | {"orders.more": "a"}, [])
    del keys["orders.orders"]
    with pytest.raises(NotSpreadableError, match=r"migrate first.*orders\.orders"):
        spreading.plan(keys, [])
    with pytest.raises(NotSpreadableError, match=rf" and {len(TABLES) - spreading.MOST_NAMED} more$"):
        spreading.plan({}, [])


def test_the_plan_is_told_anywhere_and_one_machine_alone_is_not_spread(
    postgres: EmbeddedPostgres, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database_url=postgres.url())
    assert db_now(settings, argparse.Namespace(what="distribute", plan=True)) == 0
    *lines, counted = capsys.readouterr().out.splitlines()
    assert "markets.markets: whole on every node" in lines
    assert any(line.startswith("orders.orders: split by market_id, beside ") for line in lines)
    assert counted.startswith(f"{len(TABLES)} tables: 1 on every node, ")
    assert "Citus is not installed" in counted
    assert db_now(settings, argparse.Namespace(what="distribute", plan=False)) == 1
    assert "CREATE EXTENSION citus" in capsys.readouterr().err


async def test_a_database_of_another_version_is_not_planned(postgres: EmbeddedPostgres) -> None:
    async with passing_copy(postgres, "spreading") as url:
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE orders.left_over (market_id integer PRIMARY KEY)")
        await connection.close()
        found = await spreading.read(url)
        with pytest.raises(NotSpreadableError, match=r"orders\.left_over"):
            spreading.plan(found.keys, found.references)

"""The kernel's transaction: what it promises about rolling back, repeating and history."""

import asyncpg
import pytest

from linli.kernel import sql
from linli.kernel.database import Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key, once
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.kernel.tables import APPEND_ONLY


def _statement(text: str) -> sql.Statement:
    return sql.Statement("ad_hoc", "for this test", text, __file__)


async def test_a_repeat_under_the_same_key_gets_the_first_answer(work: Work) -> None:
    calls = 0

    async def act() -> int:
        nonlocal calls
        calls += 1
        return 40 + calls

    key = Key("person", "k1", b"same request")
    assert await once(work, 1, key, int, act) == 41
    assert await once(work, 1, key, int, act) == 41
    assert calls == 1


async def test_the_same_key_with_another_request_is_refused(work: Work) -> None:
    async def act() -> int:
        return 1

    await once(work, 1, Key("person", "k2", b"one request"), int, act)
    with pytest.raises(Refusal, match="idempotency_key_reused"):
        await once(work, 1, Key("person", "k2", b"another request"), int, act)


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
async def test_the_app_role_cannot_rewrite_history(work: Work, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await work.run(_statement(f"DELETE FROM {table}"))


async def test_a_connection_that_is_lost_in_the_middle_of_a_transaction_is_a_refusal_and_not_a_bug(
    database_url: str,
) -> None:
    pool = await open_pool(database_url, role=None, size=1)
    db = Database(pool, Journey())
    with pytest.raises(Refusal, match="busy"):
        async with db.work() as work:
            await work.run(_statement("SELECT pg_terminate_backend(pg_backend_pid())"))
    async with db.read() as reader:
        assert await reader.value(int, _statement("SELECT 1")) == 1
    await pool.close()


async def test_a_database_that_is_not_there_is_a_refusal_and_not_a_bug(postgres: EmbeddedPostgres) -> None:
    pool = asyncpg.create_pool(postgres.url().replace(str(postgres.sockets), "/tmp/nobody-here"), min_size=0)
    await pool
    with pytest.raises(Refusal, match="busy"):
        async with Database(pool, Journey()).read():
            pass
    await pool.close()


async def test_a_statement_that_takes_too_long_is_a_refusal_that_leaves_nothing_and_the_connection_works_on(
    database_url: str,
) -> None:
    pool = await open_pool(database_url, role=None, size=1, most_seconds=0.2)
    db = Database(pool, Journey())
    ways = ("SELECT pg_sleep(9)", "SET LOCAL statement_timeout = '20ms'", "SET LOCAL lock_timeout = '20ms'")
    for first in ways:
        with pytest.raises(Refusal, match="took_too_long") as refused:
            async with db.work() as work:
                await work.run(_statement("CREATE TABLE public.left_behind ()"))
                await work.run(_statement(first))
                if "lock" in first:
                    raise asyncpg.LockNotAvailableError
                await work.run(_statement("SELECT pg_sleep(9)"))
        assert refused.value.headers == {"Retry-After": "15"}
    async with db.read() as reader:
        found = await reader.value(str, _statement("SELECT to_regclass('public.left_behind')::text"))
    assert found is None
    await pool.close()

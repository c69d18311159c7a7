"""The kernel's transaction: what it promises about rolling back, repeating and history."""

import asyncpg
import pytest

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
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

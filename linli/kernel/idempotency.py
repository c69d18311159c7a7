"""The caller makes the key: a repeat gets the first answer, another request under the same key is refused."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.refusals import IDEMPOTENCY_KEY_NEEDED, IDEMPOTENCY_KEY_REUSED

SQL = sql.load(__file__)
T = TypeVar("T")
MAX_LENGTH = 200


class Key(msgspec.Struct, frozen=True):
    """An idempotency key of one caller (`scope`) and the print of what was asked under it."""

    scope: str
    key: str
    request_print: bytes


class _Remembered(msgspec.Struct, frozen=True):
    request_print: bytes
    response: bytes | None


async def once(
    work: Work,
    market_id: int,
    key: Key,
    answer: type[T],
    act: Callable[[], Awaitable[T]],
    *,
    remembers: bool = False,
) -> T:
    """Do `act` once per key and give every repeat its answer (a record that msgspec can write and read).
    `remembers`: it calls `remember` itself as soon as it knows its answer, so that this goes along with what
    it writes last.

    Must be the first step of its transaction: a concurrent repeat waits for it. A refusal inside rolls the
    key
    back too, so it is not remembered. Refuses: idempotency_key_needed, idempotency_key_reused.
    """
    if not 0 < len(key.key) <= MAX_LENGTH:
        raise IDEMPOTENCY_KEY_NEEDED(longest=MAX_LENGTH)
    where = (market_id, key.scope, key.key)
    if await work.run(SQL.claim_idempotency_key, *where, key.request_print, work.now):
        result = await act()
        if not remembers:
            await remember(work, market_id, key, result)
        return result
    first = await work.one(_Remembered, SQL.find_idempotency_key, *where)
    if first is None or first.response is None or first.request_print != key.request_print:
        raise IDEMPOTENCY_KEY_REUSED()
    return msgspec.json.decode(first.response, type=answer)


async def remember(work: Work, market_id: int, key: Key, result: object) -> None:
    """What every repeat of this key is answered; a refusal afterwards takes it back with everything else."""
    await work.put(SQL.remember_response, market_id, key.scope, key.key, msgspec.json.encode(result))

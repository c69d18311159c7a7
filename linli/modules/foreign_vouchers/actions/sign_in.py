"""Speaking to a platform: with a pass that all processes share, renewed when the platform wants another."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from linli.kernel.database import Database
from linli.kernel.refusals import Refusal
from linli.modules.foreign_vouchers.model import Keys, Means, Pass, PassRefusedError, Platform
from linli.modules.foreign_vouchers.refusals import (
    FOREIGN_KEYS_WRONG,
    FOREIGN_NOT_AUTHORIZED,
    FOREIGN_NOT_CONNECTED,
    FOREIGN_UNREACHABLE,
)
from linli.modules.foreign_vouchers.statements import SQL

T = TypeVar("T")
# Of these the owner is told; they do not mend themselves.
TROUBLES = frozenset((FOREIGN_KEYS_WRONG, FOREIGN_NOT_AUTHORIZED))


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """A connection with its sealed secret."""

    connection_id: UUID
    store_id: UUID
    merchant_id: UUID
    platform: str
    shop_ref: str
    app_ref: str
    sealed: bytes


class _Kept(msgspec.Struct, frozen=True):
    sealed: bytes
    good_until: datetime


def keys_of(secret: Secret, means: Means) -> tuple[Platform, Keys]:
    """The adapter and the keys of a connection.

    Refuses: foreign_not_connected, where this installation does not speak to the platform any more;
    foreign_keys_wrong, where its own secret was changed and the keys cannot be read.
    """
    platform = means.platforms.get(secret.platform)
    if platform is None:
        raise FOREIGN_NOT_CONNECTED(platform=secret.platform)
    try:
        opened = means.sealer.open(secret.sealed, str(secret.connection_id))
    except ValueError:
        raise FOREIGN_KEYS_WRONG(platform=secret.platform) from None
    return platform, Keys(app=secret.app_ref, secret=opened, shop=secret.shop_ref)


async def with_pass(
    db: Database,
    market_id: int,
    secret: Secret,
    means: Means,
    call: Callable[[Platform, Keys, Pass], Awaitable[T]],
) -> T:
    """What `call` says. Where the platform does not take the pass it has done nothing, so the call is made
    once more with a new one. What the owner has to see to is noted at the connection. No transaction is open
    while the platform is asked.

    Refuses: foreign_not_connected, foreign_keys_wrong, foreign_not_authorized, foreign_unreachable.
    """
    try:
        platform, keys = keys_of(secret, means)
        given = await _known(db, market_id, keys, platform, means)
        try:
            answer = await call(platform, keys, given or await _renewed(db, market_id, keys, platform, means))
        except PassRefusedError:
            answer = await _once_more(db, market_id, keys, platform, means, call)
    except Refusal as refusal:
        if refusal.kind in TROUBLES:
            await _note(db, market_id, secret.connection_id, refusal.code)
        raise
    await _note(db, market_id, secret.connection_id, "")
    return answer


async def _once_more(
    db: Database,
    market_id: int,
    keys: Keys,
    platform: Platform,
    means: Means,
    call: Callable[[Platform, Keys, Pass], Awaitable[T]],
) -> T:
    given = await _renewed(db, market_id, keys, platform, means)
    try:
        return await call(platform, keys, given)
    except PassRefusedError:
        # It says no to what it has just given.
        raise FOREIGN_UNREACHABLE(platform=platform.name) from None


def _owner(platform: Platform, keys: Keys) -> str:
    return f"pass/{platform.name}/{keys.app}"


async def _known(db: Database, market_id: int, keys: Keys, platform: Platform, means: Means) -> Pass | None:
    async with db.read() as reader:
        kept = await reader.one(_Kept, SQL.find_pass, market_id, platform.name, keys.app, reader.now)
    if kept is None:
        return None
    try:
        return Pass(means.sealer.open(kept.sealed, _owner(platform, keys)), kept.good_until)
    except ValueError:
        return None


async def _renewed(db: Database, market_id: int, keys: Keys, platform: Platform, means: Means) -> Pass:
    given = await platform.sign_in(keys, db.clock())
    sealed = means.sealer.seal(given.token, _owner(platform, keys))
    async with db.work() as work:
        await work.run(SQL.keep_pass, market_id, platform.name, keys.app, sealed, given.good_until)
    return given


async def _note(db: Database, market_id: int, connection_id: UUID, trouble: str) -> None:
    async with db.work() as work:
        await work.run(SQL.note_trouble, market_id, connection_id, trouble)

"""How far the relay is behind: what was announced and not yet handed to the worker."""

from datetime import datetime

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader

SQL = sql.load(__file__)


class Waiting(msgspec.Struct, frozen=True):
    """Announcements of one market that wait for the relay, and when the oldest of them was made."""

    announcements: int
    oldest: datetime | None


async def waiting(reader: Reader, market_id: int) -> Waiting:
    """What the relay has not handed on yet."""
    return await reader.one(Waiting, SQL.outbox_waiting, market_id) or Waiting(0, None)

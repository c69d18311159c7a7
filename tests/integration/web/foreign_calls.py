"""What staff do with what was sold elsewhere: rows of the table of roles, and where they lead."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from linli.api.v1 import foreign as api_foreign
from linli.kernel.database import Database
from linli.modules import merchants
from linli.web.merchant import counter_foreign, platforms
from tests import cast
from tests.elsewhere import taken_and_unclear

USE = "/foreign-uses/{foreign_use}"
AT_TILL, PLATFORMS = f"/counter/noodles{USE}", "/desk/noodles/platforms"
PLATFORM = f"{PLATFORMS}/{{connection}}"
# Page, its address, and what is sent.
AT_COUNTER: list[tuple[Any, str, dict[str, Any] | None]] = [
    (counter_foreign.foreign_use, AT_TILL, None),
    (counter_foreign.foreign_redemption, f"{AT_TILL}/redemption", {}),
    (counter_foreign.foreign_inquiry, f"{AT_TILL}/inquiry", {}),
    (counter_foreign.foreign_undoing, f"{AT_TILL}/undoing", {}),
]
AT_DESK: list[tuple[Any, str, dict[str, Any] | None]] = [
    (platforms.platforms, PLATFORMS, None),
    (platforms.platform_connected, PLATFORMS, {}),
    (platforms.platform_paused, f"{PLATFORM}/pausing", {}),
    (platforms.platform_resumed, f"{PLATFORM}/resumption", {}),
    (platforms.platform_ended, f"{PLATFORM}/disconnection", {}),
]
CALLS: list[tuple[Any, str]] = [
    (api_foreign.list_foreign, "/foreign-uses"),
    (api_foreign.get_foreign, USE),
    (api_foreign.take_foreign, f"{USE}/redemption"),
    (api_foreign.ask_foreign, f"{USE}/inquiry"),
    (api_foreign.undo_foreign, f"{USE}/undoing"),
]


def at_counter(call: Callable[..., Any]) -> list[list[Any]]:
    """Its pages and its calls, as the table writes them."""
    return [[call(*row) for row in rows] for rows in (AT_COUNTER, CALLS)]


async def sold(db: Database, market_id: int, store_id: UUID) -> dict[str, str]:
    """What the addresses name."""
    async with db.read() as reader:
        store = await merchants.store(reader, market_id, store_id)
    connection, use, _ = await taken_and_unclear(db, cast.WEST_LAKE, store)
    return {"connection": connection, "foreign_use": use}

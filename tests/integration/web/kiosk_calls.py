"""What staff do with screens: rows of the table of roles, and the screen that they name."""

from uuid import UUID

from linli.kernel.database import Database
from linli.modules import kiosks, merchants
from linli.modules.kiosks import Mark
from linli.web.merchant import kiosks as pages
from tests.integration.web.code_calls import Row

DESK = "/desk/noodles/kiosks"
PAGES: list[Row] = [
    (pages.kiosk_list, DESK, None),
    (pages.kiosk_made, DESK, {"name": "Door"}),
    (pages.kiosk_page, f"{DESK}/{{kiosk}}", None),
    (pages.kiosk_offered, f"{DESK}/{{kiosk}}/offers", {}),
    (pages.sellers_changed, f"{DESK}/{{kiosk}}/sellers", {}),
    (pages.kiosk_revoked, f"{DESK}/{{kiosk}}/revocation", {}),
]


async def made(db: Database, market_id: int, store_id: UUID, owner: UUID, link_id: str) -> dict[str, str]:
    """What the addresses name; its sales are credited to this link."""
    async with db.work() as work:
        by = await merchants.require_staff(work, market_id, owner, store_id)
        kiosk = await kiosks.set_up(work, market_id, by, "Door", Mark(UUID(link_id), "NOCODE"), {})
    return {"kiosk": str(kiosk.kiosk_id)}

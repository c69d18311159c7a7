"""What staff do with codes of places: rows of the table of roles, and where they lead."""

from typing import Any
from uuid import UUID

from linli.api.v1 import codes as api_codes
from linli.kernel.database import Database
from linli.kernel.signing import Signer
from linli.modules import marketing
from linli.web.merchant import code_batches, codes, printing, wall_printing

DESK = "/desk/noodles/codes"
LINK: dict[str, Any] = {"channel": "poster", "label": "door"}
PICKED = {"link_ids": ["{link}"]}
Row = tuple[Any, str, dict[str, Any] | None]
# Page, its address, and what is sent.
SEEN: list[Row] = [
    (codes.links_moved, "/desk/noodles/links", None),
    (codes.codes, DESK, None),
    (codes.code_page, f"{DESK}/{{link}}", None),
    (codes.code_svg, f"{DESK}/{{link}}/qr.svg", None),
    (codes.code_png, f"{DESK}/{{link}}/qr.png", None),
    (printing.print_page, f"{DESK}/print?pick={{link}}", None),
    (printing.print_paper, f"{DESK}/print/paper.css?width=110&height=290", None),
    (printing.print_pdf, f"{DESK}/print/sheets.pdf?pick={{link}}", None),
    (wall_printing.wall_page, f"{DESK}/wall", None),
    (wall_printing.wall_pdf, f"{DESK}/wall/sheets.pdf?wall={{link}}", None),
    (code_batches.batch_page, f"{DESK}/batches/{{batch}}", None),
    (code_batches.batch_file, f"{DESK}/batches/{{batch}}/codes/csv", None),
]
CHANGED: list[Row] = [
    (wall_printing.wall_made, f"{DESK}/wall", {"name": "A"}),
    (printing.print_chosen, f"{DESK}/print", {"pick": "{link}"}),
    (codes.codes_made, DESK, {**LINK, "count": "1", "key": "k"}),
    (codes.codes_led, f"{DESK}/landings", {"pick": "{link}", "landing": "menu"}),
    (codes.codes_ended, f"{DESK}/ends", {"pick": "{link}"}),
]
OWN: list[Row] = [(codes.own_code, f"{DESK}/own", None)]
CALLS: list[Row] = [
    (api_codes.list_codes, "/codes", None),
    (api_codes.get_batch, "/codes/batches/{batch}", None),
    (api_codes.make_code, "/codes", LINK),
    (api_codes.make_batch, "/codes/batches", {**LINK, "total": 2}),
    (api_codes.lead_codes, "/codes/landings", {**PICKED, "landing": {}}),
    (api_codes.end_codes, "/codes/ends", PICKED),
]


async def made(db: Database, market_id: int, store_id: UUID, owner: UUID, signer: Signer) -> dict[str, str]:
    """What the addresses name."""
    async with db.work() as work:
        where = (market_id, store_id, marketing.Channel.POSTER)
        link = await marketing.make_link(work, *where, "door", owner, signer)
        batch = await marketing.start_batch(work, *where, "leaflets", 2, owner, signer)
    return {"link": str(link.link_id), "batch": str(batch.batch_id)}

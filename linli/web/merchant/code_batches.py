"""A batch of codes: how far it is, where all of them lead, its files, and the codes by number."""

from collections.abc import Iterable
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.refusals import NOT_FOUND
from linli.modules import items, marketing
from linli.modules.marketing import Landing
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.code_views import asking, batch_card, code_card, names_of, url_of, write_landing
from linli.web.merchant.codes import CODES, ON_A_PAGE
from linli.web.merchant.shop import desk_page, shop_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.workbooks import CSV, XLSX, workbook

ONLY_MANAGERS = {"who": Who.MANAGER}
BATCH = CODES + "/batches/{batch_id:uuid}"
HEADINGS = ("number", "code", "url", "label", "place", "channel", "state")


@get(BATCH, opt=ONLY_MANAGERS)
async def batch_page(here: Asked, slug: FromPath[str], batch_id: FromPath[UUID]) -> Response[str]:
    """What the batch is for and how far it is, and a page of its codes with what came of each."""
    asked, after = asking(here), here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        where = (here.market_id, shop.store.store_id)
        one = await marketing.batch(reader, *where, batch_id)
        names = await names_of(here, reader, shop, [one])
        every = asked.wanted(batch_id)
        page = await marketing.links_of_store(reader, *where, every, after, ON_A_PAGE)
    return desk_page(
        here,
        shop,
        "code_batch.html",
        said={"codes_led": True, "link_ended": True, "none_chosen": True},
        nav="codes",
        batch=batch_card(here, shop, one, names),
        batch_id=str(batch_id),
        landing=write_landing(Landing(one.landing, one.landing_ref)),
        landings=names.landings.choices,
        asked=asked,
        rows=[code_card(here, shop, line, names) for line in page.items],
        after=page.next_cursor,
    )


@get(BATCH + "/codes/{ending:str}", opt=ONLY_MANAGERS)
async def batch_file(
    here: Asked, slug: FromPath[str], batch_id: FromPath[UUID], ending: FromPath[str]
) -> Response[bytes]:
    """All codes of the batch with their addresses, for whoever prints them. Refuses: not_found (an ending
    that we do not write).
    """
    if ending not in ("csv", "xlsx"):
        raise NOT_FOUND()
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        where = (reader, here.market_id, shop.store.store_id, batch_id)
        one = await marketing.batch(*where)
        found = await marketing.codes_of_batch(*where)
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}-{one.channel.value}-{one.total}.{ending}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    rows = list(_rows(here, found))
    if ending == "csv":
        return Response(items.csv_file(rows), media_type=CSV, headers=headers)
    return Response(workbook(rows, "Linli", rows[0][:1]), media_type=XLSX, headers=headers)


def _rows(here: Here, found: Iterable[marketing.Link]) -> Iterable[list[str]]:
    say = here.words.t
    yield [say(f"desk.codes.file.{heading}") for heading in HEADINGS]
    for one in found:
        state = say("desk.codes.state.ended" if one.ended_at else "desk.codes.state.live")
        kind = say(f"desk.channel.{one.channel.value}")
        yield [str(one.number), one.code, url_of(here, one.code), one.label, one.place, kind, state]


ROUTES = [batch_page, batch_file]

"""Articles as files: all of them, a sample of the trade, and the rows of an import that are to be mended."""

from collections.abc import Iterable
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules import items, stock
from linli.modules.items import Field
from linli.services import Who
from linli.web.merchant.item_import_views import fault_words
from linli.web.merchant.item_shelf import Shelf, shelf_of
from linli.web.merchant.shop import desk_page
from linli.web.shared.http import Asked, Here
from linli.web.shared.workbooks import CSV, XLSX, workbook

ONLY_MANAGERS = {"who": Who.MANAGER}
IMPORT = "/{market:str}/desk/{slug:str}/items/imports/{import_id:uuid}"
BATCH = 500
ENDINGS = ("xlsx", "csv")
NUMBERS = (
    Field.PRICE,
    Field.STOCK,
    Field.COUNTED,
    Field.WEIGHT,
    Field.MINUTES,
    Field.GUESTS,
    Field.DAYS_TO_MAKE,
)


@get("/{market:str}/desk/{slug:str}/items/export", opt=ONLY_MANAGERS)
async def item_export(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What the file holds, and in which form one wants it."""
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        counts = await items.counts_of_merchant(reader, here.market_id, shelf.merchant_id)
    return desk_page(
        here, shelf.shop, "item_export.html", nav="items", root=shelf.root, total=sum(counts.values())
    )


@get("/{market:str}/desk/{slug:str}/items/export/{ending:str}", opt=ONLY_MANAGERS)
async def item_export_file(here: Asked, slug: FromPath[str], ending: FromPath[str]) -> Response[bytes]:
    """Every article that is not put away, a row for each variant; it can be read in again as it is."""
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        found = await _every(reader, here, shelf)
        known = await items.categories(reader, here.market_id, shelf.merchant_id)
        variants = [one.variant_id for item in found for one in item.variants]
        there = await stock.on_hand(reader, here.market_id, shelf.shop.store.store_id, variants)
    language = here.market.language
    rows = items.export_rows(found, {one.category_id: one.name for one in known}, language, there)
    return _file(here, rows, ending, f"{slug}-items")


@get("/{market:str}/desk/{slug:str}/items/sample/{ending:str}", opt=ONLY_MANAGERS)
async def item_sample_file(here: Asked, slug: FromPath[str], ending: FromPath[str]) -> Response[bytes]:
    """A file of a few articles to begin with, for the shop's trade or (`?trade=`) another one."""
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
    trade = here.request.query_params.get("trade", shelf.shop.store.trade)
    rows = items.sample_rows(items.template_of(trade), here.market.language)
    return _file(here, rows, ending, f"sample-{items.template_of(trade).trade}")


@get(IMPORT + "/mending/{ending:str}", opt=ONLY_MANAGERS)
async def item_mending_file(
    here: Asked, slug: FromPath[str], import_id: FromPath[UUID], ending: FromPath[str]
) -> Response[bytes]:
    """The rows that were left out as they were sent, with what is to be mended behind each."""
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        about = (reader, here.market_id, shelf.merchant_id, import_id)
        one = await items.import_of(*about)
        data = await items.import_content(*about)
    ready = await items.prepare_import(data, one.trade, here.market)
    said: dict[int, str] = {}
    for fault in one.report.faults:
        words = f"{fault.heading}: {fault_words(here, fault)}" if fault.heading else fault_words(here, fault)
        said[fault.row] = f"{said[fault.row]} {words}" if fault.row in said else words
    language = here.market.language
    rows = items.mending_rows(ready.rows, ready.columns.head, one.report.refused, said, language)
    return _file(here, rows, ending, f"{slug}-to-mend", numbers=False)


async def _every(reader: Reader, here: Here, shelf: Shelf) -> list[items.Item]:
    found: list[items.Item] = []
    after: str | None = None
    while True:
        about = (reader, here.market_id, shelf.merchant_id)
        page = await items.items_of_merchant(*about, cursor=after, size=BATCH)
        found += page.items
        if page.next_cursor is None:
            return found
        after = page.next_cursor


def _file(
    here: Here, rows: Iterable[list[str]], ending: str, name: str, *, numbers: bool = True
) -> Response[bytes]:
    """Refuses: not_found (an ending that we do not write)."""
    if ending not in ENDINGS:
        raise NOT_FOUND()
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if ending == "csv":
        return Response(items.csv_file(rows), media_type=CSV, headers=headers)
    language = here.market.language
    counted = [items.heading_of(one, language) for one in NUMBERS] if numbers else []
    return Response(workbook(rows, "Linli", counted), media_type=XLSX, headers=headers)


ROUTES = [item_export, item_export_file, item_sample_file, item_mending_file]

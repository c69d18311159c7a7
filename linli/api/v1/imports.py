"""Files of articles: shown as what they would do, then carried out."""

import base64
import binascii
from functools import partial
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from linli.api.call import Call, Called
from linli.api.v1 import shapes_imports as shapes
from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID
from linli.modules import items, media, stock
from linli.modules.merchants import StaffRole, Store
from linli.services import Who

IMPORTS = "/markets/{market:str}/stores/{slug:str}/items/imports"
IMPORT = IMPORTS + "/{import_id:uuid}"
BODY = shapes.LONGEST_CONTENT + 64 * 1024
FILES = "file_locked file_unreadable file_empty too_many_rows columns_unknown columns_twice too_many_tries"


@post(
    IMPORTS,
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": FILES},
    tags=["Articles"],
    summary="Send a file of articles",
    request_max_body_size=BODY,
)
async def make_import(call: Called, slug: FromPath[str], data: JSONBody[shapes.NewImport]) -> shapes.Import:
    """A dry run: every row that cannot be used is named, and nothing is written until it is confirmed."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await _keeper(call, work, slug)
        await media.count_upload(work, call.person_id)
    try:
        content = base64.b64decode(data.content, validate=True)
    except (binascii.Error, ValueError):
        raise INVALID(field="content") from None
    ready = await items.prepare_import(content, store.trade, call.market)
    async with call.services.db.work(call.actor) as work:
        store, keeper = await _keeper(call, work, slug)
        others = [(await call.store(work, other)).store_id for other in data.stores]
        about = (work, call.market_id, keeper, ready, data.name)
        where = sorted({store.store_id, *others})
        counts = items.StoreCounts(
            store.store_id, partial(stock.on_hand, work, call.market_id, store.store_id)
        )
        one = await items.show_import(*about, where, call.person_id, counts)
    return shapes.import_of(one)


@get(
    IMPORT,
    opt={"who": Who.MANAGER, "scope": "merchant"},
    tags=["Articles"],
    summary="What a file would do, or did",
)
async def get_import(call: Called, slug: FromPath[str], import_id: FromPath[UUID]) -> shapes.Import:
    """Ask again while it is `running`."""
    async with call.services.db.read() as reader:
        _, keeper = await _keeper(call, reader, slug)
        one = await items.import_of(reader, call.market_id, keeper.merchant_id, import_id)
    return shapes.import_of(one)


@post(
    IMPORT + "/confirmation",
    opt={
        "who": Who.MANAGER,
        "scope": "merchant",
        "refuses": "import_overtaken item_shared category_full code_taken stock_moved",
    },
    status_code=200,
    tags=["Articles"],
    summary="Carry out what a file was shown to do",
)
async def confirm_import(
    call: Called, slug: FromPath[str], import_id: FromPath[UUID], data: JSONBody[shapes.Confirmation]
) -> shapes.Import:
    """Up to 1,000 articles at once, all or none; more follow after it. A repeat changes nothing."""
    async with call.services.db.work(call.actor) as work:
        _, keeper = await _keeper(call, work, slug)
        about = (work, call.market_id, keeper, import_id)
        one = await items.start_import(*about, make_shelves=data.make_categories)
    return shapes.import_of(one)


async def _keeper(call: Call, reader: Reader, slug: str) -> tuple[Store, items.Keeper]:
    store, member = await call.staffed(reader, slug, StaffRole.MANAGER)
    keeper = await items.keeper(reader, call.market_id, call.person_id, member.merchant_id)
    return store, keeper

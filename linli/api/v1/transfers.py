"""Goods between the stores of a merchant."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from linli.api.call import Call, Called
from linli.api.v1 import shapes_stock as shapes
from linli.api.v1.shapes import After, Size
from linli.api.v1.stock import MANAGER, STOCK, variants_named
from linli.kernel.database import Reader
from linli.modules import merchants, stock
from linli.services import Who

TRANSFERS = f"{STOCK}/transfers"


@get(TRANSFERS, opt={"who": Who.CLERK, "scope": "counter"}, tags=["Stock"], summary="Goods on their way")
async def list_transfers(
    call: Called, slug: FromPath[str], cursor: After = None, size: Size = 20
) -> shapes.TransferPage:
    """What the store has sent and been sent, newest first."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        page = await stock.transfers_of_store(reader, call.market_id, store.store_id, cursor, size)
        stores = await merchants.stores(reader, call.market_id, shapes.stores_of(page.items))
    return shapes.TransferPage([shapes.transfer_of(one, stores) for one in page.items], page.next_cursor)


@post(
    TRANSFERS,
    opt={"who": Who.MANAGER, "scope": "merchant", "once": True, "refuses": "sold_out"},
    tags=["Stock"],
    summary="Send goods to another store",
)
async def send_transfer(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.NewTransfer]
) -> shapes.Transfer:
    """Of the same merchant; what orders were promised stays. On the way it can be sold in neither."""
    key = call.key("transfers", slug, data)
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        target = await call.store(work, data.to)
        named = await variants_named(work, store, data.lines)
        units = {one: line.quantity for one, line in zip(named, data.lines, strict=True)}
        where = (work, call.market_id, store.store_id, target.store_id)
        sent = await stock.send_transfer(*where, units, key, note=data.note)
        return await _shown(call, work, sent)


@post(
    f"{TRANSFERS}/{{transfer_id:uuid}}/arrival",
    opt={"who": Who.CLERK, "scope": "counter", "refuses": "transfer_over"},
    status_code=200,
    tags=["Stock"],
    summary="A transfer has arrived",
)
async def receive_transfer(
    call: Called, slug: FromPath[str], transfer_id: FromPath[UUID], data: JSONBody[shapes.Arrival]
) -> shapes.Transfer:
    """Once, by the store it was sent to. What came for an order is promised to it here."""
    arrived = {line.variant_id: line.arrived for line in data.lines}
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug)
        ended = await stock.receive_transfer(work, call.market_id, store.store_id, transfer_id, arrived)
        return await _shown(call, work, ended)


@post(
    f"{TRANSFERS}/{{transfer_id:uuid}}/dispatch",
    opt={"who": Who.CLERK, "scope": "counter", "refuses": "transfer_over sold_out"},
    status_code=200,
    tags=["Stock"],
    summary="Send what was asked for",
)
async def dispatch_transfer(
    call: Called, slug: FromPath[str], transfer_id: FromPath[UUID]
) -> shapes.Transfer:
    """Once, by the store that was asked: what an order holds here leaves for the store that lacks it."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug)
        sent = await stock.dispatch(work, call.market_id, store.store_id, transfer_id)
        return await _shown(call, work, sent)


@post(
    f"{TRANSFERS}/{{transfer_id:uuid}}/declining",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "transfer_over"},
    status_code=200,
    tags=["Stock"],
    summary="Say that what was asked for does not come",
)
async def decline_transfer(
    call: Called, slug: FromPath[str], transfer_id: FromPath[UUID], data: JSONBody[shapes.Declining]
) -> shapes.Transfer:
    """Whoever ordered it has the money back at once and is told."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        about = (call.market_id, store.store_id, transfer_id, data.note)
        return await _shown(call, work, await stock.decline(work, *about))


@post(
    f"{TRANSFERS}/{{transfer_id:uuid}}/calling-back",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "transfer_over"},
    status_code=200,
    tags=["Stock"],
    summary="Call a transfer back",
)
async def call_transfer_back(
    call: Called, slug: FromPath[str], transfer_id: FromPath[UUID]
) -> shapes.Transfer:
    """By the store that sent it, before it has arrived."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        ended = await stock.call_back(work, call.market_id, store.store_id, transfer_id)
        return await _shown(call, work, ended)


async def _shown(call: Call, reader: Reader, one: stock.Transfer) -> shapes.Transfer:
    stores = await merchants.stores(reader, call.market_id, shapes.stores_of([one]))
    return shapes.transfer_of(one, stores)

"""A store's stock: what is there, what came, what was counted, and the shop's own till."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_stock as shapes
from linli.api.v1.shapes import After, Size
from linli.kernel.database import Reader
from linli.kernel.idempotency import once
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import chains, items, merchants, stock
from linli.services import Who

STOCK = "/markets/{market:str}/stores/{slug:str}/stock"
MANAGER = merchants.StaffRole.MANAGER
# What a store may count piece by piece; tickets and rooms are counted by the day.
PIECES = frozenset({items.ItemKind.GOODS, items.ItemKind.DISH})
OnlyLow = Annotated[bool, QueryParameter(description="Only what is low or sold out.")]


@get(STOCK, opt={"who": Who.CLERK, "scope": "counter"}, tags=["Stock"], summary="What a store has")
async def list_stock(
    call: Called, slug: FromPath[str], cursor: After = None, size: Size = 50, low: OnlyLow = False
) -> shapes.LevelPage:
    """Every variant that the store counts; what it does not count never runs out and is not here."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        where = (call.market_id, store.store_id)
        page = await stock.levels_of_store(reader, *where, cursor, size, only_low=low)
        variants = [level.variant_id for level in page.items]
        known = await items.variants(reader, call.market_id, variants)
        coming = await stock.on_the_way(reader, *where, variants)
    return shapes.LevelPage([shapes.level_of(one, known, coming) for one in page.items], page.next_cursor)


@get(
    f"{STOCK}/{{variant_id:uuid}}/movements",
    opt={"who": Who.CLERK, "scope": "counter"},
    tags=["Stock"],
    summary="What became of a variant",
)
async def list_stock_movements(
    call: Called, slug: FromPath[str], variant_id: FromPath[UUID], cursor: After = None, size: Size = 50
) -> shapes.StockMovementPage:
    """Newest first. What is on hand is their sum."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        where = (call.market_id, store.store_id)
        if not await stock.tracked(reader, *where, [variant_id]):
            raise NOT_FOUND()
        page = await stock.movements(reader, *where, variant_id, cursor, size)
    return shapes.StockMovementPage([shapes.movement_of(row) for row in page.items], page.next_cursor)


@post(
    f"{STOCK}/deliveries",
    opt={"who": Who.CLERK, "scope": "counter", "once": True},
    tags=["Stock"],
    summary="Receive goods",
)
async def receive_goods(call: Called, slug: FromPath[str], data: JSONBody[shapes.Delivery]) -> shapes.Slip:
    """A variant that the store did not count is counted from now on."""
    key = call.key("deliveries", slug, data)
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug)
        named = await variants_named(work, store, data.lines)
        units = {one: line.quantity for one, line in zip(named, data.lines, strict=True)}
        slip = await stock.receive(work, call.market_id, store.store_id, units, key, note=data.note)
    return shapes.slip_of(slip)


@post(
    f"{STOCK}/counts",
    opt={"who": Who.CLERK, "scope": "counter", "once": True, "refuses": "stock_moved"},
    status_code=200,
    tags=["Stock"],
    summary="Say what was counted",
)
async def count_goods(call: Called, slug: FromPath[str], data: JSONBody[shapes.Counting]) -> shapes.Slip:
    """A count beats the book. A repeat under its key, after a lost answer, counts nothing again: what was
    sold in between would come back.
    """
    key = call.key("counts", slug, data)
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug)

        async def act() -> stock.Slip:
            named = await variants_named(work, store, data.lines)
            lines = list(zip(named, data.lines, strict=True))
            found = {one: line.found for one, line in lines}
            seen = {one: line.seen for one, line in lines if line.seen is not None}
            where = (work, call.market_id, store.store_id)
            return await stock.count(*where, found, seen=seen, note=data.note)

        slip = await once(work, call.market_id, key, stock.Slip, act)
    return shapes.slip_of(slip)


@post(
    f"{STOCK}/corrections",
    opt={"who": Who.MANAGER, "scope": "merchant", "once": True, "refuses": "stock_promised"},
    tags=["Stock"],
    summary="Correct the book, or write goods off",
)
async def correct_goods(call: Called, slug: FromPath[str], data: JSONBody[shapes.Correction]) -> shapes.Slip:
    """Never below what orders were promised: where more is gone, count."""
    key = call.key("corrections", slug, data)
    if any(line.delta == 0 or (data.lost and line.delta > 0) for line in data.lines):
        raise INVALID(field="lines[].delta")
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        named = await variants_named(work, store, data.lines)
        deltas = {one: line.delta for one, line in zip(named, data.lines, strict=True)}
        where = (work, call.market_id, store.store_id)
        if data.lost:
            lost = {one: -delta for one, delta in deltas.items()}
            slip = await stock.write_off(*where, lost, key, note=data.note)
        else:
            slip = await stock.correct(*where, deltas, key, note=data.note)
    return shapes.slip_of(slip)


@post(
    f"{STOCK}/till-sales",
    opt={"who": Who.CLERK, "scope": "counter", "once": True, "refuses": "sold_out"},
    tags=["Stock"],
    summary="The shop's own till has sold",
)
async def sell_at_till(call: Called, slug: FromPath[str], data: JSONBody[shapes.TillSlip]) -> shapes.Slip:
    """All of it or nothing. The same shelf as the web's: what orders were promised is not sold here."""
    key = call.key("till-sales", slug, data)
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug)
        named = await variants_named(work, store, data.lines)
        units = {one: line.quantity for one, line in zip(named, data.lines, strict=True)}
        slip = await stock.sell_at_till(work, call.market_id, store.store_id, units, key, note=data.receipt)
    return shapes.slip_of(slip)


@post(
    f"{STOCK}/till-returns",
    opt={"who": Who.CLERK, "scope": "counter", "once": True},
    tags=["Stock"],
    summary="The till took goods back",
)
async def return_at_till(call: Called, slug: FromPath[str], data: JSONBody[shapes.TillSlip]) -> shapes.Slip:
    """They can be sold again; what cannot is written off afterwards."""
    key = call.key("till-returns", slug, data)
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug)
        named = await variants_named(work, store, data.lines)
        units = {one: line.quantity for one, line in zip(named, data.lines, strict=True)}
        where = (work, call.market_id, store.store_id)
        slip = await stock.return_at_till(*where, units, key, note=data.receipt)
    return shapes.slip_of(slip)


@post(
    f"{STOCK}/slips/{{slip_id:uuid}}/undoing",
    opt={"who": Who.CLERK, "scope": "counter", "refuses": "stock_undone stock_undo_over sold_out"},
    status_code=200,
    tags=["Stock"],
    summary="Take a slip back",
)
async def undo_slip(call: Called, slug: FromPath[str], slip_id: FromPath[UUID]) -> shapes.Slip:
    """As a whole, once, within a day; the rows stay, and others say that it was taken back."""
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug)
        leads = member.role is not merchants.StaffRole.CLERK
        slip = await stock.undo(work, call.market_id, store.store_id, slip_id, leads=leads)
    return shapes.slip_of(slip)


@put(
    f"{STOCK}/{{variant_id:uuid}}/threshold",
    opt={"who": Who.MANAGER, "scope": "merchant"},
    status_code=204,
    tags=["Stock"],
    summary="Say when little is left",
)
async def set_threshold(
    call: Called, slug: FromPath[str], variant_id: FromPath[UUID], data: JSONBody[shapes.Threshold]
) -> None:
    """The store's managers are told once, until there is more again."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        where = (call.market_id, store.store_id)
        if not await stock.tracked(work, *where, [variant_id]):
            raise NOT_FOUND()
        await stock.watch(work, *where, {variant_id: data.low_from})


async def variants_named(reader: Reader, store: merchants.Store, lines: Sequence[shapes.Named]) -> list[UUID]:
    """The variants of the lines, in their order: articles of the merchant, or that the store sells, and that
    are counted by the piece; a code is the merchant's own, else its head office's. Refuses: invalid (lines;
    lines[].code: nothing is called so).
    """
    codes = [line.code for line in lines if line.code is not None]
    merchant_id = store.merchant_id or store.store_id
    by_code: dict[str, UUID] = {}
    if codes:
        heads = await chains.heads_of_store(reader, store.market_id, store.store_id, merchant_id)
        for owner in dict.fromkeys((merchant_id, *heads)):
            by_code = {**await items.variants_by_code(reader, store.market_id, owner, codes), **by_code}
    if missing := next((code for code in codes if code not in by_code), None):
        raise INVALID(field="lines[].code", code=missing)
    named = [line.variant_id or by_code.get(line.code or "") for line in lines]
    found = [one for one in named if one is not None]
    if len(set(found)) < len(lines) or any(line.variant_id and line.code for line in lines):
        raise INVALID(field="lines")
    known = await items.variants(reader, store.market_id, found)
    strange = [one for one in found if one not in known or known[one].merchant_id != merchant_id]
    sold = await items.sellable(reader, store.market_id, store.store_id, strange)
    if any(one not in sold for one in strange) or any(one.kind not in PIECES for one in known.values()):
        raise INVALID(field="lines[].variant_id")
    return found

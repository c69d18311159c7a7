"""The wallet: what is paid and can be used."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import FromPath, QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_orders as shapes
from linli.api.v1.shapes import After, Size
from linli.api.v1.stores import stores_behind
from linli.kernel.refusals import NOT_FOUND
from linli.modules import vouchers
from linli.services import Who

OnShelf = Annotated[
    vouchers.Shelf | None,
    QueryParameter(description="Only this shelf of the wallet; without it all of them."),
]


@get(
    "/markets/{market:str}/vouchers",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Vouchers"],
    summary="My vouchers",
)
async def list_vouchers(
    call: Called, shelf: OnShelf = None, cursor: After = None, size: Size = 20
) -> shapes.VoucherPage:
    """All of them newest first, or one shelf of the wallet: `active` those that end soonest first, the others
    newest first. What was refunded lies with what expired: both ended unused.
    """
    wanted = (call.market_id, call.person_id)
    async with call.services.db.read() as reader:
        if shelf is None:
            page = await vouchers.vouchers_of_person(reader, *wanted, cursor, size)
        else:
            page = await vouchers.shelf_of_person(reader, *wanted, shelf, cursor, size)
        stores = await stores_behind(reader, call.market_id, page.items)
    items = [shapes.voucher_of(voucher, call.market.slug, stores) for voucher in page.items]
    return shapes.VoucherPage(items, page.next_cursor)


@get(
    "/markets/{market:str}/vouchers/{voucher_id:uuid}",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Vouchers"],
    summary="One of my vouchers",
)
async def get_voucher(call: Called, voucher_id: FromPath[UUID]) -> shapes.Voucher:
    """With its code and what its QR code says."""
    async with call.services.db.read() as reader:
        voucher = await vouchers.voucher(reader, call.market_id, voucher_id)
        if voucher.person_id != call.person_id:
            raise NOT_FOUND()
        stores = await stores_behind(reader, call.market_id, [voucher])
    return shapes.voucher_of(voucher, call.market.slug, stores)

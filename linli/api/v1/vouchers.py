"""The wallet: what is paid and can be used."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import FromPath, QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_orders as shapes
from linli.api.v1 import shapes_tokens
from linli.api.v1.shapes import After, Size
from linli.api.v1.stores import stores_behind
from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules import vouchers
from linli.services import Who

OnShelf = Annotated[
    vouchers.Shelf | None,
    QueryParameter(description="Only this shelf of the wallet; without it all of them."),
]

InForm = Annotated[
    shapes_tokens.Form, QueryParameter(description="`display` ages within 90 seconds, `static` does not.")
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
        digits = await vouchers.short_codes(reader, call.market_id, [one.voucher_id for one in page.items])
    items = [shapes.voucher_of(voucher, call.market.slug, stores, digits) for voucher in page.items]
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
        voucher = await _own(call, reader, voucher_id)
        stores = await stores_behind(reader, call.market_id, [voucher])
        digits = await vouchers.short_codes(reader, call.market_id, [voucher_id])
    return shapes.voucher_of(voucher, call.market.slug, stores, digits)


@get(
    "/markets/{market:str}/vouchers/{voucher_id:uuid}/token",
    opt={
        "who": Who.PERSON,
        "scope": "consumer",
        "refuses": "voucher_refunded voucher_expired voucher_used",
    },
    tags=["Vouchers"],
    summary="The signed token of one of my vouchers",
)
async def get_voucher_token(
    call: Called, voucher_id: FromPath[UUID], form: InForm = shapes_tokens.Form.DISPLAY
) -> shapes_tokens.VoucherToken:
    """What a counter believes without asking: as a QR code in alphanumeric mode it stays small. A displayed
    one is to be renewed before it ends; the other stays good for as long as the voucher, on paper or on a
    phone without a network.
    """
    async with call.services.db.read() as reader:
        voucher, now = await _own(call, reader, voucher_id), reader.now
    if refusal := vouchers.over(voucher, now, call.at_place):
        raise refusal
    keys = await vouchers.signing_keys(call.services.db, call.services.issuers, call.market_id)
    return shapes_tokens.token_of(keys, voucher, form, now)


async def _own(call: Called, reader: Reader, voucher_id: UUID) -> vouchers.Voucher:
    """Refuses: not_found, also for somebody else's."""
    voucher = await vouchers.voucher(reader, call.market_id, voucher_id)
    if voucher.person_id != call.person_id:
        raise NOT_FOUND()
    return voucher


@get(
    "/markets/{market:str}/issuer-keys",
    opt={"who": Who.ANYONE},
    tags=["Vouchers"],
    summary="The keys that sign a market's vouchers",
)
async def list_issuer_keys(call: Called) -> shapes_tokens.IssuerKeyList:
    """Every key whose tokens counters believe, oldest first, and the one that will sign next. Read them again
    at least once a day: the next key is told a week before it signs.
    """
    async with call.services.db.read() as reader:
        found = await vouchers.issuer_keys(reader, call.market_id)
    return shapes_tokens.IssuerKeyList([shapes_tokens.key_of(key) for key in found])

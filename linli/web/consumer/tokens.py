"""What a voucher's owner holds out: a QR code that renews itself, and a sheet of paper."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.money import Money
from linli.modules import merchants, vouchers
from linli.services import Who
from linli.web.consumer.cards import voucher_card
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.use_places import use_places
from linli.web.consumer.wallet import own_voucher
from linli.web.shared.http import Asked, Here


class LeftPart(msgspec.Struct, frozen=True):
    """One line of what a sheet says is left: `left` of `units`, or an amount of money."""

    name: str
    left: int
    units: int
    amount: Money | None = None


@get("/{market:str}/vouchers/{voucher_id:uuid}/display", opt={"who": Who.PERSON})
async def token_part(here: Asked, voucher_id: FromPath[UUID]) -> Response[str]:
    """A fresh QR code, good for 90 seconds: a part of a page. A voucher that can never be used again refuses
    as the counter would, and the page that asked turns to what became of it.
    """
    async with here.services.db.read() as reader:
        voucher, now = await own_voucher(here, reader, voucher_id), reader.now
    if refusal := vouchers.over(voucher, now, _place(here)):
        raise refusal
    keys = await vouchers.signing_keys(here.services.db, here.services.issuers, here.market_id)
    token = vouchers.token_of(keys, voucher, vouchers.TokenForm.DISPLAY, now)
    return show(here, "token.html", text=token.text)


@get("/{market:str}/vouchers/{voucher_id:uuid}/paper", opt={"who": Who.PERSON})
async def paper_page(here: Asked, voucher_id: FromPath[UUID]) -> Response[str]:
    """The voucher on a sheet: its QR code stays good for as long as the voucher does."""
    tongue = tongue_of(here)
    async with here.services.db.read() as reader:
        voucher = await own_voucher(here, reader, voucher_id)
    keys = await vouchers.signing_keys(here.services.db, here.services.issuers, here.market_id)
    async with here.services.db.read() as reader:
        store = await merchants.store(reader, here.market_id, voucher.store_id)
        places = await use_places(here, reader, voucher.store_ids, store)
        digits = (await vouchers.short_codes(reader, here.market_id, [voucher_id])).get(voucher_id, "")
        card = voucher_card(voucher, store, here.market, reader.now, tongue, keys, digits)
        gone = vouchers.over(voucher, reader.now, _place(here)) is not None
        made_at = reader.now
    return show(
        here,
        "paper.html",
        without_bar=True,
        voucher=card,
        gone=gone,
        places=places,
        parts=_left(voucher, tongue),
        made_at=made_at,
    )


def _place(here: Here) -> dict[str, str]:
    return {"timezone": here.market.timezone, "country": here.market.country}


def _left(voucher: vouchers.Voucher, tongue: Tongue) -> Sequence[LeftPart]:
    """Nothing is said of a voucher that is used at once."""
    if voucher.kind is vouchers.VoucherKind.SINGLE:
        return ()
    of_money = voucher.kind is vouchers.VoucherKind.VALUE
    return [
        LeftPart(
            tongue.pick(part.name, part.name_en),
            part.left,
            part.units,
            Money(part.left, voucher.currency) if of_money else None,
        )
        for part in voucher.each_part
    ]

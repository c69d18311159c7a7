"""Giving a voucher away, and claiming what was given."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from linli.api.call import Called
from linli.api.v1 import shapes_orders as shapes
from linli.api.v1.shapes import After, Cursor, Size
from linli.api.v1.stores import stores_behind
from linli.kernel.refusals import NOT_FOUND
from linli.modules import vouchers
from linli.services import Who


class NewGift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A few words to whoever gets it."""

    note: Annotated[str, Meta(max_length=200)] = ""


class Gift(msgspec.Struct, frozen=True):
    """A voucher that is being given away. Whoever opens `url`, or claims by `token`, has it: a secret."""

    gift_id: UUID
    voucher_id: UUID
    note: str
    made_at: datetime
    url: str
    token: str


class GiftGiven(msgspec.Struct, frozen=True):
    """What you gave away. Of what became of it after it was claimed, nothing is told."""

    gift_id: UUID
    voucher_id: UUID
    title: str
    title_en: str
    note: str
    state: vouchers.GiftState
    made_at: datetime
    closed_at: datetime | None


class GiftPage(msgspec.Struct, frozen=True):
    """Newest first; what was taken back is not among them."""

    items: list[GiftGiven]
    next_cursor: Cursor


@get(
    "/markets/{market:str}/gifts",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Vouchers"],
    summary="What I gave away",
)
async def list_gifts(call: Called, cursor: After = None, size: Size = 20) -> GiftPage:
    """The wallet's shelf of gifts: open ones and claimed ones."""
    async with call.services.db.read() as reader:
        page = await vouchers.gifts_of_person(reader, call.market_id, call.person_id, cursor, size)
    items = [
        GiftGiven(
            gift.gift_id,
            gift.voucher_id,
            gift.title,
            gift.title_en,
            gift.note,
            gift.state,
            gift.made_at,
            gift.closed_at,
        )
        for gift in page.items
    ]
    return GiftPage(items, page.next_cursor)


@post(
    "/markets/{market:str}/vouchers/{voucher_id:uuid}/gift",
    opt={"who": Who.PERSON, "scope": "consumer", "once": True, "refuses": "gift_open not_to_give"},
    tags=["Vouchers"],
    summary="Give a voucher away",
)
async def give_voucher(call: Called, voucher_id: FromPath[UUID], data: JSONBody[NewGift]) -> Gift:
    """Until it is claimed it is still yours: to use, to have refunded, or to take back."""
    async with call.services.db.work(call.actor) as work:

        async def act() -> Gift:
            who = (call.person_id, call.person.nickname)
            gift = await vouchers.give(work, call.market_id, voucher_id, *who, data.note)
            token = call.services.gifts.sign(gift.gift_id.hex)
            url = f"{call.services.settings.public_url}/{call.market.slug}/gifts/{token}"
            return Gift(gift.gift_id, gift.voucher_id, gift.note, gift.made_at, url, token)

        return await call.once(work, "gift", (voucher_id, data.note), Gift, act)


@delete(
    "/markets/{market:str}/vouchers/{voucher_id:uuid}/gift",
    opt={"who": Who.PERSON, "scope": "consumer", "refuses": "gift_over"},
    status_code=204,
    tags=["Vouchers"],
    summary="Take a gift back",
)
async def revoke_gift(call: Called, voucher_id: FromPath[UUID]) -> None:
    """While nobody has claimed it. Its link leads nowhere from now on."""
    async with call.services.db.work(call.actor) as work:
        gift = await vouchers.open_gift(work, call.market_id, voucher_id)
        if gift is None:
            raise NOT_FOUND()
        await vouchers.revoke_gift(work, call.market_id, gift.gift_id, call.person_id)


@post(
    "/markets/{market:str}/gifts/{token:str}/claim",
    opt={"who": Who.PERSON, "scope": "consumer", "refuses": "gift_is_yours gift_over"},
    status_code=200,
    tags=["Vouchers"],
    summary="Claim a gift",
)
async def claim_gift(call: Called, token: FromPath[str]) -> shapes.Voucher:
    """The voucher is yours from now on, under a new code. Claiming again gives the same answer."""
    text = call.services.gifts.read(token)
    if text is None:
        raise NOT_FOUND()
    async with call.services.db.work(call.actor) as work:
        voucher = await vouchers.claim_gift(work, call.market_id, UUID(hex=text), call.person_id)
        stores = await stores_behind(work, call.market_id, [voucher])
        digits = await vouchers.short_codes(work, call.market_id, [voucher.voucher_id])
    return shapes.voucher_of(voucher, call.market.slug, stores, digits)

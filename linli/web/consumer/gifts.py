"""Giving a voucher away: its link, taking it back, and the page that the link opens."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import merchants, vouchers
from linli.services import Who
from linli.web.consumer.cards import voucher_card
from linli.web.consumer.tongue import show, tongue_of
from linli.web.consumer.views import VoucherCard
from linli.web.shared.http import Asked, Here

LONGEST_FIELD = 400


class GiftFace(msgspec.Struct, frozen=True, kw_only=True):
    """A gift as whoever opens its link sees it; `good` where it can be claimed now, `mine` where its giver
    looks at it.
    """

    title: str
    store_name: str
    store_slug: str
    card: VoucherCard
    by: str
    note: str
    good: bool
    mine: bool


@get("/{market:str}/vouchers/{voucher_id:uuid}/gift", opt={"who": Who.PERSON})
async def gift_page(here: Asked, voucher_id: FromPath[UUID]) -> Response[str]:
    """Where a voucher is wrapped up; once it is, the link to send."""
    return await _gift_page(here, voucher_id)


@post("/{market:str}/vouchers/{voucher_id:uuid}/gift", opt={"who": Who.PERSON})
async def gift_made(here: Asked, voucher_id: FromPath[UUID]) -> Response[str]:
    """Give it away; a second tap finds the link that is there."""
    note = str((await here.request.form()).get("note", ""))[:LONGEST_FIELD]
    try:
        async with here.services.db.work(here.actor) as work:
            mine = (voucher_id, here.person.person_id, here.person.nickname)
            await vouchers.give(work, here.market_id, *mine, note)
    except Refusal as refusal:
        if refusal.code != "gift_open":
            return await _gift_page(here, voucher_id, refusal, note)
    return here.see_other(here.url(f"vouchers/{voucher_id}/gift"))


@post("/{market:str}/vouchers/{voucher_id:uuid}/gift/revocation", opt={"who": Who.PERSON})
async def gift_revoked(here: Asked, voucher_id: FromPath[UUID]) -> Response[str]:
    """Take it back while nobody has claimed it."""
    try:
        async with here.services.db.work(here.actor) as work:
            gift = await vouchers.open_gift(work, here.market_id, voucher_id)
            if gift is None:
                await _own(here, work, voucher_id)
                raise NOT_FOUND()
            await vouchers.revoke_gift(work, here.market_id, gift.gift_id, here.person.person_id)
    except Refusal as refusal:
        return await _gift_page(here, voucher_id, refusal)
    return here.see_other(f"{here.url(f'vouchers/{voucher_id}')}?done=gift_revoked")


@get("/{market:str}/gifts/{signed:str}", opt={"who": Who.ANYONE})
async def gift_seen(here: Asked, signed: FromPath[str]) -> Response[str]:
    """What somebody gives. Anybody with the link may look; to claim it one signs in."""
    return await _seen(here, signed)


@post("/{market:str}/gifts/{signed:str}/claim", opt={"who": Who.PERSON})
async def gift_claimed(here: Asked, signed: FromPath[str]) -> Response[str]:
    """It is the signed-in person's from now on."""
    gift_id = _read(here, signed)
    try:
        async with here.services.db.work(here.actor) as work:
            voucher = await vouchers.claim_gift(work, here.market_id, gift_id, here.person.person_id)
    except Refusal as refusal:
        return await _seen(here, signed, refusal)
    return here.see_other(f"{here.url(f'vouchers/{voucher.voucher_id}')}?done=gift_claimed")


def gift_link(here: Here, gift_id: UUID) -> str:
    """The address that claims a gift; signed, so that it cannot be guessed from another."""
    return here.absolute(here.url(f"gifts/{here.services.gifts.sign(gift_id.hex)}"))


def _read(here: Here, signed: str) -> UUID:
    text = here.services.gifts.read(signed)
    if text is None:
        raise NOT_FOUND()
    return UUID(hex=text)


async def _own(here: Here, reader: Reader, voucher_id: UUID) -> vouchers.Voucher:
    voucher = await vouchers.voucher(reader, here.market_id, voucher_id)
    if voucher.person_id != here.person.person_id:
        raise NOT_FOUND()
    return voucher


async def _gift_page(
    here: Here, voucher_id: UUID, refusal: Refusal | None = None, note: str = ""
) -> Response[str]:
    async with here.services.db.read() as reader:
        voucher = await _own(here, reader, voucher_id)
        gift = await vouchers.open_gift(reader, here.market_id, voucher_id)
        store = await merchants.store(reader, here.market_id, voucher.store_id)
        card = voucher_card(voucher, store, here.market, reader.now, tongue_of(here))
    return show(
        here,
        "gift.html",
        refused=refusal,
        refusal=refusal,
        voucher=card,
        gift=gift,
        link=gift_link(here, gift.gift_id) if gift else "",
        note=note,
        without_bar=True,
    )


async def _seen(here: Here, signed: str, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        gift = await vouchers.find_gift(reader, here.market_id, _read(here, signed))
        voucher = await vouchers.voucher(reader, here.market_id, gift.voucher_id)
        store = await merchants.store(reader, here.market_id, voucher.store_id)
        good = gift.claimable(voucher, reader.now)
        card = voucher_card(voucher, store, here.market, reader.now, tongue_of(here))
    face = GiftFace(
        title=card.title,
        store_name=card.store_name,
        store_slug=store.slug,
        card=card,
        by=gift.giver_name,
        note=gift.note,
        good=good,
        mine=here.signed_in is not None and here.person.person_id == gift.giver_id,
    )
    return show(
        here,
        "gift_claim.html",
        status=200 if good else 410,
        refused=refusal,
        refusal=refusal,
        gift=face,
        action=here.url(f"gifts/{signed}/claim"),
        without_bar=True,
    )

"""A flash sale's page: announced, claimed, waited for, ordered, over."""

from contextlib import suppress
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import BUSY, INVALID, Refusal
from linli.modules import catalog, flash, merchants, reservations
from linli.services import Who
from linli.web.consumer.deal import deal_face
from linli.web.consumer.flash_faces import flash_face
from linli.web.consumer.tongue import show, tongue_of
from linli.web.consumer.views import DealFace
from linli.web.shared.http import Asked, Here
from linli.web.shared.metadata import metadata

NOTHING = flash.Standing(None, 0, 0, 0)
SHOWN_IN_PLACE = frozenset(
    (
        flash.FLASH_NOT_STARTED,
        flash.FLASH_OVER,
        flash.FLASH_CLAIM_FIRST,
        reservations.LIMIT_REACHED,
        reservations.SOLD_OUT,
        BUSY,
        INVALID,
    )
)
AT = "/{market:str}/flash-sales/{sale_id:uuid}"


@get(AT, opt={"who": Who.ANYONE})
async def flash_page(here: Asked, sale_id: FromPath[UUID]) -> Response[str]:
    """One sale. Whoever waits looks again every few seconds, and so what came back is given out."""
    return await _page(here, sale_id)


@post(f"{AT}/claims", opt={"who": Who.PERSON})
async def flash_claimed(here: Asked, sale_id: FromPath[UUID]) -> Response[str]:
    """Some of it is kept for a few minutes, or there is a place in line; a second click changes nothing."""
    typed = str((await here.request.form()).get("quantity", "1"))
    quantity = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    try:
        await here.services.flash.claim(here.market_id, sale_id, here.person.person_id, quantity)
    except Refusal as refusal:
        if refusal.kind not in SHOWN_IN_PLACE:
            raise
        return await _page(here, sale_id, refusal)
    return here.see_other(here.url(f"flash-sales/{sale_id}"))


@post(f"{AT}/claims/end", opt={"who": Who.PERSON})
async def flash_left(here: Asked, sale_id: FromPath[UUID]) -> Response[str]:
    """Out of the line, or what is held is given back."""
    async with here.services.db.work(here.actor) as work:
        await flash.sale(work, here.market_id, sale_id)
        await flash.leave(work, here.market_id, sale_id, here.person.person_id)
    with suppress(Refusal):
        await here.services.flash.serve_line(here.market_id, sale_id)
    return here.see_other(here.url(f"flash-sales/{sale_id}"))


async def _page(here: Here, sale_id: UUID, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        sale = await flash.sale(reader, here.market_id, sale_id)
        standing = await _standing(reader, here, sale)
        deal = await _deal(reader, here, sale)
        now = reader.now
    if _may_be_served(standing) and sale.state(now) is flash.SaleState.ON:
        await here.services.flash.serve_line(here.market_id, sale_id)
        async with here.services.db.read() as reader:
            standing, now = await _standing(reader, here, sale), reader.now
    face = flash_face(sale, standing, now)
    path = here.url(f"flash-sales/{sale_id}")
    over = face.stage in ("over", "called_off")
    return show(
        here,
        "flash_sale.html",
        status=410 if over else 200,
        refused=refusal,
        refusal=refusal,
        about_page=metadata(
            here,
            path,
            image=f"{here.url(f'deals/{sale.deal_id}')}/share.jpg?lang={here.locale}&flash={sale_id}",
            kind="product",
            indexed=not over,
        ),
        without_bar=True,
        flash=face,
        deal=deal,
        reload_in=face.reload_in(now),
    )


def _may_be_served(standing: flash.Standing) -> bool:
    claim = standing.claim
    return claim is not None and claim.state is flash.ClaimState.WAITING and bool(standing.free)


async def _standing(reader: Reader, here: Here, sale: flash.Sale) -> flash.Standing:
    """Somebody's own, or how the sale stands for anybody."""
    if here.signed_in is not None:
        return await flash.standing(reader, here.market_id, sale.sale_id, here.signed_in.person_id)
    pool = await reservations.pool(reader, here.market_id, sale.sale_id)
    return flash.Standing(None, 0, pool.left, pool.held) if pool else NOTHING


async def _deal(reader: Reader, here: Here, sale: flash.Sale) -> DealFace:
    """What is sold, as it is sold at all other times."""
    deal = await catalog.deal(reader, here.market_id, sale.deal_id)
    store = await merchants.store(reader, here.market_id, sale.store_id)
    merchant = await merchants.merchant(reader, here.market_id, deal.merchant_id)
    left = await reservations.left(reader, here.market_id, sale.deal_id)
    return deal_face(here.market, deal, store, merchant, left, reader.now, tongue_of(here))


ROUTES = [flash_page, flash_claimed, flash_left]

"""Tracking links: one code for each place where the shop shows itself, and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import marketing
from linli.modules.marketing import Channel, Link, LinkLine
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, money_here, shop_of, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

ONLY_MANAGERS = {"who": Who.MANAGER}


class LinkCard(msgspec.Struct, frozen=True):
    """A link with its address and its funnel; `share` is orders of visits, None where that says nothing:
    before the first visit, or when guests ordered more than once.
    """

    label: str
    channel: str
    url: str
    href: str
    made_at: datetime
    ended: bool
    visits: int
    orders: int
    paid: Money
    redeemed: int
    reviews: int
    share: float | None


@get("/{market:str}/desk/{slug:str}/links", opt=ONLY_MANAGERS)
async def links(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every link with what came of it, and a form for the next one."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return await _page(here, shop)


@post("/{market:str}/desk/{slug:str}/links", opt=ONLY_MANAGERS)
async def link_made(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A new link on a channel."""
    form = await here.request.form()
    label, channel, key = typed(form, "label"), typed(form, "channel"), typed(form, "key")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        if channel not in marketing.CHANNELS:
            raise INVALID(field="channel")
        await _make(here, shop, Channel(channel), label, key)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        wrong = refusal.params["field"]
        kept = {"label": label, "channel": channel, "key": key}
        return await _page(here, shop, status=refusal.status, wrong=wrong, **kept)
    return here.see_other(f"{shop.desk}/links?done=link_made")


async def _make(here: Here, shop: Shop, channel: Channel, label: str, key: str) -> Link:
    """Once for each form that was shown, however often it is sent."""
    where = (here.market_id, shop.store.store_id)
    person_id = here.person.person_id
    asked = Key(f"desk:{person_id}", key, body_print("link", *where, channel.value, label))
    async with here.services.db.work(here.actor) as work:

        async def act() -> Link:
            return await marketing.make_link(work, *where, channel, label, person_id, here.services.codes)

        return await once(work, here.market_id, asked, Link, act)


@post("/{market:str}/desk/{slug:str}/links/{link_id:uuid}/end", opt=ONLY_MANAGERS)
async def link_end(here: Asked, slug: FromPath[str], link_id: FromPath[UUID]) -> Response[str]:
    """The link leads nowhere from now on; its figures stay."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        await marketing.end_link(work, here.market_id, shop.store.store_id, link_id)
    return here.see_other(f"{shop.desk}/links?done=link_ended")


@get("/{market:str}/desk/{slug:str}/links/{link_id:uuid}/qr.svg", opt=ONLY_MANAGERS)
async def link_svg(here: Asked, slug: FromPath[str], link_id: FromPath[UUID]) -> Response[str]:
    """The code as a drawing that prints at any size."""
    line = await _line(here, slug, link_id)
    drawing = marketing.qr_svg(_url(here, line.code))
    return Response(drawing, media_type="image/svg+xml", headers=_download(slug, line, "svg"))


@get("/{market:str}/desk/{slug:str}/links/{link_id:uuid}/qr.png", opt=ONLY_MANAGERS)
async def link_png(here: Asked, slug: FromPath[str], link_id: FromPath[UUID]) -> Response[bytes]:
    """The code as a picture for chats and documents."""
    line = await _line(here, slug, link_id)
    picture = marketing.qr_png(_url(here, line.code))
    return Response(picture, media_type="image/png", headers=_download(slug, line, "png"))


def _url(here: Here, code: str) -> str:
    return here.absolute(marketing.link_path(here.market.slug, code))


def _download(slug: str, line: LinkLine, kind: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{slug}-{line.channel.value}-{line.code}.{kind}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=86400",
    }


async def _line(here: Here, slug: str, link_id: UUID) -> LinkLine:
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        for line in await marketing.links_of_store(reader, here.market_id, shop.store.store_id):
            if line.link_id == link_id:
                return line
    raise NOT_FOUND()


async def _page(
    here: Here,
    shop: Shop,
    *,
    status: int = 200,
    label: str = "",
    channel: str = "",
    key: str = "",
    wrong: str = "",
) -> Response[str]:
    async with here.services.db.read() as reader:
        cards = await _cards(here, reader, shop)
    live = [card for card in cards if not card.ended]
    paying = [card for card in cards if card.paid.minor]
    return desk_page(
        here,
        shop,
        "links.html",
        status=status,
        said={"link_made": bool(live), "link_ended": len(live) < len(cards)},
        nav="links",
        live=live,
        ended=[card for card in cards if card.ended],
        best=max(paying, key=lambda card: card.paid.minor) if paying else None,
        channels=marketing.CHANNELS,
        label=label,
        channel=channel or Channel.TABLE_CARD.value,
        key=key or new_nonce(),
        wrong=wrong,
    )


async def _cards(here: Here, reader: Reader, shop: Shop) -> Sequence[LinkCard]:
    lines = await marketing.links_of_store(reader, here.market_id, shop.store.store_id)
    return [_card(here, shop, line) for line in lines]


def _card(here: Here, shop: Shop, line: LinkLine) -> LinkCard:
    return LinkCard(
        label=line.label,
        channel=line.channel.value,
        url=_url(here, line.code),
        href=f"{shop.desk}/links/{line.link_id}",
        made_at=line.made_at,
        ended=line.ended_at is not None,
        visits=line.visits,
        orders=line.orders,
        paid=money_here(here, line.paid_minor),
        redeemed=line.redeemed,
        reviews=line.reviews,
        share=line.orders / line.visits if line.visits >= max(1, line.orders) else None,
    )


ROUTES = [links, link_made, link_end, link_svg, link_png]

"""Codes of places: whoever follows one is counted and goes where it leads by now.

The visit is remembered in a signed cookie.
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel import ids
from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import catalog, community, items, marketing, markets, merchants, orders, promotions
from linli.modules.marketing import LandingKind
from linli.services import Who
from linli.web.shared import security
from linli.web.shared.http import Asked, Here

REMEMBERED = 30 * 24 * 3600
# Of somebody's last orders at a store, so many are looked at for one that may be reviewed.
ORDERS_LOOKED_AT = 3
# Codes that are scanned are in capitals, for those take fewer squares.
PATHS = ["/q/{code:str}", "/Q/{code:str}"]


class Way(msgspec.Struct, frozen=True):
    """What the address of a landing depends on."""

    market: markets.Market
    store: merchants.Store
    ref: UUID | None
    person_id: UUID | None

    @property
    def home(self) -> str:
        return f"/{self.market.slug}"

    @property
    def shop(self) -> str:
        return f"{self.home}/stores/{self.store.slug}"


async def _store(_reader: Reader, way: Way) -> str | None:
    return way.shop


async def _deal(reader: Reader, way: Way) -> str | None:
    try:
        deal = await catalog.deal_for_sale(reader, way.market.market_id, way.ref or way.store.store_id)
    except Refusal:
        return None
    return f"{way.home}/deals/{deal.deal_id}?store={way.store.slug}"


async def _item(reader: Reader, way: Way) -> str | None:
    """The article as this store sells it, for as long as it does."""
    ref = way.ref or way.store.store_id
    sold = (await items.stores_of_items(reader, way.market.market_id, [ref])).get(ref, ())
    return f"{way.home}/items/{ref}?store={way.store.slug}" if way.store.store_id in sold else None


async def _range(reader: Reader, way: Way) -> str | None:
    sold = await items.counts_of_store(reader, way.market.market_id, way.store.store_id)
    return f"{way.shop}/range" if sold else None


async def _pay(_reader: Reader, way: Way) -> str | None:
    return f"{way.shop}/pay" if way.store.merchant_id and not way.store.closed else None


async def _coupon(reader: Reader, way: Way) -> str | None:
    """Where it is claimed, for as long as it can be."""
    try:
        batch = await promotions.batch(reader, way.market.market_id, way.ref or way.store.store_id)
    except Refusal:
        return None
    active = batch.state is promotions.BatchState.ACTIVE and reader.now < batch.valid_until
    return f"{way.home}/coupons/{batch.batch_id}" if active else None


async def _follow(_reader: Reader, way: Way) -> str | None:
    return f"{way.shop}#follow"


async def _review(reader: Reader, way: Way) -> str | None:
    """The form, for whoever has something to tell of this store; for everybody else what others told."""
    if way.person_id is not None:
        about = (reader, way.market.market_id, way.person_id)
        last = await orders.orders_of_person(*about, None, ORDERS_LOOKED_AT, at=[way.store.store_id])
        for order in last.items:
            if await community.may_review(reader, way.market.market_id, order.order_id, way.person_id):
                return f"{way.home}/orders/{order.order_id}/review"
    return f"{way.shop}#reviews"


# Where each landing is, in this one table; None: there is nothing of the kind by now. Only addresses of ours.
WAYS: dict[LandingKind, Callable[[Reader, Way], Awaitable[str | None]]] = {
    LandingKind.STORE: _store,
    LandingKind.DEAL: _deal,
    LandingKind.MENU: _range,
    LandingKind.RANGE: _range,
    LandingKind.PAY: _pay,
    LandingKind.COUPON: _coupon,
    LandingKind.FOLLOW: _follow,
    LandingKind.REVIEW: _review,
    LandingKind.KIOSK: _range,
    LandingKind.ITEM: _item,
}


async def address_of(
    reader: Reader, market: markets.Market, link: marketing.Link, person_id: UUID | None
) -> str:
    """Where a code leads now; to the store, with a word, where what it was made for is over."""
    store = await merchants.store(reader, market.market_id, link.store_id)
    way = Way(market, store, link.landing_ref, person_id)
    found = await WAYS[link.landing](reader, way) if link.landing in WAYS else None
    return found or f"{way.shop}?done=landing_gone"


@get(PATHS, opt={"who": Who.ANYONE})
async def follow_link(here: Asked, code: FromPath[str]) -> Response[str]:
    """`/q/hangzhou-7K3M9QX2TB4H`: count the visit and go where the code leads.

    A code that was revoked and one that never was look the same: a page that says so. Whoever looks for
    others, and the shop's own staff, go the same way and are not remembered.
    """
    services, by = here.services, follower(here)
    try:
        slug, link_code = marketing.read_link_path(code, services.codes)
        async with services.db.work(here.actor) as work:
            market = await markets.market_by_slug(work, slug)
            visited = await marketing.visit(work, market.market_id, link_code, by)
            address = await address_of(work, market, visited.link, by.person_id)
    except Refusal as refusal:
        return await _nowhere(here, code, refusal)
    answer = here.see_other(address)
    remember(here, answer, market, visited)
    return answer


def follower(here: Here) -> marketing.Follower:
    """Who follows a code in this browser, as far as that is known."""
    person_id = here.signed_in.person_id if here.signed_in else None
    # Whoever asks for the head of an answer alone looks for somebody else.
    agent = marketing.agent_of("" if here.head_only else here.user_agent)
    return marketing.Follower(person_id, here.device_id or ids.uuid7(), agent, _print_of_the_day(here))


def remember(here: Here, answer: Response[str], market: markets.Market, visited: marketing.Visited) -> None:
    """The browser knows which code it followed last, unless that counts for nothing."""
    if visited.apart is None:
        signed = here.services.visits.sign(f"{market.slug}/{visited.visit_id}/{visited.device_id}")
        here.cookie(answer, security.VISIT_COOKIE, signed, max_age=REMEMBERED)


def _print_of_the_day(here: Here) -> str:
    """The same for all that one address asks today, and nothing that could be read or followed longer."""
    services = here.services
    return services.visits.print_of(f"{services.db.clock():%Y-%m-%d}/{here.address}").hex()[:16]


async def _nowhere(here: Here, code: str, refusal: Refusal) -> Response[str]:
    """The page of a code that leads nowhere, in the market that it names if there is one."""
    if refusal.kind is not NOT_FOUND:
        raise refusal
    async with here.services.db.read() as reader:
        market = await markets.market_by_slug(reader, code.rpartition("-")[0].lower())
    there = Here(here.request, market, here.signed_in)
    words = there.words
    return there.page(
        "shared/error.html",
        refused=refusal,
        kind="missing",
        title=words.t("consumer.code_gone.title"),
        text=words.t("consumer.code_gone.text"),
        next_href=there.url(""),
        next_label=words.t("consumer.code_gone.next"),
    )

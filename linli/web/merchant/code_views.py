"""What the desk's pages of codes show: rows, cards, batches, and where a code may lead."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar.datastructures import FormMultiDict

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID
from linli.modules import catalog, items, marketing, merchants, promotions
from linli.modules.marketing import (
    Batch,
    BatchLine,
    Channel,
    CodeFilter,
    Landing,
    LandingKind,
    Link,
    LinkLine,
    Place,
)
from linli.web.merchant.shop import Shop, money_here, pick, typed
from linli.web.shared.http import Here

STATES = ("live", "ended", "all")
# So many articles stand among the landings of a form; a wall makes the codes of any others.
ARTICLES_OFFERED = 60


class Asking(msgspec.Struct, frozen=True):
    """The filters of the list, as they stand in its address."""

    q: str = ""
    channel: str = ""
    campaign: str = ""
    state: str = "live"

    @property
    def narrowed(self) -> bool:
        return self != Asking()

    @property
    def query(self) -> str:
        plain = Asking()
        said = {
            name: value
            for name in self.__struct_fields__
            if (value := getattr(self, name)) != getattr(plain, name)
        }
        return f"?{urlencode(said)}" if said else ""

    def wanted(self, batch_id: UUID | None = None) -> CodeFilter:
        """Codes of batches only where a batch, a text, a channel or a campaign is asked for."""
        return CodeFilter(
            text=self.q,
            channel=self.channel,
            campaign_id=_uuid(self.campaign),
            batch_id=batch_id,
            singles=not (batch_id or self.q or self.channel or self.campaign),
            live={"live": True, "ended": False}.get(self.state),
        )


def asking(here: Here) -> Asking:
    """The filters that were asked for; what is none is passed over."""
    asked = here.request.query_params
    channel, state, campaign = asked.get("channel", ""), asked.get("state", "live"), asked.get("campaign", "")
    return Asking(
        q=asked.get("q", "").strip()[:60],
        channel=channel if channel in marketing.CHANNELS else "",
        campaign=campaign if _uuid(campaign) else "",
        state=state if state in STATES else "live",
    )


class CodeForm(msgspec.Struct, frozen=True):
    """What was typed for a new code or a batch of them."""

    channel: str = Channel.TABLE_CARD.value
    label: str = ""
    count: str = "1"
    place: str = ""
    landing: str = LandingKind.STORE.value
    campaign: str = ""
    clerk: str = ""
    key: str = ""

    def about(self) -> tuple[Channel, str, Place]:
        """Refuses: invalid (channel, landing)."""
        if self.channel not in marketing.CHANNELS:
            raise INVALID(field="channel")
        place = Place(self.place, read_landing(self.landing), self.campaign, _uuid(self.clerk))
        return Channel(self.channel), self.label, place

    @property
    def total(self) -> int:
        """How many. Refuses: invalid (total)."""
        if (
            not self.count.isascii()
            or not self.count.isdigit()
            or not 1 <= int(self.count) <= marketing.MOST_IN_A_BATCH
        ):
            raise INVALID(field="total")
        return int(self.count)


def code_form(form: FormMultiDict) -> CodeForm:
    return CodeForm(**{name: typed(form, name) for name in CodeForm.__struct_fields__ if name in form})


def read_landing(text: str) -> Landing:
    """`store`, or `deal:<id>`. Refuses: invalid (landing)."""
    kind, _, ref = text.partition(":")
    if kind not in marketing.LANDINGS or bool(ref) != (kind in marketing.WITH_REF):
        raise INVALID(field="landing")
    return Landing(LandingKind(kind), _uuid(ref))


def write_landing(landing: Landing) -> str:
    return f"{landing.kind.value}:{landing.ref}" if landing.ref else landing.kind.value


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class Landings(msgspec.Struct, frozen=True):
    """Where codes of a store may lead, as (value, words); `words` also of what is over."""

    choices: Sequence[tuple[str, str]]
    over: str

    def words(self, landing: Landing) -> str:
        return dict(self.choices).get(write_landing(landing), self.over)


async def landings_of(here: Here, reader: Reader, shop: Shop, led: Iterable[Link | Batch]) -> Landings:
    """The store's own pages, its deals on sale, the coupons that are claimed on a page, and its articles: the
    first of them, and those to which the codes in question are `led`.
    """
    say = here.words.t
    plain = [
        (kind.value, say(f"desk.landing.{kind.value}"))
        for kind in marketing.LANDINGS
        if kind not in marketing.WITH_REF
    ]
    deals = await catalog.deals_of_store(reader, here.market_id, shop.store.store_id)
    named = [
        (f"deal:{deal.deal_id}", say("desk.landing.deal", title=pick(here, deal.title, deal.title_en)))
        for deal in deals
    ]
    shop_and_store = (shop.member.merchant_id, shop.store.store_id)
    batches = await promotions.handed_out(reader, here.market_id, *shop_and_store, promotions.Handing.PAGE)
    named += [
        (f"coupon:{one.batch_id}", say("desk.landing.coupon", title=pick(here, one.title, one.title_en)))
        for one in batches
    ]
    named += [
        (f"item:{one.item_id}", say("desk.landing.item", title=pick(here, one.title, one.title_en)))
        for one in await _articles(here, reader, shop, led)
    ]
    return Landings([*plain, *named], say("desk.landing.over"))


async def _articles(here: Here, reader: Reader, shop: Shop, led: Iterable[Link | Batch]) -> list[items.Item]:
    first = await items.items_of_store(reader, here.market_id, shop.store.store_id, size=ARTICLES_OFFERED)
    known = {one.item_id for one in first.items}
    wanted = {one.landing_ref for one in led if one.landing is LandingKind.ITEM and one.landing_ref}
    more = await items.items(reader, here.market_id, wanted - known) if wanted - known else []
    return [*first.items, *(one for one in more if one.on_sale)]


async def clerks_of(here: Here, reader: Reader, shop: Shop) -> dict[UUID, str]:
    """Who works in this store, by name."""
    staff = await merchants.staff_of_merchant(reader, here.market_id, shop.member.merchant_id)
    return {one.person_id: one.name for one in staff if one.store_id in (None, shop.store.store_id)}


class CodeCard(msgspec.Struct, frozen=True):
    """A code with its address and its funnel; `share` is orders of visits, None where that says nothing:
    before the first visit, or when guests ordered more than once.
    """

    link_id: UUID
    label: str
    number: int | None
    place: str
    channel: str
    campaign: str
    clerk: str
    landing: str
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


class Names(msgspec.Struct, frozen=True):
    """What ids of codes are called."""

    landings: Landings
    campaigns: Mapping[UUID, str]
    clerks: Mapping[UUID, str]

    def campaign(self, campaign_id: UUID | None) -> str:
        return self.campaigns.get(campaign_id, "") if campaign_id else ""

    def clerk(self, clerk_id: UUID | None) -> str:
        return self.clerks.get(clerk_id, "") if clerk_id else ""


async def names_of(here: Here, reader: Reader, shop: Shop, led: Iterable[Link | Batch]) -> Names:
    """What is told of these codes or batches by an id."""
    found = await marketing.campaigns_of_store(reader, here.market_id, shop.store.store_id)
    clerks = await clerks_of(here, reader, shop)
    campaigns = {one.campaign_id: one.name for one in found}
    return Names(await landings_of(here, reader, shop, led), campaigns, clerks)


def url_of(here: Here, code: str) -> str:
    return here.absolute(marketing.link_path(here.market.slug, code))


def code_card(here: Here, shop: Shop, line: LinkLine, names: Names) -> CodeCard:
    return CodeCard(
        link_id=line.link_id,
        label=line.label,
        number=line.number,
        place=line.place,
        channel=line.channel.value,
        campaign=names.campaign(line.campaign_id),
        clerk=names.clerk(line.clerk_id),
        landing=names.landings.words(line.leads_to),
        url=url_of(here, line.code),
        href=f"{shop.desk}/codes/{line.link_id}",
        made_at=line.made_at,
        ended=line.ended_at is not None,
        visits=line.visits,
        orders=line.orders,
        paid=money_here(here, line.paid_minor),
        redeemed=line.redeemed,
        reviews=line.reviews,
        share=line.orders / line.visits if line.visits >= max(1, line.orders) else None,
    )


class BatchCard(msgspec.Struct, frozen=True):
    """A batch as one line: how far it is, and what came of all its codes."""

    label: str
    channel: str
    place: str
    campaign: str
    clerk: str
    landing: str
    total: int
    made: int
    made_at: datetime
    ended: bool
    going_on: bool
    href: str
    visits: int = 0
    orders: int = 0
    paid: Money | None = None

    @property
    def share(self) -> float:
        return self.made / self.total


def batch_card(here: Here, shop: Shop, one: Batch, names: Names) -> BatchCard:
    came = one if isinstance(one, BatchLine) else None
    return BatchCard(
        label=one.label,
        channel=one.channel.value,
        place=one.place,
        campaign=names.campaign(one.campaign_id),
        clerk=names.clerk(one.clerk_id),
        landing=names.landings.words(Landing(one.landing, one.landing_ref)),
        total=one.total,
        made=one.made,
        made_at=one.made_at,
        ended=one.ended_at is not None,
        going_on=one.going_on,
        href=f"{shop.desk}/codes/batches/{one.batch_id}",
        visits=came.visits if came else 0,
        orders=came.orders if came else 0,
        paid=money_here(here, came.paid_minor if came else 0),
    )


class Change(msgspec.Struct, frozen=True):
    """What a code led to until then, in words."""

    was: str
    landing: str
    by: str
    at: datetime

"""Flash sales as other pages point to them, and one as its own page shows it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import flash
from linli.web.consumer.cards import deal_card
from linli.web.consumer.tongue import Tongue, tongue_of
from linli.web.consumer.views import DealCard
from linli.web.shared.http import Here

SHELF = 6
# How often a page looks how its line moves, in seconds: near the front, and further back.
NEAR, OFTEN, SELDOM = 50, 4, 12
# Without a script a page loads itself again where something is near; in seconds.
SOON, PATIENT = 2, 10


class FlashMark(msgspec.Struct, frozen=True):
    """What points to a flash sale: `on` now, or from `starts_at`."""

    href: str
    on: bool
    price: Money
    starts_at: datetime
    ends_at: datetime


class FlashFace(msgspec.Struct, frozen=True, kw_only=True):
    """One sale as one reader may use it. `stage` is what the page is about: coming, open, line (all is held,
    something may come back), held, waiting, had (as many as one may), gone, over, called_off.
    """

    sale: flash.Sale
    stage: str
    price: Money
    standing: flash.Standing
    most: int
    ordered: bool

    @property
    def share(self) -> float:
        """How much of it is not free any more."""
        return 1 - min(self.standing.free, self.sale.units) / self.sale.units

    @property
    def look_every(self) -> int:
        """After so many seconds somebody who waits looks again."""
        return OFTEN if self.standing.before < NEAR else SELDOM

    def reload_in(self, now: datetime) -> int | None:
        """After so many seconds a page without a script is loaded again; None: it need not be."""
        if self.stage in ("waiting", "line"):
            return PATIENT
        claim = self.standing.claim
        until = claim.held_until if claim and self.stage == "held" else self.sale.starts_at
        if self.stage not in ("coming", "held") or until is None:
            return None
        return max(SOON, int((until - now).total_seconds()) + 1)


def stage_of(sale: flash.Sale, standing: flash.Standing, now: datetime) -> str:
    """What a reader's page is about. What is held can be ordered though the sale is over."""
    claim, state = standing.claim, sale.state(now)
    if claim is not None and claim.state is flash.ClaimState.HELD:
        return "held"
    if state is not flash.SaleState.ON:
        return "coming" if state is flash.SaleState.ANNOUNCED else state.value
    if claim is not None and claim.state is flash.ClaimState.WAITING:
        return "waiting"
    if standing.had >= sale.per_person:
        return "had"
    if standing.free:
        return "open"
    return "line" if standing.unpaid else "gone"


def flash_face(sale: flash.Sale, standing: flash.Standing, now: datetime) -> FlashFace:
    claim = standing.claim
    return FlashFace(
        sale=sale,
        stage=stage_of(sale, standing, now),
        price=Money(sale.price_minor, sale.currency),
        standing=standing,
        most=max(1, sale.per_person - standing.had),
        ordered=claim is not None and claim.state is flash.ClaimState.ORDERED,
    )


async def flash_shelf(
    reader: Reader, here: Here, store_id: UUID | None = None
) -> list[tuple[DealCard, FlashMark]]:
    """What is on or announced in the market, or at one store; of a mall's page the mall's alone."""
    found = await here.services.flash_board.shown(reader, here.market_id)
    only = here.only_at
    tongue = tongue_of(here)
    wanted = [
        one
        for one in found
        if (only is None or one.store.store_id in only) and store_id in (None, one.store.store_id)
    ]
    return [_card(here, one, reader.now, tongue) for one in wanted[:SHELF]]


async def flash_of_deal(reader: Reader, here: Here, deal_id: UUID) -> FlashMark | None:
    """The flash sale of a deal that is on, or the next one."""
    found: Sequence[flash.Shown] = await here.services.flash_board.shown(reader, here.market_id)
    return next((_mark(here, one.sale, reader.now) for one in found if one.deal.deal_id == deal_id), None)


def _mark(here: Here, sale: flash.Sale, now: datetime) -> FlashMark:
    return FlashMark(
        href=here.url(f"flash-sales/{sale.sale_id}"),
        on=sale.state(now) is flash.SaleState.ON,
        price=Money(sale.price_minor, sale.currency),
        starts_at=sale.starts_at,
        ends_at=sale.ends_at,
    )


def _card(here: Here, one: flash.Shown, now: datetime, tongue: Tongue) -> tuple[DealCard, FlashMark]:
    store, mark = one.store, _mark(here, one.sale, now)
    name = tongue.pick(store.name, store.name_en)
    plain = deal_card(
        one.deal, store.trade, tongue, store_name=name, market=here.market.slug, slug=store.slug
    )
    when = tongue.format.datetime(mark.ends_at if mark.on else mark.starts_at)
    badge = tongue.say("flash.badge.on" if mark.on else "flash.badge.coming", when=when)
    card = msgspec.structs.replace(plain, price=mark.price, list_price=one.deal.price, badge=badge)
    return card, mark

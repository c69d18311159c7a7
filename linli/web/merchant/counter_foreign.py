"""The counter and what other platforms have sold: seen, taken with one tap, taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import foreign_vouchers, vouchers
from linli.modules.foreign_vouchers import UNDO_WITHIN, Use, UseState
from linli.services import Who
from linli.web.merchant.counter_views import LAST, LAST_MOMENT, No
from linli.web.merchant.shop import Shop, counter_page, midnight, shop_of
from linli.web.shared.http import Asked, Here

# Also for who sits at a device of the store by PIN.
AT_THE_TILL = {"who": Who.CLERK, "till": True}


class ForeignTicket(msgspec.Struct, frozen=True):
    """One foreign voucher as a screen shows it; addresses are empty where there is nothing to do."""

    platform: str
    title: str
    code_tail: str
    paid: Money
    listed: Money | None
    clerk: str
    state: str
    at: datetime | None
    valid_until: datetime | None
    reason: str
    page: str
    take: str = ""
    look: str = ""
    undo: str = ""


class ForeignSum(msgspec.Struct, frozen=True):
    """One platform's day at this counter."""

    platform: str
    count: int
    paid: Money


class ForeignDay(msgspec.Struct, frozen=True):
    """What was sold elsewhere and taken here today, and the last of it."""

    sums: Sequence[ForeignSum]
    last: Sequence[ForeignTicket]


async def foreign_day(here: Here, reader: Reader, shop: Shop) -> ForeignDay:
    """Beside the counter's own day: none of this is paid by us."""
    since = midnight(here, reader.now)
    sums = await foreign_sums(here, reader, shop, since)
    lines = await foreign_vouchers.uses_of_store(reader, here.market_id, shop.store.store_id, since, LAST)
    return ForeignDay(sums, [ticket(shop, use, reader.now) for use in lines])


async def foreign_sums(
    here: Here, reader: Reader, shop: Shop, since: datetime, until: datetime | None = None
) -> list[ForeignSum]:
    """What was sold elsewhere and taken here in a stretch of time, platform by platform."""
    at = (here.market_id, shop.store.store_id, since, until)
    sums = await foreign_vouchers.use_totals(reader, *at)
    return [ForeignSum(one.platform, one.uses, Money(one.paid_minor, here.market.currency)) for one in sums]


def ticket(shop: Shop, use: Use, now: datetime) -> ForeignTicket:
    """A use, with what can be done with it now."""
    base = f"{shop.counter}/foreign-uses/{use.use_id}"
    fresh = use.taken_at is not None and use.taken_at > now - UNDO_WITHIN
    until = use.valid_until
    return ForeignTicket(
        platform=use.platform,
        title=use.title,
        code_tail=use.code_tail,
        paid=use.paid,
        listed=use.listed if use.list_minor > use.paid_minor else None,
        clerk=use.clerk_name,
        state=use.state.value,
        at=use.taken_at or use.asked_at,
        valid_until=until - LAST_MOMENT if until else None,
        reason=use.reason,
        page=base,
        take=f"{base}/redemption" if use.state is UseState.PREPARED else "",
        look=f"{base}/inquiry" if use.unclear else "",
        undo=f"{base}/undoing" if use.state is UseState.TAKEN and fresh else "",
    )


async def foreign_preview(here: Here, shop: Shop, tried: vouchers.Try) -> Response[str] | None:
    """What a code that is not ours is, asked of the store's platforms; None where it cannot be theirs either.

    A code that no platform knows is a guess, as one of ours is; one that a platform knows is none.
    """
    clerk = (here.person.person_id, shop.member.name)
    at = (here.market_id, shop.store.store_id)
    services = here.services
    try:
        uses = await foreign_vouchers.prepare(services.db, *at, tried.text, clerk, services.foreign)
    except Refusal as refusal:
        if refusal.kind in foreign_vouchers.ANSWERED:
            tried.wrong = refusal.kind is foreign_vouchers.FOREIGN_CODE_UNKNOWN
        return refused(here, shop, refusal)
    if uses is None:
        return None
    tried.wrong = False
    now = here.services.db.clock()
    return screen(here, shop, "counter_foreign", tickets=[ticket(shop, use, now) for use in uses])


USE = "/{market:str}/counter/{slug:str}/foreign-uses/{use_id:uuid}"


@get(USE, opt=AT_THE_TILL)
async def foreign_use(here: Asked, slug: FromPath[str], use_id: FromPath[UUID]) -> Response[str]:
    """How a use stands: taken, not clear yet, or not taken and why."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        use = await foreign_vouchers.use(reader, here.market_id, use_id, shop.store.store_id)
        shown = ticket(shop, use, reader.now)
    if use.state is UseState.PREPARED:
        return here.see_other(shop.counter)
    return screen(here, shop, "counter_foreign_use", ticket=shown)


@post(f"{USE}/redemption", opt=AT_THE_TILL)
async def foreign_redemption(here: Asked, slug: FromPath[str], use_id: FromPath[UUID]) -> Response[str]:
    """Take it, once, however often the button is pressed."""
    return await _done(here, slug, use_id, foreign_vouchers.take)


@post(f"{USE}/undoing", opt=AT_THE_TILL)
async def foreign_undoing(here: Asked, slug: FromPath[str], use_id: FromPath[UUID]) -> Response[str]:
    """Take it back, while the platform still does."""
    return await _done(here, slug, use_id, foreign_vouchers.undo, key="foreign_undo")


@post(f"{USE}/inquiry", opt=AT_THE_TILL)
async def foreign_inquiry(here: Asked, slug: FromPath[str], use_id: FromPath[UUID]) -> Response[str]:
    """Ask the platform how a use stands that is not clear yet."""

    async def find_out(*about: Any) -> Use:
        db, market_id, use, store_id, _, _, means = about
        return await foreign_vouchers.find_out(db, market_id, use, store_id, means)

    return await _done(here, slug, use_id, find_out)


async def _done(here: Here, slug: str, use_id: UUID, act: Any, key: str = "foreign") -> Response[str]:
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    about = (here.services.db, here.market_id, use_id, shop.store.store_id)
    try:
        use = await act(*about, here.actor, shop.member.name, here.services.foreign)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return refused(here, shop, refusal, key)
    return here.see_other(f"{shop.counter}/foreign-uses/{use.use_id}")


def refused(here: Here, shop: Shop, refusal: Refusal, key: str = "foreign") -> Response[str]:
    """A refusal as the counter's screen, in its general words."""
    why: Mapping[str, Any] = {"why": here.words.t(refusal.message_key, **refusal.params)}
    no = No(key, refusal.message_key, dict(why))
    return screen(here, shop, "counter_no", refused=refusal, no=no)


def screen(
    here: Here, shop: Shop, name: str, *, refused: Refusal | None = None, **context: Any
) -> Response[str]:
    """One of the counter's screens, with how long a use can be taken back."""
    minutes = int(UNDO_WITHIN.total_seconds()) // 60
    return counter_page(here, shop, name, refused=refused, undo_minutes=minutes, **context)


ROUTES = [foreign_use, foreign_redemption, foreign_undoing, foreign_inquiry]

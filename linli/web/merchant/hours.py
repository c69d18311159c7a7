"""When the store is open: a week, public holidays, exceptions, and what the coming days then look like."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import markets, merchants
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.hours_form import HOLIDAYS, HoursForm, form_of, hours_meant, read_form
from linli.web.merchant.shop import Shop, desk_page, shop_of, words_for
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
PREVIEW_DAYS = 8


class Preview(msgspec.Struct, frozen=True):
    """The coming days as guests will see them; `expression` is what is written down."""

    days: Sequence[tuple[date, str, Sequence[str]]]
    expression: str


@get("/{market:str}/desk/{slug:str}/hours", opt=ONLY_MANAGERS)
async def hours(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The week that holds now; `?fresh=1` begins an empty one where the hours are no plain week."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        today = words_for(here, reader.now).local(reader.now).date()
    fresh = "fresh" in here.request.query_params
    return _page(here, shop, form_of(shop.store.hours, today, fresh=fresh), shop.store.hours)


@post("/{market:str}/desk/{slug:str}/hours", opt=ONLY_MANAGERS)
async def hours_changed(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Keep the hours; or only look at what they mean, copy Monday, or get more lines."""
    sent = await here.request.form()
    form = read_form(sent)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        today = words_for(here, reader.now).local(reader.now).date()
    form = form.longer() if "more" in sent else form.like_monday() if "copy" in sent else form
    try:
        meant = hours_meant(form, today)
        if not {"more", "copy", "preview"} & set(sent):
            async with here.services.db.work(here.actor) as work:
                await shop_of(here, work, slug, StaffRole.MANAGER)
                await merchants.change_hours(work, here.market_id, shop.store.store_id, meant)
            return here.see_other(f"{shop.desk}/hours?done=hours_changed")
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        wrong = "" if {"more", "copy"} & set(sent) else str(refusal.params["field"])
        return _page(here, shop, form, "", wrong=wrong, status=refusal.status if wrong else 200)
    return _page(here, shop, form, meant)


@post("/{market:str}/desk/{slug:str}/hours/preview", opt=ONLY_MANAGERS)
async def hours_seen(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What the typed hours mean, while they are being typed; keeps nothing."""
    form = read_form(await here.request.form())
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        now = reader.now
    try:
        meant = hours_meant(form, words_for(here, now).local(now).date())
    except Refusal as refusal:
        wrong = str(refusal.params.get("field", "own"))
        return here.page("merchant/hours_preview.html", preview=None, wrong=wrong)
    return here.page("merchant/hours_preview.html", preview=_preview(here, shop, meant, now), wrong="")


def _page(
    here: Here, shop: Shop, form: HoursForm, meant: str, *, wrong: str = "", status: int = 200
) -> Response[str]:
    return desk_page(
        here,
        shop,
        "hours.html",
        status=status,
        nav="hours",
        said={"hours_changed": bool(shop.store.hours)},
        form=form,
        wrong=wrong,
        holidays=HOLIDAYS,
        preview=_preview(here, shop, meant, here.services.db.clock()) if meant else None,
    )


def _preview(here: Here, shop: Shop, meant: str, now: datetime) -> Preview:
    words, market = words_for(here, now), here.market
    week = markets.week(
        meant,
        now,
        timezone=market.timezone,
        country=market.country,
        lat=shop.store.lat,
        lon=shop.store.lon,
        days=PREVIEW_DAYS,
    )
    days = [
        (day, words.date(day), [f"{words.time(start)}–{words.time(end)}" for start, end in spans])
        for day, spans in week
    ]
    return Preview(days, meant)


ROUTES = [hours, hours_changed, hours_seen]

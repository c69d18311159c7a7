"""Flash sales at the desk: announced, called off before they start, and how they stand while they run."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel import money
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import catalog, flash, reservations
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.price_forms import moment_in
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

ONLY_MANAGERS = {"who": Who.MANAGER}
AT = "/{market:str}/desk/{slug:str}/flash-sales"
DONE = dict.fromkeys(("flash_announced", "flash_called_off"), True)
SHOWN_IN_PLACE = (INVALID, reservations.SOLD_OUT, catalog.DEAL_ENDED, flash.FLASH_BEGUN)
# While something is on, or near, its figures are looked at again every few seconds.
NEAR = timedelta(minutes=10)
MINUTE = 60


class FlashForm(msgspec.Struct, frozen=True):
    """Every field as typed."""

    deal: str = ""
    units: str = ""
    price: str = ""
    starts: str = ""
    ends: str = ""
    per_person: str = "1"
    minutes: str = "3"


class FlashRow(msgspec.Struct, frozen=True):
    """One sale with the title of its deal, its state, and how it stands."""

    sale: flash.Sale
    title: str
    state: str
    price: Money
    figures: flash.Figures | None
    usual: Money | None


@get(AT, opt=ONLY_MANAGERS)
async def flash_sales(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The store's sales with their figures, the last announced first, and a form for the next one."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return await _page(here, shop)


@post(AT, opt=ONLY_MANAGERS)
async def flash_announced(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A new one; its units are set aside from the deal's stock at once. Once per rendered form."""
    sent = await here.request.form()
    form = FlashForm(**{name: typed(sent, name) for name in FlashForm.__struct_fields__})
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    said = msgspec.structs.astuple(form)
    asked = Key(f"desk:{here.person.person_id}", typed(sent, "key"), body_print("flash", slug, *said))
    try:
        new = _new_sale(here, shop, form)
        async with here.services.db.work(here.actor) as work:

            async def act() -> flash.Sale:
                return await flash.announce_sale(work, here.market_id, new)

            await once(work, here.market_id, asked, flash.Sale, act)
    except Refusal as refusal:
        if refusal.kind not in SHOWN_IN_PLACE:
            raise
        return await _page(here, shop, form, typed(sent, "key"), refusal)
    here.services.flash_board.forget(here.market_id)
    return here.see_other(f"{shop.desk}/flash-sales?done=flash_announced")


@post(AT + "/{sale_id:uuid}/cancellation", opt=ONLY_MANAGERS)
async def flash_called_off(here: Asked, slug: FromPath[str], sale_id: FromPath[UUID]) -> Response[str]:
    """Taken back before it starts; a second click changes nothing."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        async with here.services.db.work(here.actor) as work:
            await flash.call_off(work, here.market_id, shop.store.store_id, sale_id)
    except Refusal as refusal:
        if refusal.kind not in SHOWN_IN_PLACE:
            raise
        return await _page(here, shop, refusal=refusal)
    here.services.flash_board.forget(here.market_id)
    return here.see_other(f"{shop.desk}/flash-sales?done=flash_called_off")


def _new_sale(here: Here, shop: Shop, form: FlashForm) -> flash.NewSale:
    """What is meant. Refuses: invalid (deal, units, price, starts_at, ends_at, per_person, hold_seconds)."""
    try:
        deal_id = UUID(form.deal)
    except ValueError:
        raise INVALID(field="deal") from None
    try:
        price = money.parse(form.price.replace(",", "").replace("，", ""), here.market.currency).minor
    except ValueError:
        raise INVALID(field="price") from None
    starts, ends = (
        moment_in(here, text, field) for text, field in ((form.starts, "starts_at"), (form.ends, "ends_at"))
    )
    if starts is None or ends is None:
        raise INVALID(field="ends_at" if starts else "starts_at")
    return flash.NewSale(
        store_id=shop.store.store_id,
        deal_id=deal_id,
        units=_whole(form.units, "units"),
        per_person=_whole(form.per_person, "per_person"),
        price_minor=price,
        starts_at=starts,
        ends_at=ends,
        hold_seconds=_whole(form.minutes, "hold_seconds") * MINUTE,
    )


def _whole(text: str, field: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise INVALID(field=field)
    return int(text)


async def _page(
    here: Here,
    shop: Shop,
    form: FlashForm | None = None,
    key: str = "",
    refusal: Refusal | None = None,
) -> Response[str]:
    about = here.market_id
    async with here.services.db.read() as reader:
        found = await flash.sales_of_store(reader, about, shop.store.store_id)
        figures = await flash.figures(reader, about, [one.sale_id for one in found])
        deals = await catalog.deals_of_store(reader, about, shop.store.store_id)
        own = [one for one in deals if one.store_id == shop.store.store_id]
        left = await reservations.lefts(reader, about, [one.deal_id for one in own])
        known = await catalog.deals_of_ids(reader, about, {one.deal_id for one in found})
        now = reader.now
    rows = [_row(here, one, known.get(one.deal_id), figures.get(one.sale_id), now) for one in found]
    return desk_page(
        here,
        shop,
        "flash_sales.html",
        refused=refusal,
        said=DONE,
        nav="flash",
        rows=rows,
        looks=any(_runs(row.sale, now) for row in rows),
        form=form or FlashForm(),
        key=key or new_nonce(),
        deals=_choices(here, own, left),
        refusal=refusal,
        wrong=str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else "",
        open=form is not None or not rows,
    )


def _row(
    here: Here,
    sale: flash.Sale,
    deal: catalog.Deal | None,
    figures: flash.Figures | None,
    now: datetime,
) -> FlashRow:
    return FlashRow(
        sale=sale,
        title=pick(here, deal.title, deal.title_en) if deal else "",
        state=sale.state(now).value,
        price=Money(sale.price_minor, sale.currency),
        figures=figures,
        usual=deal.price if deal else None,
    )


def _runs(sale: flash.Sale, now: datetime) -> bool:
    return sale.called_off_at is None and sale.starts_at - NEAR < now < sale.ends_at + NEAR


def _choices(
    here: Here, deals: Sequence[catalog.Deal], left: Mapping[UUID, int]
) -> list[tuple[str, str, Money, int]]:
    """Each deal that the store keeps itself, with its price and how many there are."""
    return [
        (str(one.deal_id), pick(here, one.title, one.title_en), one.price, left.get(one.deal_id, 0))
        for one in deals
    ]


ROUTES = [flash_sales, flash_announced, flash_called_off]

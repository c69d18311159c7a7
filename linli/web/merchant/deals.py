"""The store's deals: what is on sale, a form for a new one, and taking one off."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import catalog, reservations
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.deal_form import CUSTOM, FIELDS, TIMES, DealForm, new_deal, read_form, times_of
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.pictures import icon_or_trade
from linli.web.shared.security import new_nonce

ONLY_MANAGERS = {"who": Who.MANAGER}


class DealRow(msgspec.Struct, frozen=True):
    """One deal in the list, with how much of its stock is gone."""

    title: str
    icon: str
    price: Money
    list_price: Money
    stock: int
    left: int
    times: str
    usable: str
    published_at: datetime
    page: str
    end: str

    @property
    def sold_share(self) -> float:
        return (self.stock - self.left) / self.stock if self.stock else 1.0


@get("/{market:str}/desk/{slug:str}/deals", opt=ONLY_MANAGERS)
async def deals(here: Asked, slug: FromPath[str]) -> Response[str]:
    """All that is on sale, and the ended deals a page at a time."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        at = (here.market_id, shop.store.store_id)
        on_sale = await catalog.deals_of_store(reader, *at)
        over = await catalog.ended_deals_of_store(reader, *at, after)
        shown = [*on_sale, *over.items]
        lefts = await reservations.lefts(reader, here.market_id, [deal.deal_id for deal in shown])
    live, ended = ([_row(here, shop, deal, lefts) for deal in some] for some in (on_sale, over.items))
    said = {"deal_published": bool(on_sale), "deal_ended": bool(over.items)}
    return desk_page(
        here,
        shop,
        "deals.html",
        said=said,
        nav="deals",
        live=live,
        ended=ended,
        after=over.next_cursor,
    )


@get("/{market:str}/desk/{slug:str}/deals/new", opt=ONLY_MANAGERS)
async def deal_new(here: Asked, slug: FromPath[str]) -> Response[str]:
    """An empty form."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return _form_page(here, shop, DealForm(), new_nonce())


@post("/{market:str}/desk/{slug:str}/deals", opt=ONLY_MANAGERS)
async def deal_published(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Put a deal on sale; or, when more lines are asked for, the same form with more of them."""
    sent = await here.request.form()
    form, key = read_form(sent), typed(sent, "key")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    if "more_rows" in sent:
        return _form_page(here, shop, form.longer(), key)
    try:
        await _publish(here, shop, form, key)
    except Refusal as refusal:
        return _form_page(here, shop, form, key, refusal)
    return here.see_other(f"{shop.desk}/deals?done=deal_published")


@post("/{market:str}/desk/{slug:str}/deals/{deal_id:uuid}/end", opt=ONLY_MANAGERS)
async def deal_end(here: Asked, slug: FromPath[str], deal_id: FromPath[UUID]) -> Response[str]:
    """Off sale for good; what was sold stays valid."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        deal = await catalog.deal(work, here.market_id, deal_id)
        if deal.store_id != shop.store.store_id:
            raise NOT_FOUND()
        await catalog.end_deal(work, here.market_id, deal_id)
    return here.see_other(f"{shop.desk}/deals?done=deal_ended")


async def _publish(here: Here, shop: Shop, form: DealForm, key: str) -> catalog.Deal:
    icon = next((thing for thing in shop.store.things if thing in catalog.PICTURES), "ticket")
    new = new_deal(form, shop.store.store_id, here.market.currency, icon)
    asked = Key(f"desk:{here.person.person_id}", key, body_print("deal", msgspec.json.encode(new)))
    async with here.services.db.work(here.actor) as work:

        async def act() -> catalog.Deal:
            return await catalog.publish_deal(work, here.market_id, new)

        return await once(work, here.market_id, asked, catalog.Deal, act)


def _row(here: Here, shop: Shop, deal: catalog.Deal, lefts: Mapping[UUID, int]) -> DealRow:
    return DealRow(
        title=pick(here, deal.title, deal.title_en),
        icon=icon_or_trade(deal.icon, shop.store.trade),
        price=deal.price,
        list_price=deal.list_price,
        stock=deal.stock,
        left=lefts.get(deal.deal_id, 0),
        times=times_of(deal.usable),
        usable=deal.usable,
        published_at=deal.published_at,
        page=here.url(f"deals/{deal.deal_id}"),
        end=f"{shop.desk}/deals/{deal.deal_id}/end",
    )


def _form_page(
    here: Here, shop: Shop, form: DealForm, key: str, refusal: Refusal | None = None
) -> Response[str]:
    """The form, with the refusal at its field, or above all fields where it is about none of them."""
    field = str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else ""
    return desk_page(
        here,
        shop,
        "deal_form.html",
        refused=refusal,
        nav="deals",
        form=form,
        key=key,
        wrong=FIELDS.get(field, field),
        refusal=refusal,
        times=[*TIMES, CUSTOM],
    )


ROUTES = [deals, deal_new, deal_published, deal_end]

"""What channels cost: entered one by one or from a file, and taken back; and for how long touches count."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.params import FromPath

from linli.kernel import money
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import attribution, marketing
from linli.modules.attribution import Cost, NewCost, Span
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, money_here, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_OWNERS = {"who": Who.OWNER}
COSTS = "/{market:str}/desk/{slug:str}/channels/costs"
LARGEST_FILE = 512 * 1024
FIELDS = ("channel", "label", "amount", "from", "to", "window_channel", "days")
EVER = Span(date(2000, 1, 1), date(2201, 1, 1))
SHOWN = 200


class CostRow(msgspec.Struct, frozen=True):
    """One cost as it is listed."""

    cost: Cost
    amount: money.Money
    href: str


class Window(msgspec.Struct, frozen=True):
    """For how many days a channel's touches count."""

    channel: str
    days: int


@get(COSTS, opt=ONLY_OWNERS)
async def costs_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every cost of this store, a form for the next one, a file, and the windows."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    return await _page(here, shop)


@post(COSTS, opt=ONLY_OWNERS)
async def cost_entered(here: Asked, slug: FromPath[str]) -> Response[str]:
    """One cost; the same again changes nothing."""
    form = await here.request.form()
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    try:
        await _enter(here, shop, [_typed_cost(here, form)])
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        kept = {name: typed(form, name) for name in FIELDS}
        return await _page(here, shop, status=refusal.status, wrong=refusal.params["field"], kept=kept)
    return here.see_other(f"{shop.desk}/channels/costs?done=cost_entered")


@post(COSTS + "/file", opt=ONLY_OWNERS, request_max_body_size=LARGEST_FILE)
async def costs_sent(here: Asked, slug: FromPath[str]) -> Response[str]:
    """All lines of a file, or none."""
    form = await here.request.form()
    sent = form.get("file")
    data = await sent.read() if isinstance(sent, UploadFile) else b""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    try:
        text = data.decode("utf-8", errors="replace")
        new = attribution.read_costs(text, here.market.currency, marketing.CHANNELS)
        await _enter(here, shop, new)
    except Refusal as refusal:
        if refusal.kind is not attribution.COSTS_UNREADABLE:
            raise
        return await _page(here, shop, status=refusal.status, refused=refusal)
    return here.see_other(f"{shop.desk}/channels/costs?done=costs_imported")


@post(COSTS + "/{cost_id:uuid}/removal", opt=ONLY_OWNERS)
async def cost_removed(here: Asked, slug: FromPath[str], cost_id: FromPath[UUID]) -> Response[str]:
    """A cost that was a mistake."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        await attribution.remove_cost(work, here.market_id, shop.member.merchant_id, cost_id)
    return here.see_other(f"{shop.desk}/channels/costs?done=cost_removed")


@post(COSTS + "/windows", opt=ONLY_OWNERS)
async def window_set(here: Asked, slug: FromPath[str]) -> Response[str]:
    """For how long the touches of one channel count, from the next order on."""
    form = await here.request.form()
    channel, days = typed(form, "window_channel"), typed(form, "days")
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        wrong = "window_channel" if channel not in marketing.CHANNELS else ""
        if not wrong and not (days.isascii() and days.isdigit() and 1 <= int(days[:4]) <= 90):
            wrong = "days"
        if not wrong:
            merchant_id = shop.member.merchant_id
            await attribution.set_window(work, here.market_id, merchant_id, channel, int(days))
    if wrong:
        kept = {"window_channel": channel, "days": days}
        return await _page(here, shop, status=INVALID.status, wrong=wrong, kept=kept)
    return here.see_other(f"{shop.desk}/channels/costs?done=window_set#windows")


def _typed_cost(here: Here, form: FormMultiDict) -> NewCost:
    """Refuses: invalid (amount, from, to)."""
    try:
        amount = money.parse(typed(form, "amount").replace(",", ""), here.market.currency).minor
    except ValueError:
        raise INVALID(field="amount") from None
    return NewCost(
        channel=typed(form, "channel"),
        label=typed(form, "label"),
        amount_minor=amount,
        first_day=_day(form, "from"),
        last_day=_day(form, "to"),
    )


def _day(form: FormMultiDict, name: str) -> date:
    try:
        return date.fromisoformat(typed(form, name))
    except ValueError:
        raise INVALID(field=name) from None


async def _enter(here: Here, shop: Shop, new: list[NewCost]) -> None:
    who = (shop.member.merchant_id, shop.store.store_id, here.person.person_id)
    async with here.services.db.work(here.actor) as work:
        await attribution.enter_costs(work, here.market_id, *who, new, marketing.CHANNELS)


async def _page(
    here: Here,
    shop: Shop,
    *,
    status: int = 200,
    refused: Refusal | None = None,
    wrong: str = "",
    kept: dict[str, str] | None = None,
) -> Response[str]:
    async with here.services.db.read() as reader:
        about = (here.market_id, shop.member.merchant_id)
        found = await attribution.costs_of(reader, *about, shop.store.store_id, EVER)
        rules = await attribution.rules_of(reader, *about)
    root = f"{shop.desk}/channels/costs"
    return desk_page(
        here,
        shop,
        "channel_costs.html",
        nav="channels",
        status=status,
        refused=refused,
        said=dict.fromkeys(("cost_entered", "costs_imported", "cost_removed", "window_set"), True),
        rows=[
            CostRow(cost, money_here(here, cost.amount_minor), f"{root}/{cost.cost_id}/removal")
            for cost in found[:SHOWN]
        ],
        windows=[Window(channel, days) for channel, days in sorted(rules.windows.items())],
        usual=attribution.USUAL_DAYS,
        longest=attribution.LONGEST_DAYS,
        channels=marketing.CHANNELS,
        columns=FIELDS[:5],
        trouble=refused,
        kept=dict.fromkeys(FIELDS, "") | (kept or {}),
        wrong=wrong,
        root=root,
        back=f"{shop.desk}/channels",
    )


ROUTES = [costs_page, cost_entered, costs_sent, cost_removed, window_set]

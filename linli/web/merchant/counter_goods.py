"""Goods at the counter: what waits under a code is handed over, all or some, undone, or brought back; and the
pass that is shown at the door.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from linli.kernel.idempotency import Key
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import markets, merchants, orders, pickups, vouchers
from linli.services import Who
from linli.web.merchant.at_till import clerk_of, trying_at
from linli.web.merchant.counter_foreign import refused, screen
from linli.web.merchant.counter_views import undo_window
from linli.web.merchant.shop import Shop, pick, shop_of, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.pictures import icon_or_trade
from linli.web.shared.security import new_nonce

# Of one store: also for who sits at its device by PIN.
AT_THE_TILL = {"who": Who.CLERK, "till": True}
# What a code says that was made up.
GUESSES = frozenset((pickups.PICKUP_UNKNOWN, pickups.EXIT_PASS_FORGED))
MOST_UNITS_TYPED = 4


class GoodsLine(msgspec.Struct, frozen=True):
    """One line at the counter; `units` of it are meant (handed over, returned)."""

    line_no: int
    title: str
    detail: str
    icon: str
    quantity: int
    waiting: int
    handed: int
    units: int = 0


class GoodsTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A pickup at the counter."""

    code: str
    number: str
    state: str
    lines: Sequence[GoodsLine]
    collect_before: datetime
    waiting: int
    handed: int
    total: Money
    coming: date | None = None
    for_day: date | None = None
    later: bool = False


async def goods_preview(here: Here, shop: Shop, tried: vouchers.Try) -> Response[str] | None:
    """What waits under a pickup's code, or an exit pass checked; None for any other code."""
    if pickups.is_exit(tried.text):
        return await _exit(here, shop, tried)
    if not pickups.is_pickup(tried.text):
        return None
    try:
        async with here.services.db.read() as reader:
            code = pickups.read_scan(tried.text, here.market.slug)
            found = await pickups.pickup_by_code(reader, here.market_id, code)
            if found.store_id != shop.store.store_id:
                where = await merchants.store(reader, here.market_id, found.store_id)
                names = {"store": where.name, "store_en": where.name_en or where.name}
                raise pickups.PICKUP_OF_ANOTHER_STORE(**names)
            order = await orders.order(reader, here.market_id, found.order_id, None)
    except Refusal as refusal:
        return _no(here, shop, tried, refusal)
    ticket = _ticket(here, shop, found, order)
    return screen(here, shop, "counter_pickup", ticket=ticket, key=new_nonce(), returning_key=new_nonce())


@post("/{market:str}/counter/{slug:str}/hand-overs", opt=AT_THE_TILL)
async def hand_over(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Hand over so many of each line as `units-<line>` says; a double tap is one hand-over, one answer."""
    form = await here.request.form()
    text, units = typed(form, "code"), _units(form)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    try:
        async with trying_at(here, shop, text) as tried:
            try:
                code = pickups.read_scan(text, here.market.slug)
                key = _key(shop, typed(form, "key"), "hand over", code, units)
                async with here.services.db.work(here.actor) as work:
                    about = (code, shop.store.store_id, clerk_of(here, shop), key)
                    move = await pickups.hand_over(work, here.market_id, *about, units)
            except Refusal as refusal:
                return _no(here, shop, tried, refusal)
    except Refusal as refusal:
        return refused(here, shop, refusal, "goods")
    async with here.services.db.read() as reader:
        found = await pickups.pickup(reader, here.market_id, move.order_id)
        order = await orders.order(reader, here.market_id, move.order_id, None)
    undo = f"{shop.counter}/hand-overs/{move.move_id}/undoing"
    minutes = here.services.settings.undo_within_minutes
    ticket = _ticket(here, shop, found, order, move)
    return screen(
        here,
        shop,
        "counter_handed",
        ticket=ticket,
        amount=move.amount,
        at=move.at,
        undo=undo,
        minutes=minutes,
    )


@post("/{market:str}/counter/{slug:str}/hand-overs/{move_id:uuid}/undoing", opt=AT_THE_TILL)
async def undoing(here: Asked, slug: FromPath[str], move_id: FromPath[UUID]) -> Response[str]:
    """Take a mistaken hand-over back, while its window is open."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    try:
        async with here.services.db.work(here.actor) as work:
            about = (move_id, shop.store.store_id, clerk_of(here, shop), undo_window(here))
            await pickups.undo_hand_over(work, here.market_id, *about)
    except Refusal as refusal:
        return refused(here, shop, refusal, "goods")
    return here.see_other(f"{shop.counter}?done=goods_undone")


@post("/{market:str}/counter/{slug:str}/returns", opt=AT_THE_TILL)
async def take_return(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Somebody brings goods back: refunded to the cent, back to the shelf (`restock`) or written off. After
    the store's time for that only a manager may.
    """
    form = await here.request.form()
    text, units = typed(form, "code"), _units(form)
    reason, restock = typed(form, "reason"), bool(typed(form, "restock"))
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        days = (await pickups.rules(reader, here.market_id, shop.store.store_id)).return_days
    try:
        async with trying_at(here, shop, text) as tried:
            try:
                code = pickups.read_scan(text, here.market.slug)
                key = _key(shop, typed(form, "key"), "return", code, units)
                async with here.services.db.work(here.actor) as work:
                    about = (code, shop.store.store_id, clerk_of(here, shop), units, reason, key)
                    within = None if shop.leads else timedelta(days=days)
                    receipt = await orders.return_goods(
                        work, here.market_id, *about, restock=restock, within=within
                    )
            except Refusal as refusal:
                return _no(here, shop, tried, refusal)
    except Refusal as refusal:
        return refused(here, shop, refusal, "goods")
    return screen(here, shop, "counter_returned", receipt=receipt, restock=restock)


async def _exit(here: Here, shop: Shop, tried: vouchers.Try) -> Response[str]:
    """A pass at the door: what leaves, checked once."""
    services = here.services
    try:
        order_id = pickups.read_exit(services.exits, tried.text, here.market.slug, services.db.clock())
        async with services.db.work(here.actor) as work:
            about = (order_id, shop.store.store_id, clerk_of(here, shop))
            found = await pickups.leave(work, here.market_id, *about)
            order = await orders.order(work, here.market_id, order_id, None)
    except Refusal as refusal:
        return _no(here, shop, tried, refusal)
    return screen(here, shop, "counter_exit", ticket=_ticket(here, shop, found, order))


def _no(here: Here, shop: Shop, tried: vouchers.Try, refusal: Refusal) -> Response[str]:
    tried.wrong = refusal.kind in GUESSES
    return refused(here, shop, refusal, "goods")


def _ticket(
    here: Here, shop: Shop, found: pickups.Pickup, order: orders.Order, move: pickups.Move | None = None
) -> GoodsTicket:
    """`move`: what has just been handed over of it."""
    meant = {line.line_no: line.units for line in move.lines} if move else {}
    today = markets.day_of(here.services.db.clock(), here.market.timezone)
    return GoodsTicket(
        code=found.code,
        number=order.number_grouped,
        state=found.state.value,
        lines=[
            GoodsLine(
                line.line_no,
                pick(here, line.title, line.title_en),
                orders.day_apart(pick(here, line.detail, line.detail_en))[0],
                icon_or_trade(line.icon, shop.store.trade),
                line.quantity,
                line.waiting,
                line.handed,
                meant.get(line.line_no, 0),
            )
            for line in found.lines
        ],
        collect_before=found.collect_before,
        waiting=found.waits.units,
        handed=found.out.units,
        total=order.total,
        coming=found.comes_on if found.on_the_way else None,
        for_day=found.for_day,
        later=found.for_day is not None and found.for_day > today,
    )


def _units(form: Mapping[str, object]) -> dict[int, int]:
    """How many units of which line a form means. Refuses: invalid."""
    units = {}
    for name, text in form.items():
        line = name.removeprefix("units-")
        if line == name:
            continue
        fits = len(line) <= MOST_UNITS_TYPED and isinstance(text, str) and len(text) <= MOST_UNITS_TYPED
        if not (line.isdecimal() and fits and str(text).isdecimal()):
            raise INVALID(field="units")
        units[int(line)] = int(str(text))
    return {line_no: count for line_no, count in units.items() if count}


def _key(shop: Shop, key: str, verb: str, code: str, units: Mapping[int, int]) -> Key:
    """The store's key, not the clerk's: whoever took over the till may ask for an answer that was lost."""
    return Key(f"counter:{shop.store.store_id}", key, body_print(verb, code, sorted(units.items())))


ROUTES = [hand_over, undoing, take_return]

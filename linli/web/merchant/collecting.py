"""What is paid and waits in a store: got ready, given up, overdue; and how the store hands over."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.idempotency import Key
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.kernel.signing import body_print
from linli.modules import orders, pickups
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.at_till import clerk_of
from linli.web.merchant.shop import desk_page, pick, shop_of, typed
from linli.web.merchant.use_views import UseLine, use_lines
from linli.web.shared.http import Asked
from linli.web.shared.security import new_nonce

FILTERS = ("all", "waiting", "ready", "overdue")
DESK = "/{market:str}/desk/{slug:str}/pickups"


class PickupRow(msgspec.Struct, frozen=True, kw_only=True):
    """One pickup in the list; who bought it is nobody's business."""

    order_id: UUID
    number: str
    title: str
    units: int
    total: Money
    state: str
    collect_before: datetime
    overdue: bool
    coming: date | None
    for_day: date | None
    key: str
    uses: Sequence[UseLine] = ()


@get(DESK, opt={"who": Who.CLERK})
async def pickups_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What waits, the oldest first, a page at a time: `?only=waiting`, `ready` or `overdue`."""
    asked = here.request.query_params
    only = asked.get("only", "all") if asked.get("only") in FILTERS else "all"
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        at = (here.market_id, shop.store.store_id)
        state = pickups.PickupState(only) if only in ("waiting", "ready") else None
        until = reader.now if only == "overdue" else None
        page = await pickups.pickups_waiting(reader, *at, state, until, asked.get("after"))
        count = await pickups.count_waiting(reader, *at)
        known = await orders.orders_of_ids(reader, here.market_id, [one.order_id for one in page.items])
        uses = await use_lines(reader, here.market_id, list(known))
        rules = await pickups.rules(reader, *at)
        now = reader.now
    rows = [
        PickupRow(
            order_id=one.order_id,
            number=known[one.order_id].number_grouped,
            title=", ".join(pick(here, line.title, line.title_en) for line in one.lines if line.waiting),
            units=one.waits.units,
            total=one.waiting,
            state=one.state.value,
            collect_before=one.collect_before,
            overdue=one.overdue(now),
            coming=one.comes_on if one.on_the_way else None,
            for_day=one.for_day,
            key=new_nonce(),
            uses=uses.get(one.order_id, ()),
        )
        for one in page.items
        if one.order_id in known
    ]
    counts = {
        "all": count.waiting,
        "waiting": count.waiting - count.ready,
        "ready": count.ready,
        "overdue": count.overdue,
    }
    filters = [(name, f"{shop.desk}/pickups?only={name}", name == only, counts[name]) for name in FILTERS]
    more = urlencode({"only": only, "after": page.next_cursor or ""})
    said = {"pickup_ready": True, "pickup_rules": True, "pickup_given_up": True}
    return desk_page(
        here,
        shop,
        "pickups.html",
        said=said,
        nav="pickups",
        rows=rows,
        filters=filters,
        more=f"?{more}" if page.next_cursor else "",
        rules=rules,
        most_hours=pickups.MOST_COLLECT_HOURS,
        most_days=pickups.MOST_RETURN_DAYS,
        most_bring=pickups.MOST_BRING_DAYS,
    )


@post(f"{DESK}/{{order_id:uuid}}/readiness", opt={"who": Who.CLERK})
async def make_ready(here: Asked, slug: FromPath[str], order_id: FromPath[UUID]) -> Response[str]:
    """The shop has it together; its buyer hears of it, once."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug)
        found = await pickups.pickup(work, here.market_id, order_id)
        if found.store_id != shop.store.store_id:
            raise NOT_FOUND()
        await pickups.mark_ready(work, here.market_id, order_id, shop.store.store_id)
    return here.see_other(f"{shop.desk}/pickups?done=pickup_ready")


@post(f"{DESK}/{{order_id:uuid}}/refund", opt={"who": Who.CLERK})
async def give_up(here: Asked, slug: FromPath[str], order_id: FromPath[UUID]) -> Response[str]:
    """The shop cannot hand over what waits: its money goes back."""
    key = typed(await here.request.form(), "key")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        found = await pickups.pickup(reader, here.market_id, order_id)
    if found.store_id != shop.store.store_id:
        raise NOT_FOUND()
    asked = Key(f"counter:{shop.store.store_id}", key, body_print("give up", order_id))
    async with here.services.db.work(here.actor) as work:
        about = (order_id, shop.store.store_id, clerk_of(here, shop), None, asked)
        await orders.give_up_by_shop(work, here.market_id, *about)
    return here.see_other(f"{shop.desk}/pickups?done=pickup_given_up")


@post(f"{DESK}/rules", opt={"who": Who.MANAGER})
async def change_rules(here: Asked, slug: FromPath[str]) -> Response[str]:
    """How the store hands over from now on."""
    form = await here.request.form()
    numbers = {}
    for name in ("collect_hours", "return_days", "bring_days"):
        text = typed(form, name)
        if not (text.isdecimal() and len(text) < 5):
            raise INVALID(field=name)
        numbers[name] = int(text)
    wanted = pickups.Rules(
        collect_hours=numbers["collect_hours"],
        return_days=numbers["return_days"],
        self_checkout=bool(typed(form, "self_checkout")),
        brings=bool(typed(form, "brings")),
        bring_days=numbers["bring_days"],
    )
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        await pickups.set_rules(work, here.market_id, shop.store.store_id, wanted)
    return here.see_other(f"{shop.desk}/pickups?done=pickup_rules")


ROUTES = [pickups_page, make_ready, give_up, change_rules]

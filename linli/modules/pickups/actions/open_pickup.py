"""A paid order waits in its store, and how a store does that."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.pickups.actions.hand_over import everything_taken
from linli.modules.pickups.actions.moving import held
from linli.modules.pickups.events import PickupReady
from linli.modules.pickups.model import (
    MOST_BRING_DAYS,
    MOST_COLLECT_HOURS,
    MOST_RETURN_DAYS,
    NewLine,
    Pickup,
    PickupKind,
    Rules,
)
from linli.modules.pickups.queries import pickup, rules
from linli.modules.pickups.refusals import GOODS_ON_THE_WAY, PICKUP_CLOSED
from linli.modules.pickups.scans import new_code
from linli.modules.pickups.statements import SQL

LINE_COLUMNS = NewLine.__struct_fields__
# Made to measure takes weeks; what nobody has seen to by then is refunded like anything else.
TO_COME = timedelta(days=90)
# Who comes late on their day still comes on it.
INTO_THE_NIGHT = timedelta(hours=6)


async def open_pickup(
    work: Work,
    market_id: int,
    order_id: UUID,
    store_id: UUID,
    merchant_id: UUID,
    person_id: UUID,
    kind: PickupKind,
    currency: str,
    lines: Sequence[NewLine],
    comes_on: date | None = None,
    *,
    at_home: bool = False,
    for_day: date | None = None,
) -> None:
    """The goods of an order are paid. They wait in the store until somebody shows their code; what was
    scanned in the aisle is in its buyer's hands already, so it counts as handed over (GoodsHandedOver). With
    `comes_on` some of it is brought over from another store by the end of that day: nothing is handed over
    before, and the time to collect it begins then. `at_home`: the shop comes to its buyer, to measure or to
    install, and has at least 90 days for that. `for_day`: it is handed over on that day, until six in the
    morning after it.

    Refuses nothing; a second time for one order fails on its key.
    """
    wait = timedelta(hours=(await rules(work, market_id, store_id)).collect_hours)
    wait = max(wait, TO_COME) if at_home else wait
    since = await _end_of(work, market_id, comes_on) if comes_on else work.now
    until = await _end_of(work, market_id, for_day) + INTO_THE_NIGHT if for_day else since + wait
    row = (order_id, store_id, merchant_id, person_id, kind.value, new_code(), currency)
    columns = ([getattr(line, name) for line in lines] for name in LINE_COLUMNS)
    await work.run(SQL.open_pickup, market_id, *row, work.now, until, *columns, comes_on, for_day)
    if kind is PickupKind.AISLE:
        await everything_taken(work, market_id, order_id)


async def mark_ready(work: Work, market_id: int, order_id: UUID, store_id: UUID) -> Pickup:
    """The shop has it together; whoever bought it hears of it, once. There is at least as long to collect it
    from now on as the store gives. A repeat changes nothing.

    Refuses in this order: not_found, pickup_of_another_store, pickup_closed, goods_on_the_way.
    """
    found = await held(work, market_id, order_id, store_id)
    if not found.is_open:
        raise PICKUP_CLOSED(state=found.state.value)
    if found.on_the_way:
        raise GOODS_ON_THE_WAY()
    until = work.now + timedelta(hours=(await rules(work, market_id, store_id)).collect_hours)
    until = found.collect_before if found.for_day else until
    if await work.run(SQL.mark_ready, market_id, order_id, store_id, work.now, until):
        about = {"order_id": order_id, "store_id": store_id, "person_id": found.person_id}
        await work.announce(PickupReady(market_id=market_id, **about))
    return await pickup(work, market_id, order_id)


async def note_came(work: Work, market_id: int, order_id: UUID, *, ready: bool) -> None:
    """What was brought over for the order is in its store, or will not come; from now on there is as long to
    collect as the store gives. `ready`: all of it is there, and whoever bought it hears of it. A repeat, or
    where nothing waits any more, changes nothing. Refuses: not_found.
    """
    found = await held(work, market_id, order_id)
    until = work.now + timedelta(hours=(await rules(work, market_id, found.store_id)).collect_hours)
    if await work.run(SQL.note_came, market_id, order_id, work.now, until) and ready:
        await mark_ready(work, market_id, order_id, found.store_id)


async def _end_of(work: Work, market_id: int, day: date) -> datetime:
    zone = ZoneInfo((await markets.market(work, market_id)).timezone)
    return max(work.now, datetime.combine(day + timedelta(days=1), time(), zone))


async def hold_handed(work: Work, market_id: int, order_id: UUID) -> UUID | None:
    """The store where goods of the order were handed over, None where none were; that stays so until this
    transaction ends. Refuses nothing.
    """
    return await work.value(UUID, SQL.store_of_handed, market_id, order_id)


async def set_rules(work: Work, market_id: int, store_id: UUID, wanted: Rules) -> None:
    """How a store hands over from now on; what waits already keeps its time. Refuses: invalid."""
    if not 1 <= wanted.collect_hours <= MOST_COLLECT_HOURS:
        raise INVALID(field="collect_hours")
    if not 0 <= wanted.return_days <= MOST_RETURN_DAYS:
        raise INVALID(field="return_days")
    if not 0 <= wanted.bring_days <= MOST_BRING_DAYS:
        raise INVALID(field="bring_days")
    row = (wanted.collect_hours, wanted.return_days, wanted.self_checkout, wanted.brings, wanted.bring_days)
    await work.run(SQL.write_rules, market_id, store_id, *row)

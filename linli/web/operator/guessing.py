"""Alarms of guessing: where so many made-up codes were tried that a limit was reached, by whom, and what came
of it.
"""

from litestar import Response, get, post
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.modules import identity, merchants, terminals, vouchers
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import (
    back_with,
    masked,
    pick,
    picked_in,
    reason_in,
    room_url,
    say,
    uuid_in,
)
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.WORKINGS}
FILTERS = (Filter("unseen", choices=("yes", "no"), words="operator.unseen"), Filter("store", "id"))
HEADINGS = (
    Heading("began"),
    Heading("reach"),
    Heading("store"),
    Heading("tried_by"),
    Heading("device"),
    Heading("wrong_codes", number=True),
    Heading("turned_away", number=True),
    Heading("last"),
    Heading("state"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Alarms, newest first; those that nobody has looked at can be picked."""
    page = await vouchers.alarms(
        reader,
        here.market_id,
        unseen=wishes.yes_no("unseen"),
        store_id=wishes.uuid("store"),
        cursor=after,
        size=size,
    )
    stores = await merchants.stores(reader, here.market_id, {one.store_id for one in page.items})
    people = await identity.people(reader, {one.person_id for one in page.items})
    at = {one.device_id for one in page.items if one.device_id}
    devices = await terminals.device_names(reader, here.market_id, at)
    rows = []
    for one in page.items:
        store, person = stores.get(one.store_id), people.get(one.person_id)
        seen = one.acknowledged_at is not None
        cells = (
            Cell(one.began_at),
            Cell(say(here, f"operator.reach.{one.reach.value}")),
            Cell(pick(here, store.name, store.name_en), room_url(here, f"stores?q={store.slug}"))
            if store
            else Cell(None),
            Cell(masked(person.nickname) if person else None),
            Cell(devices.get(one.device_id) if one.device_id else None),
            Cell(one.tries),
            Cell(one.turned_away),
            Cell(one.last_at, soft=True),
            Cell(
                say(here, f"operator.alarm_state.{'seen' if seen else 'open'}"),
                badge="outline" if seen else "bad",
                note=one.note or "",
            ),
        )
        rows.append(Line(cells, "" if seen else str(one.alarm_id)))
    return Page(rows, page.next_cursor)


LISTING = Listing(
    "guessing",
    HEADINGS,
    FILTERS,
    lines,
    action="guessing/acknowledgements",
    told=("alarms_seen", "nothing_again"),
)


@get("/{market:str}/operator/guessing", opt=SEE)
async def alarm_list(here: Asked) -> Response[str]:
    """Where codes were guessed at."""
    return await list_page(here, LISTING, acts=True)


@get("/{market:str}/operator/guessing.csv", opt=SEE)
async def alarm_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


@post("/{market:str}/operator/guessing/acknowledgements", opt=SEE)
async def acknowledge(here: Asked) -> Response[str]:
    """Picked alarms were looked at, and the note says what came of it."""
    note = await reason_in(here)
    picked = [uuid_in(text, "pick") for text in await picked_in(here)]
    async with here.services.db.work(here.actor) as work:
        seen = await vouchers.acknowledge_alarms(work, here.market_id, picked, note)
    return back_with(here, "guessing", "alarms_seen" if seen else "nothing_again")


ROUTES = [alarm_list, alarm_csv, acknowledge]

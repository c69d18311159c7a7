"""The outbox: what was announced, which reactions have happened, and handing it over once more."""

from collections import Counter

from litestar import Response, get, post
from litestar.response import Stream

from linli.kernel import outbox
from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import back_with, picked_in, reason_in, say, uuid_in
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.WORKINGS}
STATES = ("waiting", "handed")
FILTERS = (Filter("state", choices=STATES, words="operator.outbox_state"), Filter("event", "text"))
HEADINGS = (
    Heading("announcement"),
    Heading("event"),
    Heading("state"),
    Heading("announced"),
    Heading("handed"),
    Heading("reactions"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Announcements with the reactions that have happened; what was handed over can be picked."""
    state = wishes.text("state")
    page = await outbox.announcements(
        reader,
        here.market_id,
        event=wishes.choice("event"),
        handed=(state == "handed") if state else None,
        cursor=after,
        size=size,
    )
    about = {one.announcement_id for one in page.items}
    happened = await outbox.deliveries(reader, here.market_id, about)
    rows = []
    for one in page.items:
        now = "handed" if one.handed_at else "waiting"
        done = Counter(each.reaction for each in happened.get(one.announcement_id, ()))
        cells = (
            Cell(str(one.announcement_id)[-12:], code=True, note=str(one.announcement_id)),
            Cell(one.event),
            Cell(say(here, f"operator.outbox_state.{now}"), badge="outline" if one.handed_at else "offer"),
            Cell(one.announced_at),
            Cell(one.handed_at, soft=True),
            Cell(", ".join(done), soft=True),
        )
        rows.append(Line(cells, str(one.announcement_id) if one.handed_at else ""))
    return Page(rows, page.next_cursor)


LISTING = Listing(
    "outbox", HEADINGS, FILTERS, lines, action="outbox/handovers", told=("handed_again", "nothing_again")
)


@get("/{market:str}/operator/outbox", opt=SEE)
async def announcement_list(here: Asked) -> Response[str]:
    """Every announcement of the market."""
    return await list_page(here, LISTING, acts=True)


@get("/{market:str}/operator/outbox.csv", opt=SEE)
async def announcement_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


@post("/{market:str}/operator/outbox/handovers", opt=SEE)
async def hand_over_again(here: Asked) -> Response[str]:
    """Picked announcements go back to waiting; reactions that have happened do not happen again."""
    why = await reason_in(here)
    picked = [uuid_in(text, "pick") for text in await picked_in(here)]
    async with here.services.db.work(here.actor) as work:
        again = await outbox.hand_again(work, here.market_id, picked, why)
    return back_with(here, "outbox", "handed_again" if again else "nothing_again")


ROUTES = [announcement_list, announcement_csv, hand_over_again]

"""The audit trail: who did what, when and why. It can be read and never changed."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from litestar import Response, get
from litestar.response import Stream

from linli.kernel import trail
from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.kernel.trail import Deed, DeedFilter
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.actors import actors_said
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.TRAIL}
FILTERS = (
    Filter("action", "text"),
    Filter("actor", "text"),
    Filter("subject", "text"),
    Filter("since", "day"),
    Filter("until", "day"),
)
HEADINGS = (
    Heading("at", sortable=True),
    Heading("actor"),
    Heading("action"),
    Heading("subject"),
    Heading("why"),
    Heading("facts"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Deeds with who did them; `system`, or `person:` and an id, is an actor."""
    wanted = DeedFilter(
        actor=wishes.choice("actor"),
        action=wishes.choice("action"),
        subject=wishes.choice("subject"),
        since=wishes.since(),
        until=wishes.until(),
    )
    page = await trail.deeds(reader, here.market_id, wanted, after, size, oldest_first=wishes.oldest_first)
    return Page(await deed_lines(here, reader, page.items), page.next_cursor)


async def deed_lines(here: Here, reader: Reader, found: Sequence[Deed]) -> list[Line]:
    """Rows of the trail: two more queries, however many there are. Colleagues are named, others masked."""
    named = await actors_said(here, reader, {one.actor for one in found})
    return [
        Line(
            (
                Cell(one.at),
                Cell(named[one.actor], room_url(here, f"trail?actor={one.actor}")),
                Cell(_action_said(here, one.action), room_url(here, f"trail?action={quote(one.action)}")),
                Cell(one.subject, room_url(here, f"trail?subject={one.subject}"), code=True),
                Cell(one.why),
                Cell(facts_said(one.facts), soft=True),
            )
        )
        for one in found
    ]


def _action_said(here: Here, action: str) -> str:
    key = f"operator.action.{action.replace('.', '_')}"
    return say(here, key) if here.words.has(key) else action


def facts_said(facts: dict[str, Any]) -> str:
    """`role: finance · tries: 3`, in the order in which they were written."""
    return " · ".join(f"{name}: {value}" for name, value in facts.items() if value not in ("", None, {}))


LISTING = Listing("trail", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/trail", opt=SEE)
async def deed_list(here: Asked) -> Response[str]:
    """Every deed in the market, with the actions there are to choose from."""
    async with here.services.db.read() as reader:
        actions = await trail.actions(reader, here.market_id)
    return await list_page(here, LISTING, suggestions={"action": actions})


@get("/{market:str}/operator/trail.csv", opt=SEE)
async def deed_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


ROUTES = [deed_list, deed_csv]

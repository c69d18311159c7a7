"""The providers' days: what each side adds up to, and whether the day is closed."""

from datetime import date

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page
from linli.modules import payments, reconciliation
from linli.modules.reconciliation import DayFilter, DayRow, DayState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
KINDS = {"waiting": "outline", "missing": "bad", "open": "offer", "clean": "good"}
PROVIDER = Filter("provider", choices=list(payments.PROVIDERS), words="operator.provider")
FILTERS = (
    PROVIDER,
    Filter("state", choices=[state.value for state in DayState], words="operator.day_state"),
    Filter("since", "day"),
    Filter("until", "day"),
)
HEADINGS = (
    Heading("day"),
    Heading("provider"),
    Heading("state"),
    Heading("open_differences", number=True),
    Heading("matched", number=True),
    Heading("billed_in", number=True),
    Heading("known_in", number=True),
    Heading("booked_in", number=True),
    Heading("billed_out", number=True),
    Heading("known_out", number=True),
    Heading("booked_out", number=True),
    Heading("fees", number=True),
    Heading("read_at"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """One row a day and provider; its open differences lead to the queue."""
    state = wishes.choice("state")
    wanted = DayFilter(
        provider=wishes.choice("provider"),
        state=DayState(state) if state else None,
        since=_day(wishes, "since"),
        until=_day(wishes, "until"),
    )
    page = await reconciliation.days(reader, here.market_id, wanted, after, size)
    return Page([Line(_cells(here, one)) for one in page.items], page.next_cursor)


def _day(wishes: Wishes, name: str) -> date | None:
    return date.fromisoformat(wishes.text(name)) if wishes.text(name) else None


def _cells(here: Here, one: DayRow) -> tuple[Cell, ...]:
    where = f"differences?provider={one.provider}&day={one.day}"
    matched = say(here, "operator.reconciliation.of", matched=one.matched, lines=one.lines)
    changed = say(here, "operator.reconciliation.changed", count=one.bill_changes) if one.bill_changes else ""
    sums = (
        one.billed_in_minor,
        one.known_in_minor,
        one.booked_in_minor,
        one.billed_out_minor,
        one.known_out_minor,
        one.booked_out_minor,
        one.billed_fees_minor,
    )
    return (
        Cell(one.day.isoformat(), room_url(here, where), note=changed),
        provider_cell(here, one.provider),
        Cell(say(here, f"operator.day_state.{one.state}"), badge=KINDS[one.state]),
        Cell(one.open_differences, room_url(here, f"{where}&state=open") if one.open_differences else ""),
        Cell(matched, soft=True),
        *(Cell(Money(minor, one.currency)) for minor in sums),
        Cell(one.ran_at or None, soft=True),
    )


def provider_cell(here: Here, provider: str) -> Cell:
    """A provider's name as people know it."""
    key = f"operator.provider.{provider}"
    return Cell(say(here, key) if here.words.has(key) else provider)


LISTING = Listing("reconciliation", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/reconciliation", opt=SEE)
async def day_list(here: Asked) -> Response[str]:
    """Every provider's day of the market."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/reconciliation.csv", opt=SEE)
async def day_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


ROUTES = [day_list, day_csv]

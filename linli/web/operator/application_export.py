"""The verification queue as a file: what the filters of its address leave, whole."""

from litestar import get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.modules import merchants
from linli.modules.merchants import ApplicationKind, ApplicationState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv
from linli.web.operator.room import may, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

STATES = [state.value for state in ApplicationState if state is not ApplicationState.DRAFT]
FILTERS = (
    Filter("q", "text"),
    Filter("state", choices=STATES, words="apply.state"),
    Filter("kind", choices=[kind.value for kind in ApplicationKind], words="apply.kind"),
)
HEADINGS = tuple(Heading(key) for key in ("store", "kind", "state", "license", "sent", "reason"))


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Applications of one state (those to be checked, where none is named), the longest waiting first."""
    state = ApplicationState(wishes.choice("state") or ApplicationState.SUBMITTED)
    kind = ApplicationKind(wishes.text("kind")) if wishes.choice("kind") else None
    found = await merchants.application_queue(
        reader, here.market_id, state, kind, wishes.text("q"), after, size
    )
    return Page([_line(here, one) for one in found.items], found.next_cursor)


def _line(here: Here, one: merchants.Application) -> Line:
    return Line(
        (
            Cell(one.title),
            Cell(say(here, f"apply.kind.{one.kind.value}")),
            Cell(say(here, f"apply.state.{one.state.value}")),
            Cell(one.license_number if may(here, roles.JUDGES) else None),
            Cell(one.submitted_at),
            Cell(one.reason),
        )
    )


LISTING = Listing("applications", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/applications.csv", opt={"who": Who.OPERATOR, "roles": roles.EVERYONE})
async def applications_csv(here: Asked) -> Stream:
    """The queue as a file; that it was taken is written into the audit trail."""
    return await list_csv(here, LISTING)


ROUTES = [applications_csv]

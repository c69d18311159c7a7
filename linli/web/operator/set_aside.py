"""What is set aside in the ledger and waits for its outcome, with the two accounts it is meant for."""

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.modules import ledger, orders
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.journal import account_cell, kind_said
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import room_url
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
FILTERS = (Filter("account", "id"),)
HEADINGS = (
    Heading("at"),
    Heading("booking"),
    Heading("debit"),
    Heading("credit"),
    Heading("amount", number=True),
    Heading("expires"),
    Heading("order"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Pending transfers, oldest first; of one account where its id is wished."""
    page = await ledger.pendings_waiting(reader, here.market_id, wishes.uuid("account"), after, size)
    sides = {side for one in page.items for side in (one.debit_account_id, one.credit_account_id)}
    accounts = await ledger.accounts_of_ids(reader, here.market_id, sides)
    about = await orders.orders_of_ids(reader, here.market_id, {one.subject_id for one in page.items})
    rows = []
    for one in page.items:
        order = about.get(one.subject_id)
        cells = (
            Cell(one.made_at),
            Cell(kind_said(here, one.kind)),
            account_cell(here, accounts.get(one.debit_account_id)),
            account_cell(here, accounts.get(one.credit_account_id)),
            Cell(one.amount),
            Cell(one.expires_at, soft=True),
            Cell(order.number_grouped, room_url(here, f"orders/{order.order_id}"), code=True)
            if order
            else Cell(str(one.subject_id)[-8:], code=True),
        )
        rows.append(Line(cells))
    return Page(rows, page.next_cursor)


LISTING = Listing("set_aside", HEADINGS, FILTERS, lines, path="ledger/set-aside")


@get("/{market:str}/operator/ledger/set-aside", opt=SEE)
async def set_aside_list(here: Asked) -> Response[str]:
    """Everything that is set aside."""
    return await list_page(here, LISTING, place="ledger")


@get("/{market:str}/operator/ledger/set-aside.csv", opt=SEE)
async def set_aside_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


ROUTES = [set_aside_list, set_aside_csv]

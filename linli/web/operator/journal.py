"""The journal: every transfer in the market, with the two accounts it went between."""

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.modules import ledger
from linli.modules.ledger import HeldAccount, TransferFilter
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
FILTERS = (Filter("kind", "text"), Filter("since", "day"), Filter("until", "day"))
HEADINGS = (
    Heading("at", sortable=True),
    Heading("booking"),
    Heading("debit"),
    Heading("credit"),
    Heading("amount", number=True),
    Heading("order"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Transfers with both their accounts."""
    wanted = TransferFilter(kind=wishes.choice("kind"), since=wishes.since(), until=wishes.until())
    page = await ledger.transfers_of_market(
        reader, here.market_id, wanted, after, size, oldest_first=wishes.oldest_first
    )
    sides = {side for one in page.items for side in (one.debit_account_id, one.credit_account_id)}
    accounts = await ledger.accounts_of_ids(reader, here.market_id, sides)
    rows = [
        Line(
            (
                Cell(one.made_at),
                Cell(kind_said(here, one.kind), room_url(here, f"journal?kind={one.kind}")),
                account_cell(here, accounts.get(one.debit_account_id)),
                account_cell(here, accounts.get(one.credit_account_id)),
                Cell(one.amount),
                Cell(str(one.subject_id)[-8:], room_url(here, f"orders/{one.subject_id}"), code=True),
            )
        )
        for one in page.items
    ]
    return Page(rows, page.next_cursor)


def kind_said(here: Here, kind: str) -> str:
    """What a transfer was for, in words where its kind has some."""
    key = f"operator.booking.{kind}"
    return say(here, key) if here.words.has(key) else kind


def account_said(here: Here, account: HeldAccount | ledger.AccountLine | None) -> str | None:
    """An account by its purpose and, where there are many, the end of its owner's id."""
    if account is None:
        return None
    purpose = say(here, f"operator.purpose_of.{account.purpose}")
    owner = account.owner.partition(":")[2]
    return f"{purpose} {owner if len(owner) < 32 else '…' + owner[-8:]}" if owner else purpose


def account_cell(here: Here, account: HeldAccount | None) -> Cell:
    """An account, leading to its statement."""
    if account is None:
        return Cell(None)
    return Cell(account_said(here, account), room_url(here, f"ledger/accounts/{account.account_id}"))


LISTING = Listing("journal", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/journal", opt=SEE)
async def transfer_list(here: Asked) -> Response[str]:
    """Every transfer of the market."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/journal.csv", opt=SEE)
async def transfer_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


ROUTES = [transfer_list, transfer_csv]

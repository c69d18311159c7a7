"""The ledger: its totals, which balance, the accounts behind each, and every movement behind an account."""

from datetime import timedelta
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page
from linli.modules import ledger, merchants, orders
from linli.modules.ledger import AccountLine, Purpose
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.books import books_of
from linli.web.operator.journal import account_said, kind_said
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import room_page, room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
# The worker seals within a minute; so many set-asides are counted, beyond which the page says "more".
SEALED_WITHIN = timedelta(minutes=2)
MANY = 500
PURPOSES = [purpose.value for purpose in Purpose]
FILTERS = (
    Filter("purpose", choices=PURPOSES, words="operator.purpose_of"),
    Filter("holding", choices=("yes",), words="operator.holding"),
)
HEADINGS = (
    Heading("account"),
    Heading("owner"),
    Heading("balance", number=True),
    Heading("opened"),
)


@get("/{market:str}/operator/ledger", opt=SEE)
async def ledger_page(here: Asked) -> Response[str]:
    """The totals of one moment; each leads to the accounts it is made of."""
    async with here.services.db.snapshot() as reader:
        totals = await ledger.totals(reader, here.market_id)
        chain = await ledger.chain_state(reader, here.market_id)
        aside = await ledger.pendings_waiting(reader, here.market_id, size=MANY)
    return await room_page(
        here,
        "ledger.html",
        nav="ledger",
        books=books_of(totals, here.market.currency),
        accounts=room_url(here, "ledger/accounts"),
        chain=chain,
        late=bool(chain.tail_since and here.services.db.clock() - chain.tail_since > SEALED_WITHIN),
        aside=len(aside.items),
        more_aside=aside.next_cursor is not None,
    )


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """The accounts of one purpose (escrow where none is wished), with what each holds and whose it is."""
    purpose = Purpose(wishes.text("purpose") or Purpose.ESCROW)
    page = await ledger.accounts(
        reader,
        here.market_id,
        purpose,
        holding_only=wishes.yes_no("holding") is True,
        cursor=after,
        size=size,
    )
    owners = await _owners(here, reader, page.items)
    rows = [
        Line(
            (
                Cell(account_said(here, one), room_url(here, f"ledger/accounts/{one.account_id}")),
                owners.get(one.owner) or owner_cell(here, one.owner),
                Cell(one.balance),
                Cell(one.opened_at, soft=True),
            )
        )
        for one in page.items
    ]
    return Page(rows, page.next_cursor)


def owner_cell(here: Here, owner: str) -> Cell:
    """An owner that has no page of its own: the market, a provider by name, others by their id."""
    kind, _, name = owner.partition(":")
    said = say(here, f"operator.owner.{kind}") if here.words.has(f"operator.owner.{kind}") else kind
    return Cell(f"{said} · {name}" if name else said)


async def _owners(here: Here, reader: Reader, found: list[AccountLine]) -> dict[str, Cell]:
    """Whose accounts these are: orders by their number, merchants by name; the market's own are left out."""
    named = {one.owner: one.owner.partition(":") for one in found}
    ids = {
        owner: (kind, UUID(text)) for owner, (kind, _, text) in named.items() if kind in ("order", "merchant")
    }
    order_ids = [key for kind, key in ids.values() if kind == "order"]
    merchant_ids = [key for kind, key in ids.values() if kind == "merchant"]
    about = await orders.orders_of_ids(reader, here.market_id, order_ids)
    sellers = await merchants.merchants_of_ids(reader, here.market_id, merchant_ids)
    cells = {}
    for owner, (kind, key) in ids.items():
        if kind == "order" and key in about:
            cells[owner] = Cell(about[key].number_grouped, room_url(here, f"orders/{key}"), code=True)
        elif key in sellers:
            cells[owner] = Cell(sellers[key].name, room_url(here, f"merchants/{key}"))
        else:
            cells[owner] = Cell(owner, code=True)
    return cells


LISTING = Listing("accounts", HEADINGS, FILTERS, lines, path="ledger/accounts")


@get("/{market:str}/operator/ledger/accounts", opt=SEE)
async def account_list(here: Asked) -> Response[str]:
    """The accounts that a total is made of."""
    return await list_page(here, LISTING, place="ledger")


@get("/{market:str}/operator/ledger/accounts.csv", opt=SEE)
async def account_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


def statement_of(account_id: UUID) -> Listing:
    """One account's statement as a list."""

    async def movements(here: Here, reader: Reader, _: Wishes, after: str | None, size: int) -> Page[Line]:
        account = await ledger.account(reader, here.market_id, account_id)
        page = await ledger.movements(reader, here.market_id, account, after, size)
        about = await orders.orders_of_ids(reader, here.market_id, {one.subject_id for one in page.items})
        rows = []
        for one in page.items:
            order = about.get(one.subject_id)
            shown = order.number_grouped if order else str(one.subject_id)
            cells = (
                Cell(one.made_at),
                Cell(kind_said(here, one.kind)),
                Cell(shown, room_url(here, f"orders/{one.subject_id}") if order else "", code=True),
                Cell(Money(one.amount_minor, one.currency)),
            )
            rows.append(Line(cells))
        return Page(rows, page.next_cursor)

    headings = (Heading("at"), Heading("booking"), Heading("order"), Heading("amount", number=True))
    address = f"ledger/accounts/{account_id}"
    return Listing("statement", headings, (), movements, path=address, export=f"{address}/statement.csv")


@get("/{market:str}/operator/ledger/accounts/{account_id:uuid}", opt=SEE)
async def account_page(here: Asked, account_id: FromPath[UUID]) -> Response[str]:
    """Every movement behind what one account holds; positive is credited to it."""
    async with here.services.db.read() as reader:
        account = await ledger.account(reader, here.market_id, account_id)
        found = await ledger.standing(reader, here.market_id, account)
    title = account_said(here, account)
    holds = Money(found.balance_minor, account.currency)
    beside = {
        name: Money(minor, account.currency)
        for name, minor in (
            ("leaving", found.leaving_minor),
            ("arriving", found.arriving_minor),
            ("credit_limit", found.credit_limit_minor or 0),
        )
        if minor
    }
    aside = room_url(here, f"ledger/set-aside?account={account_id}") if beside else ""
    return await list_page(
        here, statement_of(account_id), place="ledger", title=title, holds=holds, beside=beside, aside=aside
    )


@get("/{market:str}/operator/ledger/accounts/{account_id:uuid}/statement.csv", opt=SEE)
async def statement_csv(here: Asked, account_id: FromPath[UUID]) -> Stream:
    """The same as a file."""
    return await list_csv(here, statement_of(account_id))


ROUTES = [ledger_page, account_list, account_csv, account_page, statement_csv]

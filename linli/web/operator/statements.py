"""Statements of the market, and the lines that merchants dispute."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel import money as amounts
from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import merchants, orders, settlement, treasury
from linli.modules.settlement import StatementState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.payouts import bank_said
from linli.web.operator.room import back_with, reason_in, room_page, room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Column, DenseTable, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
STATES = [state.value for state in StatementState]
BADGES = {"draft": "offer", "disputed": "bad", "paid": "good"}
FILTERS = (
    Filter("state", choices=STATES, words="operator.statement_state"),
    Filter("merchant", "id"),
)
HEADINGS = (
    Heading("statement"),
    Heading("merchant"),
    Heading("state"),
    Heading("total", number=True),
    Heading("entries", number=True),
    Heading("from"),
    Heading("until"),
    Heading("confirms"),
)
DISPUTE_HEADINGS = (
    Heading("dispute"),
    Heading("merchant"),
    Heading("state"),
    Heading("amount", number=True),
    Heading("opened"),
    Heading("answer"),
)
LINE_COLUMNS = ("at", "booking", "order", "gross", "commission", "amount")


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Statements, newest first, with their merchants."""
    state = StatementState(wishes.text("state")) if wishes.text("state") else None
    page = await settlement.statements(reader, here.market_id, wishes.uuid("merchant"), state, after, size)
    payees = {one.payee_id for one in page.items}
    sellers = await merchants.merchants_of_ids(reader, here.market_id, payees)
    rows = [
        Line(
            (
                Cell(one.number, room_url(here, f"statements/{one.statement_id}"), code=True),
                Cell(
                    sellers[one.payee_id].name if one.payee_id in sellers else None,
                    room_url(here, f"merchants/{one.payee_id}/money"),
                ),
                Cell(
                    say(here, f"operator.statement_state.{one.state}"), badge=BADGES.get(one.state, "plain")
                ),
                Cell(one.total),
                Cell(one.entry_count),
                Cell(one.period_from, soft=True),
                Cell(one.period_until, soft=True),
                Cell(one.confirms_at if one.open else None, soft=True),
            )
        )
        for one in page.items
    ]
    return Page(rows, page.next_cursor)


LISTING = Listing("statements", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/statements", opt=SEE)
async def statement_list(here: Asked) -> Response[str]:
    """Every statement of the market."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/statements.csv", opt=SEE)
async def statement_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


@get("/{market:str}/operator/statements/{statement_id:uuid}", opt=SEE)
async def statement_page(here: Asked, statement_id: FromPath[UUID]) -> Response[str]:
    """One statement line by line, and every try to pay it."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        statement = await settlement.statement(reader, here.market_id, statement_id, None)
        page = await settlement.statement_entries(reader, here.market_id, statement_id, after)
        about = await orders.orders_of_ids(
            reader, here.market_id, {one.order_id for one in page.items if one.order_id}
        )
        seller = await merchants.merchant(reader, here.market_id, statement.payee_id)
        tries = await treasury.payouts_of_statements(reader, here.market_id, [statement_id])
    rows = []
    for one in page.items:
        order = about.get(one.order_id) if one.order_id else None
        rows.append(
            Line(
                (
                    Cell(one.made_at),
                    Cell(say(here, f"operator.entry_kind.{one.kind}")),
                    Cell(
                        order.number_grouped if order else None,
                        room_url(here, f"orders/{one.order_id}") if order else "",
                        code=True,
                    ),
                    Cell(one.gross),
                    Cell(one.commission),
                    Cell(one.amount),
                )
            )
        )
    table = DenseTable(
        caption=say(here, "operator.statements.lines"),
        columns=[Column(say(here, f"operator.col.{key}"), key in LINE_COLUMNS[3:]) for key in LINE_COLUMNS],
        lines=rows,
        empty_title=say(here, "operator.none_found"),
        empty_text="",
        next_href=f"{here.request.url.path}?after={page.next_cursor}" if page.next_cursor else "",
    )
    return await room_page(
        here,
        "statement.html",
        nav="statements",
        statement=statement,
        seller=seller,
        table=table,
        tries=[(one, bank_said(here, one.reason)) for one in tries],
    )


async def dispute_lines(
    here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int
) -> Page[Line]:
    """Disputed lines, newest first; those that wait, unless all are wished for."""
    only_open = wishes.yes_no("decided") is not True
    page = await settlement.disputes(reader, here.market_id, None, after, size, only_open=only_open)
    payees = {one.payee_id for one in page.items}
    sellers = await merchants.merchants_of_ids(reader, here.market_id, payees)
    entries = await settlement.entries_of_ids(reader, here.market_id, {one.entry_id for one in page.items})
    rows = [
        Line(
            (
                Cell(one.note, room_url(here, f"disputes/{one.dispute_id}")),
                Cell(sellers[one.payee_id].name if one.payee_id in sellers else None),
                Cell(
                    say(
                        here,
                        "operator.dispute_state.decided"
                        if one.resolved_at
                        else "operator.dispute_state.open",
                    ),
                    badge="plain" if one.resolved_at else "bad",
                ),
                Cell(entries[one.entry_id].amount if one.entry_id in entries else None),
                Cell(one.opened_at, soft=True),
                Cell(one.answer or None, soft=True),
            )
        )
        for one in page.items
    ]
    return Page(rows, page.next_cursor)


DISPUTES = Listing(
    "disputes",
    DISPUTE_HEADINGS,
    (Filter("decided", choices=("yes",), words="operator.decided"),),
    dispute_lines,
    told=("dispute_decided",),
)


@get("/{market:str}/operator/disputes", opt=SEE)
async def dispute_list(here: Asked) -> Response[str]:
    """Lines of statements that merchants do not accept."""
    return await list_page(here, DISPUTES, place="statements")


@get("/{market:str}/operator/disputes.csv", opt=SEE)
async def dispute_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, DISPUTES)


@get("/{market:str}/operator/disputes/{dispute_id:uuid}", opt=SEE)
async def dispute_page(here: Asked, dispute_id: FromPath[UUID]) -> Response[str]:
    """What is said about a line, how the line was reckoned, and a decision."""
    return await _dispute(here, dispute_id)


async def _dispute(here: Here, dispute_id: UUID, refusal: Refusal | None = None) -> Response[str]:
    form = await here.request.form() if refusal else {}
    async with here.services.db.read() as reader:
        dispute = await settlement.dispute(reader, here.market_id, dispute_id)
        entry = (await settlement.entries_of_ids(reader, here.market_id, [dispute.entry_id]))[
            dispute.entry_id
        ]
        seller = await merchants.merchant(reader, here.market_id, dispute.payee_id)
        order = entry.order_id and (await orders.orders_of_ids(reader, here.market_id, [entry.order_id])).get(
            entry.order_id
        )
    return await room_page(
        here,
        "dispute.html",
        nav="statements",
        refused=refusal,
        dispute=dispute,
        entry=entry,
        seller=seller,
        order=order,
        correction=str(form.get("correction", "")),
        why=str(form.get("why", "")),
        wrong=str(refusal.params.get("field", "")) if refusal else "",
    )


@post("/{market:str}/operator/disputes/{dispute_id:uuid}/decision", opt=SEE)
async def dispute_decided(here: Asked, dispute_id: FromPath[UUID]) -> Response[str]:
    """The line goes into the next statement, with a correction or without."""
    typed = str((await here.request.form()).get("correction", "")).strip()
    try:
        why = await reason_in(here)
        minor = _correction_in(here, typed)
        async with here.services.db.work(here.actor) as work:
            await settlement.decide_dispute(work, here.market_id, dispute_id, minor, why)
    except Refusal as refusal:
        return await _dispute(here, dispute_id, refusal)
    return back_with(here, "disputes", "dispute_decided")


def _correction_in(here: Here, typed: str) -> int:
    """An amount with a sign, in the market's currency; nothing typed is none. Refuses: invalid."""
    sign = -1 if typed.startswith(("-", "−")) else 1
    amount = typed[1:].strip() if typed.startswith(("+", "-", "−")) else typed or "0"
    try:
        return sign * amounts.parse(amount, here.market.currency).minor
    except ValueError:
        raise INVALID(field="correction") from None


ROUTES = [
    statement_list,
    statement_csv,
    statement_page,
    dispute_list,
    dispute_csv,
    dispute_page,
    dispute_decided,
]

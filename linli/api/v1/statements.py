"""The merchant's statements: what was paid out, line by line."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath

from linli.api.call import Called
from linli.api.v1.shapes import After, Cursor, Money, Size, money_of
from linli.modules import merchants, settlement
from linli.services import Who

OWNER = merchants.StaffRole.OWNER
STATEMENTS = "/markets/{market:str}/stores/{slug:str}/statements"


class Statement(msgspec.Struct, frozen=True):
    """What the merchant is paid for a stretch of time; it confirms itself at `confirms_at`.

    States: draft, disputed (a line is held out), confirmed, paying (at the bank), paid, dissolved.
    """

    statement_id: UUID
    number: str
    state: settlement.StatementState
    total: Money
    entries: int
    period_from: datetime
    period_until: datetime
    confirms_at: datetime
    paid_at: datetime | None


class StatementPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[Statement]
    next_cursor: Cursor


class StatementLine(msgspec.Struct, frozen=True):
    """One entry: `gross` was consumed, `amount` is the merchant's; between them are the commission and, in a
    franchise, the parts of others.
    """

    entry_id: UUID
    kind: settlement.EntryKind
    order_id: UUID | None
    voucher_id: UUID | None
    gross: Money
    commission: Money
    amount: Money
    made_at: datetime


class StatementLines(msgspec.Struct, frozen=True):
    """A statement with a page of its lines, as they were earned."""

    statement: Statement
    lines: list[StatementLine]
    next_cursor: Cursor


@get(
    STATEMENTS,
    opt={"who": Who.OWNER, "scope": "merchant"},
    tags=["Desk"],
    summary="The merchant's statements",
)
async def list_statements(
    call: Called, slug: FromPath[str], cursor: After = None, size: Size = 30
) -> StatementPage:
    """Of all the merchant's stores in this market, newest first."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, OWNER)
        page = await settlement.statements(reader, call.market_id, member.merchant_id, None, cursor, size)
    return StatementPage([_statement_of(one) for one in page.items], page.next_cursor)


@get(
    STATEMENTS + "/{statement_id:uuid}",
    opt={"who": Who.OWNER, "scope": "merchant"},
    tags=["Desk"],
    summary="A statement, line by line",
)
async def get_statement(
    call: Called, slug: FromPath[str], statement_id: FromPath[UUID], cursor: After = None, size: Size = 30
) -> StatementLines:
    """In the order in which it was earned."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, OWNER)
        found = await settlement.statement(reader, call.market_id, statement_id, member.merchant_id)
        page = await settlement.statement_entries(reader, call.market_id, statement_id, cursor, size)
    return StatementLines(_statement_of(found), [_line_of(one) for one in page.items], page.next_cursor)


@post(
    STATEMENTS + "/{statement_id:uuid}/confirmation",
    opt={"who": Who.OWNER, "scope": "merchant"},
    tags=["Desk"],
    summary="Accept a statement",
    status_code=200,
)
async def confirm_statement(call: Called, slug: FromPath[str], statement_id: FromPath[UUID]) -> Statement:
    """It is paid with the next batch; accepting it again changes nothing."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, OWNER)
        await settlement.confirm_statement(work, call.market_id, member.merchant_id, statement_id)
        found = await settlement.statement(work, call.market_id, statement_id, member.merchant_id)
    return _statement_of(found)


def _statement_of(one: settlement.Statement) -> Statement:
    return Statement(
        statement_id=one.statement_id,
        number=one.number,
        state=one.state,
        total=money_of(one.total),
        entries=one.entry_count,
        period_from=one.period_from,
        period_until=one.period_until,
        confirms_at=one.confirms_at,
        paid_at=one.paid_at,
    )


def _line_of(one: settlement.Entry) -> StatementLine:
    return StatementLine(
        entry_id=one.entry_id,
        kind=one.kind,
        order_id=one.order_id,
        voucher_id=one.voucher_id,
        gross=money_of(one.gross),
        commission=money_of(one.commission),
        amount=money_of(one.amount),
        made_at=one.made_at,
    )

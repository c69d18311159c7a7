"""The merchant's statements: what was paid out, line by line."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from linli.api.call import Called
from linli.api.v1.shapes import After, Size, money_of
from linli.api.v1.shapes_statements import Statement, StatementLine, StatementLines, StatementPage
from linli.modules import merchants, settlement
from linli.services import Who

OWNER = merchants.StaffRole.OWNER
STATEMENTS = "/markets/{market:str}/stores/{slug:str}/statements"


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
    opt={"who": Who.OWNER, "scope": "merchant", "refuses": "statement_closed"},
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

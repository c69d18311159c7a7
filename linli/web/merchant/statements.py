"""The merchant's statements: list, page, confirmation, disputed lines, and the sheets to print."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import merchants, settlement, treasury
from linli.modules.merchants import StaffRole
from linli.modules.settlement import KindSum, Statement
from linli.services import Who
from linli.web.merchant.money_views import EntryRow, entry_rows
from linli.web.merchant.sheets import sheets_of
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_OWNERS = {"who": Who.OWNER}
LINES = 100
# A printed statement is read by people; what is longer is for a spreadsheet.
MOST_PRINTED = 3000
ROOT = "/{market:str}/desk/{slug:str}/money/statements"


class SumRow(msgspec.Struct, frozen=True):
    """All entries of one kind, as money; of the gross the market paid `subsidy`, for its coupons."""

    kind: str
    part: str
    entries: int
    gross: Money
    commission: Money
    others: Money
    amount: Money
    subsidy: Money


@get(ROOT, opt=ONLY_OWNERS)
async def statement_list(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every statement of the merchant, newest first."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        merchant_id = shop.member.merchant_id
        page = await settlement.statements(reader, here.market_id, merchant_id, None, after, 30)
    return desk_page(
        here,
        shop,
        "statements.html",
        nav="money",
        statements=page.items,
        after=page.next_cursor,
        first=not after,
    )


@get(ROOT + "/{statement_id:uuid}", opt=ONLY_OWNERS)
async def statement_page(here: Asked, slug: FromPath[str], statement_id: FromPath[UUID]) -> Response[str]:
    """One statement: its sums by kind, its lines, its payout."""
    return await _page(here, slug, statement_id)


async def _page(here: Here, slug: str, statement_id: UUID, refusal: Refusal | None = None) -> Response[str]:
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop, statement = await owned(here, reader, slug, statement_id)
        page = await settlement.statement_entries(reader, here.market_id, statement_id, after, LINES)
        rows = await entry_rows(here, reader, shop, page.items)
        sums = sum_rows(statement, await settlement.statement_sums(reader, here.market_id, statement_id))
        tries = await treasury.payouts_of_statements(reader, here.market_id, [statement_id])
        payee = shop.member.merchant_id
        told = (await settlement.disputes(reader, here.market_id, payee)).items
    return desk_page(
        here,
        shop,
        "statement.html",
        refused=refusal,
        said={"confirmed": not statement.open, "disputed": bool(told)},
        nav="money",
        statement=statement,
        sums=sums,
        rows=rows,
        tries=tries,
        disputes=[one for one in told if one.statement_id == statement_id],
        after=page.next_cursor,
        refusal=refusal,
    )


@post(ROOT + "/{statement_id:uuid}/confirmation", opt=ONLY_OWNERS)
async def confirmed(here: Asked, slug: FromPath[str], statement_id: FromPath[UUID]) -> Response[str]:
    """The owner accepts the statement; it is paid with the next batch."""
    try:
        async with here.services.db.work(here.actor) as work:
            shop, _ = await owned(here, work, slug, statement_id)
            payee = shop.member.merchant_id
            await settlement.confirm_statement(work, here.market_id, payee, statement_id)
    except Refusal as refusal:
        if refusal.kind is NOT_FOUND:
            raise
        return await _page(here, slug, statement_id, refusal)
    return here.see_other(f"{shop.desk}/money/statements/{statement_id}?done=confirmed")


@get(ROOT + "/{statement_id:uuid}/disputes/{entry_id:uuid}", opt=ONLY_OWNERS)
async def dispute_form(
    here: Asked, slug: FromPath[str], statement_id: FromPath[UUID], entry_id: FromPath[UUID]
) -> Response[str]:
    """Asks what is wrong with a line."""
    return await _dispute_form(here, slug, statement_id, entry_id)


async def _dispute_form(
    here: Here, slug: str, statement_id: UUID, entry_id: UUID, note: str = "", refusal: Refusal | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        shop, statement = await owned(here, reader, slug, statement_id)
        entry = (await settlement.entries_of_ids(reader, here.market_id, [entry_id])).get(entry_id)
        if entry is None or entry.statement_id != statement_id:
            raise NOT_FOUND()
        (row,) = await entry_rows(here, reader, shop, [entry])
    return desk_page(
        here,
        shop,
        "dispute.html",
        refused=refusal,
        nav="money",
        statement=statement,
        row=row,
        note=note,
        refusal=refusal,
    )


@post(ROOT + "/{statement_id:uuid}/disputes/{entry_id:uuid}", opt=ONLY_OWNERS)
async def disputed(
    here: Asked, slug: FromPath[str], statement_id: FromPath[UUID], entry_id: FromPath[UUID]
) -> Response[str]:
    """The line is held out; the operator looks at it, and the rest of the statement goes on."""
    note = typed(await here.request.form(), "note")
    try:
        async with here.services.db.work(here.actor) as work:
            shop, _ = await owned(here, work, slug, statement_id)
            which = (shop.member.merchant_id, statement_id, entry_id)
            await settlement.dispute_line(work, here.market_id, *which, note)
    except Refusal as refusal:
        if refusal.kind is NOT_FOUND:
            raise
        return await _dispute_form(here, slug, statement_id, entry_id, note, refusal)
    return here.see_other(f"{shop.desk}/money/statements/{statement_id}?done=disputed")


@get(ROOT + "/{statement_id:uuid}/print", opt=ONLY_OWNERS)
async def statement_print(here: Asked, slug: FromPath[str], statement_id: FromPath[UUID]) -> Response[str]:
    """The statement on sheets of A4, each with its head, what was carried over and what is carried on."""
    async with here.services.db.read() as reader:
        shop, statement = await owned(here, reader, slug, statement_id)
        page = await settlement.statement_entries(reader, here.market_id, statement_id, None, MOST_PRINTED)
        rows = await entry_rows(here, reader, shop, page.items)
        sums = sum_rows(statement, await settlement.statement_sums(reader, here.market_id, statement_id))
        merchant = await merchants.merchant(reader, here.market_id, shop.member.merchant_id)
    return here.page(
        "merchant/statement_print.html",
        shop=shop,
        merchant=merchant,
        statement=statement,
        sums=sums,
        sheets=sheets_of(rows, statement.currency),
        cut=page.next_cursor is not None,
    )


async def owned(here: Here, reader: Reader, slug: str, statement_id: UUID) -> tuple[Shop, Statement]:
    """The shop and one of its merchant's statements. Refuses: not_found (or another's), not_allowed."""
    shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    merchant_id = shop.member.merchant_id
    return shop, await settlement.statement(reader, here.market_id, statement_id, merchant_id)


def sum_rows(statement: Statement, sums: list[KindSum]) -> list[SumRow]:
    """The sums of a statement as money; together they are its total."""
    shown = []
    for one in sums:
        others = one.gross_minor - one.commission_minor - one.amount_minor
        parts = (one.gross_minor, one.commission_minor, others, one.amount_minor, one.subsidy_minor)
        monies = [Money(minor, statement.currency) for minor in parts]
        shown.append(SumRow(one.kind.value, one.part, one.entries, *monies))
    return shown


def line_cells(row: EntryRow) -> list[str | Money]:
    """A line as files have it, without its time and kind."""
    return [row.title, row.number, row.store, row.gross, row.commission, row.others, row.amount, row.note]


ROUTES = [
    statement_list,
    statement_page,
    confirmed,
    dispute_form,
    disputed,
    statement_print,
]

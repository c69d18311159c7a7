"""The merchant's entries and statements as files for a spreadsheet."""

import io
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import xlsxwriter
from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.money import MINOR_DIGITS, Money
from linli.modules import settlement
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.money_views import EntryRow, entry_rows
from linli.web.merchant.shop import Shop, shop_of, words_for
from linli.web.merchant.statements import line_cells, owned
from linli.web.shared.dense import csv_line, csv_value
from linli.web.shared.http import Asked, Here

BATCH = 500
HEADS = ("when", "what", "deal", "number", "store", "gross", "commission", "others", "amount", "note")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATEMENT = "/{market:str}/desk/{slug:str}/money/statements/{statement_id:uuid}"
ONLY_OWNERS = {"who": Who.OWNER}


@get("/{market:str}/desk/{slug:str}/money.csv", opt=ONLY_OWNERS)
async def money_file(here: Asked, slug: FromPath[str]) -> Stream:
    """Every entry, newest first, in the market's time and currency; amounts with a point."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    headers = _headers(f"{slug}-money.csv")
    return Stream(_lines(here, shop, None), media_type="text/csv; charset=utf-8", headers=headers)


@get(STATEMENT + "/lines.csv", opt=ONLY_OWNERS)
async def statement_csv(here: Asked, slug: FromPath[str], statement_id: FromPath[UUID]) -> Stream:
    """A statement line by line."""
    async with here.services.db.read() as reader:
        shop, statement = await owned(here, reader, slug, statement_id)
    headers = _headers(f"{slug}-{statement.number}.csv")
    lines = _lines(here, shop, statement_id)
    return Stream(lines, media_type="text/csv; charset=utf-8", headers=headers)


@get(STATEMENT + "/lines.xlsx", opt=ONLY_OWNERS)
async def statement_xlsx(here: Asked, slug: FromPath[str], statement_id: FromPath[UUID]) -> Response[bytes]:
    """A statement as a workbook: amounts are numbers, texts stay texts whatever they begin with."""
    async with here.services.db.read() as reader:
        shop, statement = await owned(here, reader, slug, statement_id)
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(statement.number)
    digits = MINOR_DIGITS[statement.currency]
    amount_format = book.add_format({"num_format": "0." + "0" * digits if digits else "0"})
    bold = book.add_format({"bold": True})
    for column, head in enumerate(_heads(here)):
        sheet.write_string(0, column, head, bold)
    number = 0
    async for row in _rows(here, shop, statement_id):
        number += 1
        for column, cell in enumerate(_cells(here, row)):
            if isinstance(cell, Money):
                sheet.write_number(number, column, exact(cell), amount_format)
            else:
                sheet.write_string(number, column, _text(here, cell))
    sheet.write_string(number + 1, 0, here.words.t("desk.statement.total").unescape(), bold)
    sheet.write_number(number + 1, HEADS.index("amount"), exact(statement.total), amount_format)
    book.close()
    headers = _headers(f"{slug}-{statement.number}.xlsx")
    return Response(out.getvalue(), media_type=XLSX, headers=headers)


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


async def _rows(here: Here, shop: Shop, statement_id: UUID | None) -> AsyncIterator[EntryRow]:
    """A batch at a time, each with a connection of its own, so that a slow download holds none."""
    after: str | None = None
    while True:
        async with here.services.db.read() as reader:
            about = (reader, here.market_id)
            if statement_id is None:
                payee = shop.member.merchant_id
                page = await settlement.entries_of_payee(*about, payee, after, BATCH)
            else:
                page = await settlement.statement_entries(*about, statement_id, after, BATCH)
            rows = await entry_rows(here, reader, shop, page.items)
        for row in rows:
            yield row
        if page.next_cursor is None:
            return
        after = page.next_cursor


async def _lines(here: Here, shop: Shop, statement_id: UUID | None) -> AsyncIterator[bytes]:
    # The mark tells spreadsheets that this is UTF-8.
    yield b"\xef\xbb\xbf" + csv_line(_heads(here)).encode()
    async for row in _rows(here, shop, statement_id):
        zone = here.market.timezone
        yield csv_line([csv_value(cell, zone) for cell in _cells(here, row)]).encode()


def _heads(here: Here) -> list[str]:
    return [here.words.t(f"desk.money.file.{head}").unescape() for head in HEADS]


def _cells(here: Here, row: EntryRow) -> list[str | Money | datetime]:
    said = here.words.t(f"desk.money.kind.{row.kind}").unescape()
    return [row.at, said, *line_cells(row)]


def _text(here: Here, cell: str | datetime | Money) -> str:
    return words_for(here, cell).exact(cell) if isinstance(cell, datetime) else str(cell)


def exact(amount: Money) -> Decimal:
    """The amount in whole units, exactly."""
    return Decimal(amount.minor).scaleb(-MINOR_DIGITS[amount.currency])


ROUTES = [money_file, statement_csv, statement_xlsx]

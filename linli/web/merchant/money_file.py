"""The merchant's statement as a file for a spreadsheet, written while it is read."""

import csv
import io
from collections.abc import AsyncIterator, Sequence

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.money import MINOR_DIGITS, Money
from linli.modules import orders, settlement
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.money import MoneyRow, money_row
from linli.web.merchant.shop import Shop, shop_of, words_for
from linli.web.shared.http import Asked, Here

BATCH = 500
# A cell that begins so would be run as a formula by a spreadsheet.
RISKY = ("=", "+", "-", "@", "\t", "\r")


@get("/{market:str}/desk/{slug:str}/money.csv", opt={"who": Who.OWNER})
async def money_file(here: Asked, slug: FromPath[str]) -> Stream:
    """Every movement, newest first, in the market's time and currency; amounts with a point."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}-money.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Stream(_lines(here, shop), media_type="text/csv; charset=utf-8", headers=headers)


async def _lines(here: Here, shop: Shop) -> AsyncIterator[bytes]:
    """A batch at a time, each with a connection of its own, so that a slow download holds none."""
    heads = ("when", "what", "deal", "number", "amount", "currency")
    # The mark tells spreadsheets that this is UTF-8.
    yield b"\xef\xbb\xbf" + _line([str(here.words.t(f"desk.money.file.{head}")) for head in heads])
    merchant = (here.market_id, shop.member.merchant_id, here.market.currency)
    after: str | None = None
    while True:
        async with here.services.db.read() as reader:
            page = await settlement.movements(reader, *merchant, after, BATCH)
            subjects = {line.subject_id for line in page.items}
            about = await orders.orders_of_ids(reader, here.market_id, subjects)
        for line in page.items:
            yield _line(_cells(here, money_row(here, shop, line, about.get(line.subject_id))))
        if page.next_cursor is None:
            return
        after = page.next_cursor


def _cells(here: Here, row: MoneyRow) -> list[str]:
    words = words_for(here, row.at)
    said = here.words.t(f"desk.money.kind.{row.kind}").unescape()
    return [
        words.exact(row.at),
        safe(said),
        safe(row.title),
        row.number,
        decimal(row.amount),
        row.amount.currency,
    ]


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) else text


def decimal(amount: Money) -> str:
    """`-1234.50`: minor units with a point, as every spreadsheet reads it."""
    digits = MINOR_DIGITS[amount.currency]
    whole, rest = divmod(abs(amount.minor), 10**digits)
    sign = "-" if amount.minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


ROUTES = [money_file]

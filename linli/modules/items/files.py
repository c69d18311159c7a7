"""A whole file read at once: its columns, its rows as they stand, and what they mean."""

from collections.abc import Sequence

import msgspec

from linli.modules.items.columns import Columns, read_columns
from linli.modules.items.rows import ReadRow, read_rows
from linli.modules.items.sheets import Row, read_sheet
from linli.modules.items.templates import TradeTemplate, template_of


class ReadFile(msgspec.Struct, frozen=True):
    """A file that can be planned with; `data` is kept as it came."""

    data: bytes
    trade: str
    columns: Columns
    rows: Sequence[Row]
    read: Sequence[ReadRow]

    @property
    def template(self) -> TradeTemplate:
        return template_of(self.trade)


def read_file(data: bytes, trade: str, language: str, currency: str) -> ReadFile:
    """A CSV or XLSX file for a shop of a trade.

    Refuses: too_large, file_locked, file_unreadable, too_many_rows, file_empty, columns_twice,
    columns_unknown.
    """
    columns, rows = read_columns(read_sheet(data, language), template_of(trade), language)
    return ReadFile(data, trade, columns, rows, read_rows(columns, rows, currency, language))

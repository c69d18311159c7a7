"""Rows of a file as values, each cell by itself; every fault is found, not only the first."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from linli.kernel import texts
from linli.kernel.refusals import Refusal
from linli.modules import markets
from linli.modules.items.cells import (
    CellError,
    read_allergens,
    read_barcode,
    read_content,
    read_number_code,
    read_place,
    read_price,
    read_weight,
    read_whole,
    read_word,
)
from linli.modules.items.columns import Column, Columns, Field
from linli.modules.items.model import ContentUnit
from linli.modules.items.option_cells import read_options
from linli.modules.items.plans import Fault
from linli.modules.items.requirements import (
    LONGEST_CODE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_WORD,
    MOST_DAYS,
    MOST_GUESTS,
    MOST_IN_STOCK,
    MOST_MINUTES,
)
from linli.modules.items.sheets import Row
from linli.modules.items.vocabulary import KINDS, STATES

# In a cell it empties what was there; an empty cell leaves it as it is.
CLEARED = ("-", "–", "—", "－")
LONGEST_SHOWN = 60
_OPTIONAL = {
    *(Field.TITLE_EN, Field.CATEGORY, Field.VARIANT_EN, Field.SKU, Field.GTIN, Field.CONTENT, Field.WEIGHT),
    *(Field.BRAND, Field.ORIGIN, Field.ORIGIN_EN, Field.BATCH, Field.ALLERGENS, Field.STATION, Field.HOURS),
    *(
        Field.OPTIONS,
        Field.SKILL,
        Field.GUESTS,
        Field.DAYS_TO_MAKE,
        Field.DESCRIPTION,
        Field.DESCRIPTION_EN,
        Field.ATTRIBUTE,
    ),
}
_LENGTHS = {
    **dict.fromkeys((Field.TITLE, Field.TITLE_EN, Field.VARIANT, Field.VARIANT_EN), LONGEST_TITLE),
    **dict.fromkeys((Field.BRAND, Field.ORIGIN, Field.ORIGIN_EN, Field.BATCH), LONGEST_TITLE),
    **dict.fromkeys((Field.STATION, Field.SKILL, Field.ATTRIBUTE), LONGEST_TITLE),
    **dict.fromkeys((Field.CATEGORY, Field.ITEM_KEY, Field.VARIANT_ID), LONGEST_WORD),
}
_CLEAR: dict[Field, Any] = {
    Field.CONTENT: (0, ContentUnit.NONE),
    Field.WEIGHT: 0,
    Field.GUESTS: 0,
    Field.DAYS_TO_MAKE: 0,
    Field.ALLERGENS: (),
    Field.OPTIONS: (),
}


class ReadRow(msgspec.Struct, frozen=True):
    """A row with what its cells mean: by field, and of attributes by name. Empty cells are not among them."""

    number: int
    values: dict[Field, Any]
    attributes: dict[str, str]
    faults: list[Fault]
    headings: dict[str, str]

    def fault(self, field: Field | None, code: str, **params: str | int) -> Fault:
        """A fault of this row; its heading is that of the column, where the file has it."""
        name = field.value if field else ""
        value = self.values.get(field, "") if field else ""
        plain = isinstance(value, str) or value == 0 or field in (Field.STOCK, Field.COUNTED)
        shown = str(value)[:LONGEST_SHOWN] if plain else ""
        return Fault(self.number, name, self.headings.get(name, ""), code, shown, params)


def read_rows(columns: Columns, rows: Sequence[Row], currency: str, language: str) -> list[ReadRow]:
    """Each row with its values and its faults."""
    readers = _readers(currency, language)
    headings = {one.field.value: one.heading for one in columns.columns}
    return [_read(columns, row, readers, headings) for row in rows]


def _read(
    columns: Columns, row: Row, readers: dict[Field, Callable[[str], Any]], headings: dict[str, str]
) -> ReadRow:
    found = ReadRow(row.number, {}, {}, [], headings)
    for column in columns.columns:
        text = row.cell(column.place)
        if not text:
            continue
        try:
            value = _value(column, text, column.place in row.formulas, readers)
        except CellError as wrong:
            shown = text[:LONGEST_SHOWN]
            fault = Fault(row.number, column.field, column.heading, wrong.code, shown, wrong.params)
            found.faults.append(fault)
            continue
        if column.field is Field.ATTRIBUTE:
            found.attributes[column.name] = value
        else:
            found.values[column.field] = value
    return found


def _value(column: Column, text: str, formula: bool, readers: dict[Field, Callable[[str], Any]]) -> Any:
    if formula:
        raise CellError("formula")
    if text in CLEARED and column.field in _OPTIONAL:
        return _CLEAR.get(column.field, "")
    if column.field is Field.ATTRIBUTE and len(column.name) > LONGEST_WORD:
        raise CellError("too_long", most=LONGEST_WORD)
    reader = readers.get(column.field)
    return reader(text) if reader else _line(text, _LENGTHS[column.field])


def _readers(currency: str, language: str) -> dict[Field, Callable[[str], Any]]:
    return {
        Field.PRICE: lambda text: read_price(text, currency),
        Field.GTIN: read_barcode,
        Field.SKU: lambda text: read_number_code(_line(text, LONGEST_CODE), LONGEST_CODE),
        Field.KIND: lambda text: read_word(KINDS, text, language),
        Field.STATE: lambda text: read_word(STATES, text, language),
        Field.CONTENT: read_content,
        Field.WEIGHT: read_weight,
        Field.ALLERGENS: lambda text: read_allergens(text, language),
        Field.HOURS: _hours,
        Field.OPTIONS: lambda text: read_options(text, currency),
        Field.MINUTES: lambda text: read_whole(text, 1, MOST_MINUTES),
        Field.PLACE: lambda text: read_place(text, language),
        Field.GUESTS: lambda text: read_whole(text, 0, MOST_GUESTS),
        Field.DAYS_TO_MAKE: lambda text: read_whole(text, 0, MOST_DAYS),
        Field.STOCK: lambda text: read_whole(text, 0, MOST_IN_STOCK),
        Field.COUNTED: lambda text: read_whole(text, 0, MOST_IN_STOCK),
        Field.DESCRIPTION: _lines,
        Field.DESCRIPTION_EN: _lines,
    }


def _line(text: str, longest: int) -> str:
    if len(text) > longest:
        raise CellError("too_long", most=longest)
    try:
        return texts.line(text, "text", longest)
    except Refusal:
        raise CellError("hidden") from None


def _lines(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise CellError("too_long", most=LONGEST_TEXT)
    try:
        return texts.lines(text, "text", LONGEST_TEXT)
    except Refusal:
        raise CellError("hidden") from None


def _hours(text: str) -> str:
    if not markets.valid_expression(text):
        raise CellError("hours")
    return text

"""CSV files of any columns, by a mapping that says what each column is."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from linli.modules import markets
from linli.modules.listings.kinds import TAGS_OF_ATTRIBUTE, TRADE
from linli.modules.listings.model import Thing

LONGEST_CELL = 10_000


class Trades(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which words of a column are which trade; `other` is the trade of all other words ("": none)."""

    column: str
    words: dict[str, list[str]] = {}
    other: str = ""


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the columns of a table are. `fields` says tag → column (such as `"name:en" = "English name"`),
    `attributes` attribute → the words of a column that say so.
    """

    key: str
    fields: dict[str, str]
    trades: Trades
    attributes: dict[str, dict[str, list[str]]] = {}
    delimiter: str = ","
    encoding: str = "utf-8-sig"

    @property
    def columns(self) -> set[str]:
        """Every column that must be there."""
        asked = {column for words in self.attributes.values() for column in words}
        return {self.key, self.trades.column, *self.fields.values(), *asked}


def mapping_of(path: Path) -> Mapping:
    """The mapping of a file. Raises ValueError with what is wrong in it."""
    try:
        mapping = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Mapping)
    except (ValueError, msgspec.ValidationError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    named = [mapping.trades.other] if mapping.trades.other else []
    if strange := sorted({*mapping.trades.words, *named} - set(markets.TRADES)):
        raise ValueError(f"{path.name}: no trade is called {', '.join(strange)}")
    if strange := sorted(set(mapping.attributes) - set(TAGS_OF_ATTRIBUTE)):
        raise ValueError(f"{path.name}: no attribute is called {', '.join(strange)}")
    if lacking := sorted({"name", "lat", "lon"} - set(mapping.fields)):
        raise ValueError(f"{path.name}: it does not say which column is {', '.join(lacking)}")
    return mapping


def things_of_table(path: Path, mapping: Mapping) -> Iterator[Thing]:
    """Every row as tags. Raises ValueError where the file is none, or lacks a column."""
    trade_of = {word.casefold(): trade for trade, words in mapping.trades.words.items() for word in words}
    try:
        with path.open(encoding=mapping.encoding, newline="") as file:
            rows = csv.DictReader(file, delimiter=mapping.delimiter, strict=True)
            if lacking := sorted(mapping.columns - set(rows.fieldnames or ())):
                raise ValueError(f"{path.name} has no column {', '.join(lacking)}")
            for row in rows:
                yield _thing(row, mapping, trade_of)
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is not {mapping.encoding}: {error}") from error
    except (csv.Error, LookupError) as error:
        raise ValueError(f"{path.name} cannot be read as a table: {error}") from error


def _thing(row: dict[str, str | None], mapping: Mapping, trade_of: dict[str, str]) -> Thing:
    def cell(column: str) -> str:
        return (row.get(column) or "").strip()[:LONGEST_CELL]

    tags = {tag: cell(column) for tag, column in mapping.fields.items() if cell(column)}
    word = cell(mapping.trades.column).casefold()
    tags[TRADE] = trade_of.get(word, mapping.trades.other if word else "")
    for name, columns in mapping.attributes.items():
        if any(cell(column).casefold() in map(str.casefold, words) for column, words in columns.items()):
            tag, _, value = TAGS_OF_ATTRIBUTE[name][0].partition("=")
            tags[tag] = value
    lat, lon = (_degrees(cell(mapping.fields[name])) for name in ("lat", "lon"))
    return Thing(cell(mapping.key), tags, lat, lon)


def _degrees(text: str) -> float:
    """A number, with a comma or a point; not a number where it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")

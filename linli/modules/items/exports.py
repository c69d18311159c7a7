"""Articles as rows of a file that can be read in again unchanged, and the sample file of a trade."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from linli.kernel.money import MINOR_DIGITS
from linli.modules.items.columns import MENDING, Field, attribute_heading, heading_of
from linli.modules.items.counts import COLUMNS
from linli.modules.items.model import Allergen, Item, ItemKind, Variant
from linli.modules.items.option_cells import write_options
from linli.modules.items.rows import CLEARED
from linli.modules.items.sheets import FORMULA, Row
from linli.modules.items.templates import Example, TradeTemplate
from linli.modules.items.vocabulary import (
    ALLERGENS,
    KINDS,
    PLACES,
    STATES,
    UNIT_NAMES,
    word_for,
)

# The columns of an export, in this order; attributes stand between the details and the descriptions.
ORDER = tuple(one for one in Field if one is not Field.ATTRIBUTE)
LAST = (Field.DESCRIPTION, Field.DESCRIPTION_EN, Field.VARIANT_ID)
_ALWAYS = (Field.ITEM_KEY, Field.SKU, Field.KIND, Field.TITLE, Field.TITLE_EN, Field.CATEGORY, Field.VARIANT)
Cells = list[str]


def export_rows(
    items: Sequence[Item],
    shelves: Mapping[UUID, str],
    language: str,
    on_hand: Mapping[UUID, int] | None = None,
) -> Iterable[Cells]:
    """The headings, and a row for each variant; `shelves` are the names of categories by their ids, `on_hand`
    what the store has of the variants that it counts; None: nothing is said of stock.
    """
    names = list(dict.fromkeys(name for one in items for name in one.attributes))
    silent = COLUMNS if on_hand is None else ()
    first = [one for one in ORDER if one not in (*LAST, *silent)]
    yield [
        *(heading_of(one, language) for one in first),
        *(attribute_heading(name, language) for name in names),
        *(heading_of(one, language) for one in LAST),
    ]
    for item in items:
        shared = _of_item(item, shelves.get(item.category_id or UUID(int=0), ""), language)
        key = item.variants[0].sku or item.item_id.hex[-12:].upper()
        for variant in item.variants:
            row = {**shared, **_of_variant(variant, language), Field.ITEM_KEY: key}
            if (there := (on_hand or {}).get(variant.variant_id)) is not None:
                row[Field.STOCK] = str(there)
            if item.kind is ItemKind.QUOTE:
                row[Field.PRICE] = ""
            yield [
                *(row.get(one, "") for one in first),
                *(item.attributes.get(name, "") for name in names),
                *(row.get(one, "") for one in LAST),
            ]


def _of_item(item: Item, shelf: str, language: str) -> dict[Field, str]:
    details = item.details
    comma = "、" if language == "zh" else ", "
    places = [name for name, there in (("store", details.at_store), ("home", details.at_home)) if there]
    return {
        Field.KIND: word_for(KINDS, item.kind, language),
        Field.TITLE: item.title,
        Field.TITLE_EN: item.title_en,
        Field.CATEGORY: shelf,
        Field.STATE: word_for(STATES, item.state, language),
        **{
            one: getattr(details, one.value)
            for one in (Field.BRAND, Field.ORIGIN, Field.ORIGIN_EN, Field.BATCH, Field.STATION)
        },
        Field.HOURS: details.hours,
        Field.OPTIONS: write_options(details.options, item.variants[0].currency),
        Field.SKILL: details.skill,
        Field.ALLERGENS: comma.join(word_for(ALLERGENS, one, language) for one in details.allergens),
        Field.PLACE: comma.join(word_for(PLACES, one, language) for one in places),
        Field.MINUTES: _number(details.minutes),
        Field.GUESTS: _number(details.guests),
        Field.DAYS_TO_MAKE: _number(details.days_to_make),
        Field.DESCRIPTION: item.description,
        Field.DESCRIPTION_EN: item.description_en,
    }


def _of_variant(one: Variant, language: str) -> dict[Field, str]:
    unit = UNIT_NAMES[one.content_unit][0 if language == "zh" else 1]
    return {
        Field.VARIANT_ID: str(one.variant_id),
        Field.SKU: one.sku,
        Field.GTIN: one.gtin,
        Field.VARIANT: one.name,
        Field.VARIANT_EN: one.name_en,
        Field.PRICE: str(Decimal(one.price_minor).scaleb(-MINOR_DIGITS[one.currency])),
        Field.WEIGHT: _number(one.weight_g),
        Field.CONTENT: f"{one.content_size} {unit}" if one.content_size else "",
    }


def _number(value: int) -> str:
    return str(value) if value else ""


def csv_file(rows: Iterable[Cells]) -> bytes:
    """Rows as a text that every spreadsheet takes for UTF-8, and none for formulas; read_sheet takes the
    apostrophes away again.
    """
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" '").startswith(FORMULA) and cell not in CLEARED else cell


def sample_rows(template: TradeTemplate, language: str) -> Iterable[Cells]:
    """A file to begin with: the columns that the trade needs, and a few articles of it."""
    fields = [*_ALWAYS, Field.VARIANT_EN, Field.PRICE, *(Field(name) for name in template.columns)]
    if language != "zh":
        fields = [one for one in fields if one not in (Field.TITLE_EN, Field.VARIANT_EN)]
    fields = list(dict.fromkeys([*fields, *_needed(template)]))
    names = template.attributes
    yield [heading_of(one, language) for one in fields] + [one.name.within(language) for one in names]
    keys: dict[str, str] = {}
    for number, example in enumerate(template.examples, 1):
        key = keys.setdefault(example.title.zh, f"S{len(keys) + 1:02}")
        row = _of_example(template, example, language) | {Field.ITEM_KEY: key, Field.SKU: f"SAMPLE-{number}"}
        said = [
            value
            if isinstance(value := example.attributes.get(one.name.zh, ""), str)
            else one.choices[value].within(language)
            for one in names
        ]
        yield [row.get(one, "") for one in fields] + said


def _needed(template: TradeTemplate) -> list[Field]:
    """Columns in which an example has something to say."""
    found = (_of_example(template, example, "zh") for example in template.examples)
    return [
        field for row in found for field, value in row.items() if value and field not in (Field.TITLE_EN,)
    ]


def _of_example(template: TradeTemplate, example: Example, language: str) -> dict[Field, str]:
    comma = "、" if language == "zh" else ", "
    kind = example.kind or template.kinds[0]
    allergens = [word_for(ALLERGENS, Allergen(one), language) for one in example.allergens.split()]
    amount, _, unit = example.content.partition(" ")
    unit = "件" if unit == "piece" and language == "zh" else unit
    station = "" if example.station is None else template.stations[example.station].within(language)
    return {
        Field.KIND: word_for(KINDS, kind, language),
        Field.TITLE: example.title.within(language),
        Field.TITLE_EN: example.title.en if language == "zh" else "",
        Field.CATEGORY: template.categories[example.category].name.within(language),
        Field.VARIANT: example.variant.within(language),
        Field.VARIANT_EN: example.variant.en if language == "zh" else "",
        Field.PRICE: example.price,
        Field.CONTENT: f"{amount} {unit}".strip(),
        Field.WEIGHT: example.weight_g,
        Field.ORIGIN: example.origin.within(language),
        Field.ALLERGENS: comma.join(allergens),
        Field.STATION: station,
        Field.MINUTES: example.minutes,
        Field.PLACE: word_for(PLACES, "store", language) if kind is ItemKind.SERVICE else "",
        Field.SKILL: example.skill,
        Field.GUESTS: example.guests,
        Field.DAYS_TO_MAKE: example.days_to_make,
    }


def mending_rows(
    rows: Sequence[Row], head: Row, refused: Collection[int], said: Mapping[int, str], language: str
) -> Iterable[Cells]:
    """The rows that were refused as they were sent, with what is wrong with each behind them."""
    width = max(len(row.cells) for row in (head, *rows))
    wanted = set(refused)
    mend = MENDING[0 if language == "zh" else 1]
    # A row that was mended before has what was said then: it makes place.
    places = [place for place in range(width) if head.cell(place) not in MENDING]
    yield [*(head.cell(place) for place in places), mend]
    for row in rows:
        if row.number in wanted:
            yield [*(row.cell(place) for place in places), said.get(row.number, "")]

"""An article as it is typed, kept as typed, and what the articles are told of it."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import msgspec
from litestar.datastructures import FormMultiDict

from linli.kernel import ids
from linli.modules.items import ItemKind, ItemState
from linli.web.merchant.shop import typed

MOST_VARIANTS = 100
MOST_OPTIONS = 12
MOST_CHOICES = 40
MOST_ATTRIBUTES = 30
MORE = 3
ALWAYS = "always"
# Details that are typed as one line, and those that are whole numbers.
WORDS = ("brand", "origin", "origin_en", "batch", "station", "skill")
NUMBERS = ("minutes", "guests", "days_to_make")
PLACES = ("at_store", "at_home")
SINGLE = ("title", "title_en", "description", "description_en", "category", "times", "hours")


class VariantRow(msgspec.Struct, frozen=True):
    """One line of the variants."""

    variant_id: str = ""
    name: str = ""
    name_en: str = ""
    price: str = ""
    sku: str = ""
    gtin: str = ""
    weight: str = ""
    size: str = ""
    unit: str = ""

    @property
    def empty(self) -> bool:
        return not (self.name or self.name_en or self.price or self.sku or self.gtin)


class ChoiceRow(msgspec.Struct, frozen=True):
    """One thing to choose, with what it costs besides."""

    name: str = ""
    name_en: str = ""
    extra: str = ""

    @property
    def empty(self) -> bool:
        return not (self.name or self.name_en or self.extra)


class OptionRow(msgspec.Struct, frozen=True):
    """One question, how many answers it takes, and the answers."""

    name: str = ""
    name_en: str = ""
    least: str = "0"
    most: str = "1"
    choices: Sequence[ChoiceRow] = ()

    @property
    def empty(self) -> bool:
        return not (self.name or self.name_en or any(not one.empty for one in self.choices))


class Pair(msgspec.Struct, frozen=True):
    """An attribute: what is said of it, and what."""

    name: str = ""
    value: str = ""


R = TypeVar("R", VariantRow, ChoiceRow, OptionRow, Pair)


class ItemForm(msgspec.Struct, frozen=True):
    """Every field as text, so that nothing typed is lost. `more` says which list got empty lines."""

    item_id: UUID
    kind: str = ItemKind.GOODS.value
    state: str = ItemState.ON_SALE.value
    title: str = ""
    title_en: str = ""
    description: str = ""
    description_en: str = ""
    category: str = ""
    pictures: Sequence[str] = ()
    stores: Sequence[UUID] = ()
    variants: Sequence[VariantRow] = (VariantRow(),)
    options: Sequence[OptionRow] = ()
    attributes: Sequence[Pair] = ()
    allergens: Sequence[str] = ()
    brand: str = ""
    origin: str = ""
    origin_en: str = ""
    batch: str = ""
    times: str = ALWAYS
    hours: str = ""
    station: str = ""
    minutes: str = ""
    skill: str = ""
    at_store: str = ""
    at_home: str = ""
    guests: str = ""
    days_to_make: str = ""
    more: str = ""

    @property
    def picture_ids(self) -> list[UUID]:
        return [picture for text in self.pictures if (picture := uuid_of(text))]

    @property
    def variant_rows(self) -> list[VariantRow]:
        """With empty lines to type in where more were asked for."""
        empty = [VariantRow()] * MORE if self.more == "variants" else []
        return [*self.variants, *empty][:MOST_VARIANTS] or [VariantRow()]

    @property
    def attribute_rows(self) -> list[Pair]:
        empty = [Pair()] * (MORE if self.more == "attributes" or not self.attributes else 1)
        return [*self.attributes, *empty][:MOST_ATTRIBUTES]

    @property
    def option_rows(self) -> list[OptionRow]:
        rows = [*self.options, *([OptionRow()] if self.more == "options" or not self.options else [])]
        return [
            msgspec.structs.replace(row, choices=[*row.choices, *_empty_choices(row, place, self.more)])
            for place, row in enumerate(rows[:MOST_OPTIONS])
        ]


def _empty_choices(row: OptionRow, place: int, more: str) -> list[ChoiceRow]:
    wanted = MORE if more == f"choices:{place}" or not row.choices else 1
    return [ChoiceRow()] * min(wanted, MOST_CHOICES - len(row.choices))


def read_form(sent: FormMultiDict) -> ItemForm:
    """What was sent, as text; empty lines are closed up, so that a line's number is that of its variant."""
    variants = [row for row in _rows(sent, "v_", VariantRow, MOST_VARIANTS) if not row.empty]
    options = [
        msgspec.structs.replace(row, choices=_choices(sent, place))
        for place, row in enumerate(_rows(sent, "o_", OptionRow, MOST_OPTIONS))
    ]
    named = ("kind", "state", *SINGLE, *WORDS, *NUMBERS, *PLACES, "more")
    return ItemForm(
        item_id=uuid_of(typed(sent, "item_id")) or ids.uuid7(),
        pictures=[str(text) for text in sent.getall("picture", [])][:20],
        stores=[store for text in sent.getall("stores", []) if (store := uuid_of(str(text)))],
        variants=variants or [VariantRow()],
        options=[row for row in options if not row.empty],
        attributes=[one for one in _rows(sent, "a_", Pair, MOST_ATTRIBUTES) if one.name or one.value],
        allergens=[str(text) for text in sent.getall("allergens", [])],
        **{name: typed(sent, name) for name in named if name in sent},
    )


def _choices(sent: FormMultiDict, place: int) -> list[ChoiceRow]:
    return [row for row in _rows(sent, f"c{place}_", ChoiceRow, MOST_CHOICES) if not row.empty]


def _rows(sent: FormMultiDict, prefix: str, record: type[R], most: int) -> list[R]:
    """The lines of a table: each of its columns is a field that was sent once for every line."""
    names = [name for name in record.__struct_fields__ if name != "choices"]
    columns = [_column(sent, prefix + name) for name in names]
    count = min(most, max(map(len, columns)))
    padded = [(column + [""] * count)[:count] for column in columns]
    return [record(**dict(zip(names, line, strict=True))) for line in zip(*padded, strict=True)]


def _column(sent: FormMultiDict, name: str) -> list[str]:
    values = sent.getall(name, [])
    return [value.replace("\x00", "").strip()[:200] for value in values if isinstance(value, str)]


def moved(pictures: list[str], deed: str) -> list[str]:
    """The photos as a button of the form leaves them: one comes first, a place earlier or later, or goes."""
    verb, _, which = deed.partition(":")
    if which not in pictures:
        return pictures
    at = pictures.index(which)
    rest = [one for one in pictures if one != which]
    to = {"first": 0, "up": max(0, at - 1), "down": at + 1}.get(verb)
    if verb == "drop":
        return rest
    return pictures if to is None else [*rest[:to], which, *rest[to:]]


def uuid_of(text: str) -> UUID | None:
    """The id that was sent; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None

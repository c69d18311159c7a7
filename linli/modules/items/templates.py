"""What a new shop of a trade begins with: categories, attributes, kinds and columns. Data, read once."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from linli.modules.items.model import ContentUnit, ItemKind

DATA = Path(__file__).parent / "data"
# What a shop of a trade that nobody has described begins with.
ANY_TRADE = "shop"


class Said(msgspec.Struct, frozen=True, array_like=True):
    """The same in Chinese and in English."""

    zh: str
    en: str

    def within(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Shelf(msgspec.Struct, frozen=True, array_like=True):
    """A category that a trade usually has, with its picture."""

    zh: str
    en: str
    icon: str

    @property
    def name(self) -> Said:
        return Said(self.zh, self.en)


class AttributeKind(StrEnum):
    """How an attribute is asked for."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"


class Attribute(msgspec.Struct, frozen=True, kw_only=True):
    """What a trade says of its articles beside their details; `unit` stands behind a number."""

    name: Said
    kind: AttributeKind = AttributeKind.TEXT
    unit: str = ""
    choices: tuple[Said, ...] = ()


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the sample file; `category` and `station` are places in their lists, and so is an attribute's
    value where there is a choice.
    """

    category: int
    title: Said
    kind: ItemKind | None = None
    variant: Said = Said("", "")
    price: str = ""
    content: str = ""
    weight_g: str = ""
    origin: Said = Said("", "")
    allergens: str = ""
    station: int | None = None
    minutes: str = ""
    skill: str = ""
    guests: str = ""
    days_to_make: str = ""
    attributes: dict[str, int | str] = {}


class TradeTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop of one trade begins with; a row of a file without a kind is of the first of `kinds`."""

    trade: str
    kinds: tuple[ItemKind, ...]
    units: tuple[ContentUnit, ...]
    columns: tuple[str, ...]
    categories: tuple[Shelf, ...]
    attributes: tuple[Attribute, ...]
    examples: tuple[Example, ...]
    stations: tuple[Said, ...] = ()

    def attribute(self, name: str) -> Attribute | None:
        """The attribute that goes by this name in either language."""
        folded = name.casefold()
        found = (one for one in self.attributes if folded in (one.name.zh, one.name.en.casefold()))
        return next(found, None)


def _read(rows: Mapping[str, Any]) -> dict[str, TradeTemplate]:
    found = {}
    for trade, row in rows.items():
        template = msgspec.convert({"trade": trade, **row}, TradeTemplate)
        asked = tuple(
            msgspec.structs.replace(one, kind=AttributeKind.CHOICE) if one.choices else one
            for one in template.attributes
        )
        found[trade] = msgspec.structs.replace(template, attributes=asked)
    return found


TEMPLATES: Mapping[str, TradeTemplate] = {
    trade: template
    for path in sorted(DATA.glob("*.toml"))
    for trade, template in _read(tomllib.loads(path.read_text("utf-8"))).items()
}


def template_of(trade: str) -> TradeTemplate:
    """The template of a trade; one that nobody has described begins as any shop."""
    return TEMPLATES.get(trade, TEMPLATES[ANY_TRADE])


def translated(text: str, language: str, trade: str = ANY_TRADE) -> str:
    """A name or choice of an attribute in another language, where the templates know it; else as it is."""
    own = template_of(trade)
    for template in (own, *TEMPLATES.values()):
        for attribute in template.attributes:
            for said in (attribute.name, *attribute.choices):
                if text in (said.zh, said.en):
                    return said.within(language)
    return text

"""What an article must be before it is written."""

from collections.abc import Mapping
from typing import Any

import msgspec

from linli.kernel import texts
from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.items.barcodes import read_gtin
from linli.modules.items.kinds import strange_details
from linli.modules.items.model import Choice, ContentUnit, Details, ItemKind, NewItem, NewVariant, Option
from linli.modules.media import PICTURES

LONGEST_TITLE = 80
LONGEST_TEXT = 2000
LONGEST_CODE = 40
LONGEST_WORD = 60
MOST_VARIANTS = 100
MOST_PICTURES = 12
MOST_ATTRIBUTES = 30
MOST_OPTIONS = 12
MOST_CHOICES = 40
MOST_MINUTES = 24 * 60
MOST_GUESTS = 1000
MOST_DAYS = 365
MOST_IN_STOCK = 1_000_000
MOST_AMOUNT = 10**7
MOST_MINOR = 10**10


def check_item(new: NewItem) -> NewItem:
    """The article as it will be written, its texts tidied, an English title in any case.

    Refuses: invalid (field; the first that is wrong, in the order of NewItem; of a variant
    `variants.<place>.<field>`, of details `details.<field>`).
    """
    title = texts.line(new.title, "title", LONGEST_TITLE)
    title_en = texts.line(new.title_en, "title_en", LONGEST_TITLE, shortest=0) or title
    words = {
        name: texts.lines(getattr(new, name), name, LONGEST_TEXT, shortest=0)
        for name in ("description", "description_en")
    }
    _refuse_first(
        {
            "variants": not 0 < len(new.variants) <= MOST_VARIANTS,
            "position": not 0 <= new.position <= MOST_AMOUNT,
            "icon": new.icon != "" and new.icon not in PICTURES,
            "picture_ids": len(new.picture_ids) > MOST_PICTURES
            or len(set(new.picture_ids)) < len(new.picture_ids),
        }
    )
    variants = [_variant(new.kind, place, one) for place, one in enumerate(new.variants)]
    _refuse_twins(variants)
    return msgspec.structs.replace(
        new,
        title=title,
        title_en=title_en,
        **words,
        variants=variants,
        attributes=_attributes(new.attributes),
        details=_details(new.kind, new.details),
    )


def _variant(kind: ItemKind, place: int, new: NewVariant) -> NewVariant:
    at = f"variants.{place}"
    gtin = read_gtin(new.gtin) if new.gtin.strip() else ""
    _refuse_first(
        {
            f"{at}.price_minor": not 0 <= new.price_minor <= MOST_MINOR
            or (new.price_minor == 0) != (kind is ItemKind.QUOTE),
            f"{at}.gtin": gtin is None,
            f"{at}.weight_g": not 0 <= new.weight_g <= MOST_AMOUNT,
            f"{at}.content_size": not 0 <= new.content_size <= MOST_AMOUNT
            or (new.content_size > 0) != (new.content_unit is not ContentUnit.NONE),
        }
    )
    return msgspec.structs.replace(
        new,
        name=texts.line(new.name, f"{at}.name", LONGEST_TITLE, shortest=0),
        name_en=texts.line(new.name_en, f"{at}.name_en", LONGEST_TITLE, shortest=0),
        sku=texts.line(new.sku, f"{at}.sku", LONGEST_CODE, shortest=0).upper(),
        gtin=gtin or "",
    )


def _refuse_twins(variants: list[NewVariant]) -> None:
    """Two variants of one article may have neither a code nor a name in common."""
    for field in ("gtin", "sku", "name"):
        given = [getattr(one, field) for one in variants if getattr(one, field)]
        if len(set(given)) < len(given):
            raise INVALID(field=f"variants.{len(variants) - 1}.{field}")
    if len(variants) > 1 and not all(one.name for one in variants):
        raise INVALID(field="variants.0.name")


def _attributes(given: Mapping[str, str]) -> dict[str, str]:
    if len(given) > MOST_ATTRIBUTES:
        raise INVALID(field="attributes")
    tidy = {
        texts.line(name, "attributes", LONGEST_WORD): texts.line(
            value, "attributes", LONGEST_TITLE, shortest=0
        )
        for name, value in given.items()
    }
    return {name: value for name, value in tidy.items() if value}


def _details(kind: ItemKind, given: Details) -> Details:
    _refuse_first({f"details.{name}": True for name in strange_details(kind, given)})
    _refuse_first(
        {
            "details.hours": given.hours != "" and not markets.valid_expression(given.hours),
            "details.options": len(given.options) > MOST_OPTIONS,
            "details.allergens": len(set(given.allergens)) < len(given.allergens),
            "details.minutes": not (1 if kind is ItemKind.SERVICE else 0) <= given.minutes <= MOST_MINUTES,
            "details.at_store": kind is ItemKind.SERVICE and not (given.at_store or given.at_home),
            "details.guests": not 0 <= given.guests <= MOST_GUESTS,
            "details.days_to_make": not 0 <= given.days_to_make <= MOST_DAYS,
        }
    )
    words: dict[str, Any] = {
        name: texts.line(getattr(given, name), f"details.{name}", LONGEST_TITLE, shortest=0)
        for name in ("brand", "origin", "origin_en", "batch", "station", "skill")
    }
    return msgspec.structs.replace(given, **words, options=tuple(check_option(one) for one in given.options))


def check_option(given: Option) -> Option:
    """An option as it is kept. Refuses: invalid (details.options)."""
    field = "details.options"
    most = len(given.choices)
    if not (0 < most <= MOST_CHOICES and 0 <= given.least <= given.most <= most and given.most > 0):
        raise INVALID(field=field)
    return msgspec.structs.replace(
        given,
        name=texts.line(given.name, field, LONGEST_WORD),
        name_en=texts.line(given.name_en, field, LONGEST_WORD, shortest=0),
        choices=tuple(_choice(one) for one in given.choices),
    )


def _choice(given: Choice) -> Choice:
    field = "details.options"
    if not 0 <= given.extra_minor <= MOST_MINOR:
        raise INVALID(field=field)
    return msgspec.structs.replace(
        given,
        name=texts.line(given.name, field, LONGEST_WORD),
        name_en=texts.line(given.name_en, field, LONGEST_WORD, shortest=0),
    )


def _refuse_first(faults: Mapping[str, bool]) -> None:
    for field, wrong in faults.items():
        if wrong:
            raise INVALID(field=field)

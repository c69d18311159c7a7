"""What a typed article means, and how an article would be typed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.kernel import money
from linli.kernel.money import MINOR_DIGITS
from linli.kernel.refusals import INVALID
from linli.modules import items
from linli.modules.items import (
    Allergen,
    Choice,
    ContentUnit,
    Details,
    Item,
    ItemKind,
    ItemState,
    NewItem,
    NewVariant,
    Option,
)
from linli.web.merchant.item_form import (
    ALWAYS,
    NUMBERS,
    PLACES,
    WORDS,
    ChoiceRow,
    ItemForm,
    OptionRow,
    Pair,
    VariantRow,
    uuid_of,
)

# When a dish is served; "custom" is whatever is typed beside.
TIMES = {
    ALWAYS: "",
    "breakfast": "Mo-Su 06:00-10:30",
    "lunch": "Mo-Su 11:00-14:00",
    "evenings": "Mo-Su 17:00-22:00",
    "weekends": "Sa-Su",
}
CUSTOM = "custom"
# What the articles call a field, and what the form does.
FIELDS = {
    "price_minor": "price",
    "weight_g": "weight",
    "content_size": "size",
    "category_id": "category",
    "picture_ids": "upload",
}
COMPARED = (
    "title",
    "title_en",
    "description",
    "description_en",
    "category",
    "state",
    *WORDS,
    *NUMBERS,
    "hours",
)


def field_of(field: str) -> str:
    """`variants.2.price_minor` → `variants.2.price`, `details.minutes` → `minutes`."""
    parts = field.removeprefix("details.").split(".")
    return ".".join([*parts[:-1], FIELDS.get(parts[-1], parts[-1])])


def new_item(form: ItemForm, currency: str, was: Item | None = None) -> NewItem:
    """The article that was meant; what the form does not ask for stays as it `was`.

    Refuses: invalid (field), for what is no number, amount or choice; the rest is for the articles to say.
    """
    kind = _one_of(ItemKind, form.kind, "kind")
    return NewItem(
        kind=kind,
        title=form.title,
        title_en=form.title_en,
        description=form.description,
        description_en=form.description_en,
        category_id=uuid_of(form.category) if form.category else None,
        icon=was.icon if was else "",
        position=was.position if was else 0,
        picture_ids=form.picture_ids,
        attributes={one.name: one.value for one in form.attributes},
        details=_details(form, kind, currency),
        state=_one_of(ItemState, form.state, "state"),
        item_id=form.item_id,
        variants=[_variant(one, place, kind, currency) for place, one in enumerate(form.variants)],
    )


def _variant(row: VariantRow, place: int, kind: ItemKind, currency: str) -> NewVariant:
    at = f"variants.{place}"
    unit = _one_of(ContentUnit, row.unit, f"{at}.size") if row.size else ContentUnit.NONE
    asked = kind is ItemKind.QUOTE
    return NewVariant(
        price_minor=0 if asked else amount(row.price, currency, f"{at}.price"),
        name=row.name,
        name_en=row.name_en,
        sku=row.sku,
        gtin=row.gtin,
        weight_g=_number(row.weight, f"{at}.weight"),
        content_size=_number(row.size, f"{at}.size"),
        content_unit=unit,
        variant_id=uuid_of(row.variant_id),
    )


def _details(form: ItemForm, kind: ItemKind, currency: str) -> Details:
    """Only what belongs to the kind: the rest stays in the form and is not written."""
    given: dict[str, Any] = {name: getattr(form, name) for name in WORDS}
    mine = items.OF_KIND[kind]
    given |= {name: _number(getattr(form, name), name) for name in NUMBERS if name in mine}
    given |= {name: bool(getattr(form, name)) for name in PLACES}
    given["hours"] = TIMES.get(form.times, form.hours)
    known = {one.value for one in Allergen}
    given["allergens"] = tuple(Allergen(one) for one in form.allergens if one in known)
    if "options" in mine:
        given["options"] = tuple(_option(one, currency) for one in form.options)
    return Details(**{name: value for name, value in given.items() if name in mine})


def _option(row: OptionRow, currency: str) -> Option:
    return Option(
        name=row.name,
        name_en=row.name_en,
        least=_number(row.least, "options"),
        most=_number(row.most, "options"),
        choices=tuple(
            Choice(
                name=one.name,
                name_en=one.name_en,
                extra_minor=amount(one.extra or "0", currency, "options"),
            )
            for one in row.choices
        ),
    )


def form_of(item: Item, stores: tuple[UUID, ...] = ()) -> ItemForm:
    """The form filled with an article as it is now."""
    details, currency = item.details, item.variants[0].currency
    times = times_of(details.hours)
    return ItemForm(
        item_id=item.item_id,
        kind=item.kind.value,
        state=item.state.value,
        title=item.title,
        title_en=_other(item.title_en, item.title),
        description=item.description,
        description_en=item.description_en,
        category=str(item.category_id or ""),
        pictures=[str(one) for one in item.picture_ids],
        stores=stores,
        variants=[_variant_row(one, item.kind) for one in item.variants],
        options=[_option_row(one, currency) for one in details.options],
        attributes=[Pair(name, value) for name, value in item.attributes.items()],
        allergens=[one.value for one in details.allergens],
        times=times,
        hours=details.hours if times == CUSTOM else "",
        **{name: getattr(details, name) for name in WORDS},
        **{name: _shown(getattr(details, name)) for name in NUMBERS},
        **{name: "yes" if getattr(details, name) else "" for name in PLACES},
    )


def _variant_row(one: items.Variant, kind: ItemKind) -> VariantRow:
    return VariantRow(
        variant_id=str(one.variant_id),
        name=one.name,
        name_en=one.name_en,
        price="" if kind is ItemKind.QUOTE else plain(one.price_minor, one.currency),
        sku=one.sku,
        gtin=one.gtin,
        weight=_shown(one.weight_g),
        size=_shown(one.content_size),
        unit=one.content_unit.value,
    )


def _option_row(one: Option, currency: str) -> OptionRow:
    choices = [
        ChoiceRow(each.name, each.name_en, plain(each.extra_minor, currency) if each.extra_minor else "")
        for each in one.choices
    ]
    return OptionRow(one.name, one.name_en, str(one.least), str(one.most), choices)


def differences(mine: ItemForm, theirs: ItemForm) -> Mapping[str, str]:
    """Where an article that somebody else changed differs from what is typed, and how it is now."""
    found = {
        name: str(getattr(theirs, name)) for name in COMPARED if getattr(theirs, name) != getattr(mine, name)
    }
    price_of = {one.variant_id: one.price for one in mine.variants}
    prices = [
        f"{one.name} {one.price}".strip()
        for one in theirs.variants
        if one.price != price_of.get(one.variant_id)
    ]
    return found | ({"price": " · ".join(prices)} if prices else {})


def times_of(hours: str) -> str:
    """The key of the words for times; "custom" where there are none."""
    return next((key for key, expression in TIMES.items() if expression == hours), CUSTOM)


def plain(minor: int, currency: str) -> str:
    """`15.80`, as it would be typed."""
    digits = MINOR_DIGITS[currency]
    whole, rest = divmod(minor, 10**digits)
    return f"{whole}.{rest:0{digits}d}" if digits and rest else str(whole)


def amount(text: str, currency: str, field: str) -> int:
    """Minor units of what was typed as an amount. Refuses: invalid (field)."""
    try:
        return money.parse(text.replace(",", "").lstrip("¥￥€$ "), currency).minor
    except ValueError:
        raise INVALID(field=field) from None


def _number(text: str, field: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) <= 8):
        raise INVALID(field=field)
    return int(text or "0")


def _one_of(kind: Any, text: str, field: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise INVALID(field=field) from None


def _other(text: str, own: str) -> str:
    """The English text where it is one of its own, and not the other one repeated."""
    return "" if text == own else text


def _shown(number: int) -> str:
    return str(number) if number else ""

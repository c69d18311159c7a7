"""From rows to articles: each as it would be written, what changes by it, and what speaks against it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel.refusals import Refusal
from linli.modules.items.columns import Columns, Field
from linli.modules.items.counts import differences, passed_over, stock_said
from linli.modules.items.kinds import OF_KIND
from linli.modules.items.matching import Group, Known, group_rows
from linli.modules.items.model import Details, Item, ItemKind, ItemState, NewItem, NewVariant
from linli.modules.items.plans import Difference, Draft, Fault, Plan, Status
from linli.modules.items.requirements import MOST_VARIANTS, check_item
from linli.modules.items.rows import ReadRow
from linli.modules.items.templates import TradeTemplate
from linli.modules.items.words import folded

_OF_ITEM = (
    *(Field.KIND, Field.TITLE, Field.TITLE_EN, Field.DESCRIPTION, Field.DESCRIPTION_EN, Field.STATE),
    *(Field.CATEGORY, Field.PLACE, Field.BRAND, Field.ORIGIN, Field.ORIGIN_EN, Field.BATCH, Field.ALLERGENS),
    *(
        Field.STATION,
        Field.OPTIONS,
        Field.HOURS,
        Field.MINUTES,
        Field.SKILL,
        Field.GUESTS,
        Field.DAYS_TO_MAKE,
    ),
)
_WRITTEN = (Field.TITLE, Field.TITLE_EN, Field.DESCRIPTION, Field.DESCRIPTION_EN)
_OF_DETAILS = tuple(one for one in _OF_ITEM if one.value in Details.__struct_fields__)
_OF_VARIANT = {
    Field.VARIANT: "name",
    Field.VARIANT_EN: "name_en",
    Field.SKU: "sku",
    Field.GTIN: "gtin",
    Field.PRICE: "price_minor",
    Field.WEIGHT: "weight_g",
}


def plan_file(columns: Columns, rows: Sequence[ReadRow], known: Known, template: TradeTemplate) -> Plan:
    """What the file would do to the shop as it is now."""
    groups, found = group_rows(rows, known)
    faults = found + [fault for row in rows for fault in row.faults]
    at_fault = {fault.row for fault in faults}
    drafts: list[Draft] = []
    for group in groups:
        wrong = any(row.number in at_fault for row in group.rows)
        draft, more = _draft(group, known, template, only_faults=wrong)
        faults += more
        if draft is not None and not wrong:
            drafts.append(draft)
    good = {number for draft in drafts for number in draft.rows}
    return Plan(
        rows=len(rows),
        drafts=tuple(drafts),
        faults=tuple(sorted(faults, key=lambda fault: (fault.row, fault.field))),
        refused=tuple(row.number for row in rows if row.number not in good),
        ignored=columns.ignored + (passed_over(columns) if known.book is None else ()),
        shelves=tuple(dict.fromkeys(draft.shelf for draft in drafts if draft.shelf)),
    )


def _draft(
    group: Group, known: Known, template: TradeTemplate, *, only_faults: bool
) -> tuple[Draft | None, list[Fault]]:
    """The article that a group of rows asks for, or what is wrong with it as a whole."""
    given, faults = _shared(group.rows)
    written = group.was.written() if group.was else None
    kind = given.get(Field.KIND) or (written.kind if written else template.kinds[0])
    faults += _missing(group, given, kind) + _strange(group.rows, given, kind)
    variants, rows, wrong = _variants(group, written)
    stock, moved = stock_said(rows, variants, kind, known.book)
    faults += wrong + moved
    if faults or only_faults:
        return None, faults
    shelf = given.get(Field.CATEGORY)
    category_id = written.category_id if written else None
    if shelf is not None:
        category_id = known.shelves.get(folded(shelf)) if shelf else None
    new = NewItem(
        kind=kind,
        variants=variants,
        category_id=category_id,
        icon=written.icon if written else "",
        picture_ids=written.picture_ids if written else (),
        attributes=_attributes(group, written),
        details=_details(given, written.details if written else Details(), kind, new=written is None),
        state=given.get(Field.STATE) or (written.state if written else ItemState.ON_SALE),
        item_id=group.was.item_id if group.was else None,
        **{one.value: given.get(one, getattr(written, one.value, "")) for one in _WRITTEN},
    )
    try:
        new = check_item(new)
    except Refusal as refusal:
        return None, [_unexpected(group, refusal)]
    unknown = shelf if shelf and category_id is None else ""
    draft = _compared(group, new, written, unknown)
    if draft.status is Status.CHANGED and new.item_id in known.locked:
        return None, [group.rows[0].fault(None, "shared")]
    changes = draft.changes + differences(stock, variants)
    return msgspec.structs.replace(draft, stock=tuple(stock), changes=changes), []


def _shared(rows: Sequence[ReadRow]) -> tuple[dict[Field, Any], list[Fault]]:
    """What the rows of one article say of it together; one that says otherwise than one above is at fault."""
    given: dict[Field, Any] = {}
    said: dict[Field, int] = {}
    faults = []
    for row in rows:
        for field in _OF_ITEM:
            value = row.values.get(field)
            if value is None:
                continue
            if field not in given:
                given[field], said[field] = value, row.number
            elif given[field] != value:
                faults.append(row.fault(field, "differs", row=said[field]))
    return given, faults


def _missing(group: Group, given: dict[Field, Any], kind: ItemKind) -> list[Fault]:
    """What a new article or variant cannot do without."""
    first, faults = group.rows[0], []
    at_fault = {(fault.row, fault.field) for row in group.rows for fault in row.faults}
    if group.was is None and not given.get(Field.TITLE):
        faults.append((first, Field.TITLE))
    if group.was is None and kind is ItemKind.SERVICE and not given.get(Field.MINUTES):
        faults.append((first, Field.MINUTES))
    if kind is not ItemKind.QUOTE:
        faults += [
            (row, Field.PRICE)
            for row, variant_id in zip(group.rows, group.variants, strict=True)
            if variant_id is None and Field.PRICE not in row.values
        ]
    return [row.fault(field, "missing") for row, field in faults if (row.number, field) not in at_fault]


def _strange(rows: Sequence[ReadRow], given: dict[Field, Any], kind: ItemKind) -> list[Fault]:
    """Details that articles of this kind do not have; and prices of what has none, or is not free."""
    faults = []
    for row in rows:
        for field in (*_OF_DETAILS, Field.PLACE):
            name = "at_store" if field is Field.PLACE else field.value
            if row.values.get(field) and name not in OF_KIND[kind]:
                faults.append(row.fault(field, "not_for_kind", kind=kind.value))
        price = row.values.get(Field.PRICE)
        if price is not None and (price == 0) != (kind is ItemKind.QUOTE):
            faults.append(row.fault(Field.PRICE, "no_price" if price else "free", kind=kind.value))
    return faults


def _variants(
    group: Group, written: NewItem | None
) -> tuple[list[NewVariant], dict[int, ReadRow], list[Fault]]:
    """The variants as they would be, and the row of each by its place: those that the file does not name stay
    as they are.
    """
    variants = list(written.variants) if written else []
    places = {one.variant_id: place for place, one in enumerate(variants)}
    rows: dict[int, ReadRow] = {}
    named = _named(group)
    for row, variant_id in zip(group.rows, group.variants, strict=True):
        place = places.get(variant_id) if variant_id else None
        before = variants[place] if place is not None else NewVariant(price_minor=0)
        changes: dict[str, Any] = {
            name: row.values[field] for field, name in _OF_VARIANT.items() if field in row.values
        }
        if Field.CONTENT in row.values:
            changes["content_size"], changes["content_unit"] = row.values[Field.CONTENT]
        if not before.name and named.get(row.number):
            changes.setdefault("name", named[row.number])
        after = msgspec.structs.replace(before, **changes)
        if place is None:
            place = len(variants)
            variants.append(after)
        else:
            variants[place] = after
        rows[place] = row
    return variants, rows, _variant_faults(variants, rows)


def _variant_faults(variants: Sequence[NewVariant], rows: dict[int, ReadRow]) -> list[Fault]:
    faults: list[Fault] = []
    names: dict[str, int] = {}
    last = max(rows)
    if len(variants) > MOST_VARIANTS:
        return [rows[last].fault(Field.ITEM_KEY, "too_many_variants", most=MOST_VARIANTS)]
    if len(variants) == 1:
        return []
    for place, one in enumerate(variants):
        row = rows.get(place, rows[last])
        if not one.name:
            faults.append(row.fault(Field.VARIANT, "variant_unnamed"))
        elif names.setdefault(one.name, place) != place:
            faults.append(row.fault(Field.VARIANT, "variant_twice"))
    return faults


def _attributes(group: Group, written: NewItem | None) -> dict[str, str]:
    """What there was, with what the rows say, one value beside the other; an emptied one goes."""
    found = dict(written.attributes) if written else {}
    for name in dict.fromkeys(name for row in group.rows for name in row.attributes):
        values = dict.fromkeys(row.attributes.get(name, "") for row in group.rows)
        found[name] = " / ".join(value for value in values if value)
    return {name: value for name, value in found.items() if value}


def _named(group: Group) -> dict[int, str]:
    """Names of variants that have none of their own, from the attributes in which the rows differ: `白 M`."""
    if len(group.rows) < 2:
        return {}
    names = dict.fromkeys(name for row in group.rows for name in row.attributes)
    differing = [name for name in names if len({row.attributes.get(name, "") for row in group.rows}) > 1]
    return {
        row.number: " ".join(row.attributes[name] for name in differing if row.attributes.get(name))
        for row in group.rows
    }


def _details(given: dict[Field, Any], before: Details, kind: ItemKind, *, new: bool) -> Details:
    changes = {one.value: given[one] for one in _OF_DETAILS if one in given}
    if Field.PLACE in given:
        changes["at_store"], changes["at_home"] = given[Field.PLACE]
    elif kind is ItemKind.SERVICE and (new or not (before.at_store or before.at_home)):
        changes["at_store"] = True
    return msgspec.structs.replace(before, **changes)


def _unexpected(group: Group, refusal: Refusal) -> Fault:
    """A fault that no cell showed by itself, at the article's first row."""
    field = str(refusal.params.get("field", refusal.code))
    return group.rows[0].fault(None, "not_accepted", at=field)


def _compared(group: Group, new: NewItem, written: NewItem | None, shelf: str) -> Draft:
    rows = tuple(row.number for row in group.rows)
    if group.was is None or written is None:
        return Draft(rows=rows, status=Status.NEW, item=new, shelf=shelf)
    changes = tuple(_changes(group.was, new, shelf))
    status = Status.CHANGED if changes else Status.UNCHANGED
    revision = group.was.revision
    return Draft(rows=rows, status=status, item=new, revision=revision, shelf=shelf, changes=changes)


def _changes(was: Item, new: NewItem, shelf: str) -> list[Difference]:
    """What would be otherwise: names and prices with what they were, the rest by its name."""
    found = [
        Difference(name, str(getattr(was, name)), str(getattr(new, name)))
        for name in ("title", "title_en", "kind", "state")
        if getattr(was, name) != getattr(new, name)
    ]
    if shelf or was.category_id != new.category_id:
        found.append(Difference("category", after=shelf))
    plain = ("description", "description_en", "attributes")
    found += [Difference(name) for name in plain if getattr(was, name) != getattr(new, name)]
    found += [
        Difference(name)
        for name in Details.__struct_fields__
        if getattr(was.details, name) != getattr(new.details, name)
    ]
    before: dict[UUID | None, NewVariant] = {one.variant_id: one for one in was.written().variants}
    for one in new.variants:
        found += _variant_changes(before.get(one.variant_id), one)
    return found


def _variant_changes(before: NewVariant | None, after: NewVariant) -> list[Difference]:
    if before is None or after.variant_id is None:
        return [Difference("new_variant", after=after.name, variant=after.name)]
    return [
        Difference(
            name,
            str(getattr(before, name)) if name in _SHOWN else "",
            str(getattr(after, name)) if name in _SHOWN else "",
            after.name,
        )
        for name in NewVariant.__struct_fields__
        if getattr(before, name) != getattr(after, name)
    ]


_SHOWN = frozenset({"price_minor", "name", "sku", "gtin"})

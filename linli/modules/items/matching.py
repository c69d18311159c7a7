"""Which article of the shop a row means, and which rows are variants of one article."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from linli.modules.items.columns import Field
from linli.modules.items.model import Item
from linli.modules.items.plans import Fault
from linli.modules.items.rows import ReadRow
from linli.modules.items.words import folded


class Known(msgspec.Struct, frozen=True):
    """What the shop has already: the variant behind each code and id that the file names, its articles by
    variant, its categories by their folded names, and those of its articles that are not to be written.
    `book` is what the store that counts has of these variants; None: no store does.
    """

    codes: Mapping[str, UUID]
    items: Mapping[UUID, Item]
    shelves: Mapping[str, UUID]
    locked: frozenset[UUID] = frozenset()
    book: Mapping[UUID, int] | None = None


class Group(msgspec.Struct, frozen=True):
    """Rows of one article, in their order, each with the variant that it means; None: it is new."""

    rows: tuple[ReadRow, ...]
    variants: tuple[UUID | None, ...]
    was: Item | None


def codes_in(rows: Sequence[ReadRow]) -> set[str]:
    """Every article number and barcode in a file."""
    return {code for row in rows for code in _codes(row)}


def ids_in(rows: Sequence[ReadRow]) -> set[UUID]:
    """Every id of a variant in a file."""
    return {key for row in rows if (key := _id(row)) is not None}


def group_rows(rows: Sequence[ReadRow], known: Known) -> tuple[list[Group], list[Fault]]:
    """The rows by article: those with one article key, those of one article that there is, and where the file
    has no such key, those with the same name and a variant each.
    """
    faults = _twice(rows)
    meant: dict[int, UUID | None] = {}
    for row in rows:
        meant[row.number], wrong = _meant(row, known)
        faults += wrong
    faults += _same_variant(rows, meant)
    # What names the article of a row above by mistake keeps that row from nothing.
    meant |= {fault.row: None for fault in faults if fault.code in ("code_twice", "row_twice")}
    joined = _joined(rows, meant, known)
    groups = []
    for some in joined:
        was, wrong = _article(some, meant, known)
        faults += wrong
        groups.append(Group(tuple(some), tuple(meant[row.number] for row in some), was))
    return groups, faults


def _codes(row: ReadRow) -> list[str]:
    return [code for field in (Field.SKU, Field.GTIN) if (code := row.values.get(field))]


def _id(row: ReadRow) -> UUID | None:
    try:
        return UUID(row.values.get(Field.VARIANT_ID, ""))
    except ValueError:
        return None


def _twice(rows: Sequence[ReadRow]) -> list[Fault]:
    """A code that stands in two rows: it can name only one variant."""
    first: dict[str, int] = {}
    found = []
    for row in rows:
        for field in (Field.SKU, Field.GTIN):
            code = row.values.get(field)
            if code and first.setdefault(code, row.number) != row.number:
                found.append(row.fault(field, "code_twice", row=first[code]))
    return found


def _meant(row: ReadRow, known: Known) -> tuple[UUID | None, list[Fault]]:
    """The variant that a row means by its id, article number or barcode, and what contradicts it."""
    found: UUID | None = None
    faults = []
    if given := row.values.get(Field.VARIANT_ID):
        found = _id(row)
        if found not in known.items:
            return None, [row.fault(Field.VARIANT_ID, "unknown_id")]
    for field in (Field.SKU, Field.GTIN):
        other = known.codes.get(row.values.get(field) or "")
        if other is None:
            continue
        if found is not None and other != found:
            code = "code_elsewhere" if given or field is Field.GTIN else "code_twice"
            faults.append(row.fault(field, code, title=known.items[other].title))
        found = found or other
    return found, faults


def _same_variant(rows: Sequence[ReadRow], meant: Mapping[int, UUID | None]) -> list[Fault]:
    """Two rows that mean one variant by different codes of it."""
    first: dict[UUID, ReadRow] = {}
    found = []
    for row in rows:
        key = meant[row.number]
        if key is None:
            continue
        other = first.setdefault(key, row)
        shared = set(_codes(row)) & set(_codes(other))
        if other is not row and not shared:
            found.append(row.fault(None, "row_twice", row=other.number))
    return found


def _joined(rows: Sequence[ReadRow], meant: Mapping[int, UUID | None], known: Known) -> list[list[ReadRow]]:
    """Rows that belong together, each group in the order of the file."""
    group_of: dict[object, int] = {}
    groups: dict[int, list[ReadRow]] = {}
    for row in rows:
        marks = _marks(row, meant[row.number], known)
        mine = sorted({group_of[mark] for mark in marks if mark in group_of}) or [row.number]
        into = groups.setdefault(mine[0], [])
        for other in mine[1:]:
            into += groups.pop(other)
            group_of |= {mark: mine[0] for mark, group in group_of.items() if group == other}
        into.append(row)
        group_of |= dict.fromkeys(marks, mine[0])
    return [sorted(some, key=lambda row: row.number) for some in groups.values()]


def _marks(row: ReadRow, variant_id: UUID | None, known: Known) -> list[tuple[str, object]]:
    marks: list[tuple[str, object]] = []
    if variant_id is not None:
        marks.append(("item", known.items[variant_id].item_id))
    if key := row.values.get(Field.ITEM_KEY):
        marks.append(("key", folded(key)))
    elif variant_id is None and row.values.get(Field.VARIANT) and row.values.get(Field.TITLE):
        marks.append(("title", folded(row.values[Field.TITLE])))
    return marks or [("row", row.number)]


def _article(
    rows: Sequence[ReadRow], meant: Mapping[int, UUID | None], known: Known
) -> tuple[Item | None, list[Fault]]:
    """The article that these rows mean; a row that means another one is at fault."""
    was: Item | None = None
    faults = []
    for row in rows:
        key = meant[row.number]
        if key is None:
            continue
        other = known.items[key]
        if was is not None and other.item_id != was.item_id:
            faults.append(row.fault(Field.ITEM_KEY, "two_articles", title=was.title, other=other.title))
        was = was or other
    return was, faults

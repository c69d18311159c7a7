"""What a file says that a store has: what of it is new, and what has moved since the file was written."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from linli.modules.items.columns import Columns, Field
from linli.modules.items.kinds import COUNTABLE
from linli.modules.items.model import ItemKind, NewVariant
from linli.modules.items.plans import Difference, Fault, StockSaid
from linli.modules.items.rows import ReadRow

COLUMNS = (Field.STOCK, Field.COUNTED)


def stock_said(
    rows: Mapping[int, ReadRow],
    variants: Sequence[NewVariant],
    kind: ItemKind,
    book: Mapping[UUID, int] | None,
) -> tuple[list[StockSaid], list[Fault]]:
    """What the rows say of the variants at their places. A number that was counted holds; beside it the stock
    is what the file's writer saw: where that is not the book's any more, the count says nothing. Stock alone
    is what a store begins with that does not count the variant yet.
    """
    said: list[StockSaid] = []
    faults: list[Fault] = []
    for place, row in rows.items() if book is not None else ():
        stock, counted = (row.values.get(field) for field in COLUMNS)
        if kind not in COUNTABLE:
            if counted is not None:
                faults.append(row.fault(Field.COUNTED, "not_for_kind", kind=kind.value))
            continue
        key = variants[place].variant_id
        before = book.get(key) if book and key else None
        if counted is not None and stock is not None and before is not None and stock != before:
            faults.append(row.fault(Field.COUNTED, "stock_moved", was=stock, now=before))
            continue
        now = counted if counted is not None or before is not None else stock
        if now is not None and now != before:
            said.append(StockSaid(place, now, before))
    return said, faults


def differences(said: Sequence[StockSaid], variants: Sequence[NewVariant]) -> tuple[Difference, ...]:
    """As a report shows them."""
    return tuple(
        Difference(
            Field.COUNTED,
            "" if one.before is None else str(one.before),
            str(one.counted),
            variants[one.place].name,
        )
        for one in said
    )


def passed_over(columns: Columns) -> tuple[str, ...]:
    """The headings that say nothing where no store counts."""
    return tuple(one.heading for one in columns.columns if one.field in COLUMNS)

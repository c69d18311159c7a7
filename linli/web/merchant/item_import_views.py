"""What a file would do, in words: faults with what to do about them, and what changes of each article."""

from collections.abc import Sequence

import msgspec

from linli.modules import items
from linli.modules.items import Difference, Fault, Field, Import, Line
from linli.web.merchant.shop import pick
from linli.web.shared.formatting import money_text
from linli.web.shared.http import Here

# Of several hundred wrong rows so many are shown at once; the file to mend has all of them.
SHOWN = 100
NAMED = 20
_COLUMNS = {
    "name": Field.VARIANT,
    "name_en": Field.VARIANT_EN,
    "price_minor": Field.PRICE,
    "content_size": Field.CONTENT,
    "content_unit": Field.CONTENT,
    "at_store": Field.PLACE,
    "at_home": Field.PLACE,
    **{one.value: one for one in Field},
}


class FaultRow(msgspec.Struct, frozen=True):
    """One wrong cell: where it stands, what stands in it, and what to do."""

    row: int
    column: str
    value: str
    said: str


class LineRow(msgspec.Struct, frozen=True):
    """One article that is new or changes."""

    row: int
    title: str
    price: str
    variants: int
    changes: Sequence[str]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An import as its page shows it."""

    one: Import
    faults: Sequence[FaultRow]
    after: int
    changed: Sequence[LineRow]
    new: Sequence[LineRow]
    stocked: Sequence[LineRow]
    stores: str
    ignored: str
    left_out: str
    page: str

    @property
    def share(self) -> float:
        return self.one.written / self.one.total if self.one.total else 1.0


def shown_import(
    here: Here, one: Import, stores: Sequence[tuple[str, str]], root: str, after: int = 0
) -> Shown:
    """`after` is how many faults stand on the pages before."""
    faults = [_fault(here, fault) for fault in one.report.faults[after : after + SHOWN]]
    more = after + SHOWN
    new, changed, stocked = (
        [_line(here, line) for line in one.report.lines if line.status is status]
        for status in (items.Status.NEW, items.Status.CHANGED, items.Status.UNCHANGED)
    )
    return Shown(
        one=one,
        faults=faults,
        after=more if more < len(one.report.faults) else 0,
        changed=changed,
        new=new,
        stocked=stocked,
        stores=_joined(here, [pick(here, name, english) for name, english in stores]),
        ignored=_joined(here, one.report.ignored),
        left_out=_joined(here, one.left_out[:NAMED]),
        page=f"{root}/imports/{one.import_id}",
    )


def _joined(here: Here, names: Sequence[str]) -> str:
    return ("、" if here.locale == "zh" else ", ").join(names)


def _fault(here: Here, fault: Fault) -> FaultRow:
    column = fault.heading or _column(here, fault.field)
    return FaultRow(fault.row, column, fault.value, fault_words(here, fault))


def fault_words(here: Here, fault: Fault) -> str:
    """What is wrong and what to do about it, in the reader's language."""
    params = dict(fault.params)
    if "kind" in params:
        params["kind"] = here.words.t(f"desk.items.kind.{params['kind']}").unescape()
    return here.words.t(f"desk.import.fault.{fault.code}", **params).unescape()


def _column(here: Here, field: str) -> str:
    return items.heading_of(_COLUMNS[field], here.locale) if field in _COLUMNS else ""


def _line(here: Here, line: Line) -> LineRow:
    said = [_difference(here, one) for one in line.changes]
    price = money_text(line.price_minor, here.market.currency, here.locale) if line.price_minor else ""
    return LineRow(line.row, line.title, price, line.variants, list(dict.fromkeys(said)))


def _difference(here: Here, one: Difference) -> str:
    """`售价 ¥168 → ¥158 (100 克)`; of what is long only its name."""
    if one.field == "new_variant":
        return here.words.t("desk.import.new_variant", name=one.after).unescape()
    name = _column(here, one.field) or here.words.t(f"desk.import.difference.{one.field}").unescape()
    before, after = (_value(here, one.field, value) for value in (one.before, one.after))
    told = f"{name} {before or '–'} → {after or '–'}" if before or after else name
    return f"{told} ({one.variant})" if one.variant else told


def _value(here: Here, field: str, value: str) -> str:
    if field == "price_minor" and value:
        return money_text(int(value), here.market.currency, here.locale)
    if field in ("kind", "state") and value:
        return here.words.t(f"desk.items.{field}.{value}").unescape()
    return value

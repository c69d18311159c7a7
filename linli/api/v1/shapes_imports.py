"""Files of articles, as programs send them and see what they would do."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Slug
from linli.modules import items

# 8 MB in base64.
LONGEST_CONTENT = 4 * (items.LARGEST_SHEET // 3 + 1)
FileName = Annotated[str, Meta(min_length=1, max_length=120, examples=["goods.csv"])]
Content = Annotated[str, Meta(max_length=LONGEST_CONTENT, description="The file itself, in base64.")]


class NewImport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A CSV or XLSX file; what is new in it will be sold in the store of the address and in `stores`."""

    name: FileName
    content: Content
    stores: Annotated[list[Slug], Meta(max_length=100)] = []


class Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether categories that the merchant does not have are made; otherwise articles come without."""

    make_categories: bool = True


class Fault(msgspec.Struct, frozen=True):
    """One thing to mend; `code` and `params` say what is wrong, `row` counts as spreadsheets do."""

    row: int
    heading: str
    code: str
    value: str
    params: dict[str, str | int]


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would do, or did: counts of articles; rows that are left out; how many of `total` articles
    are written; titles of those that somebody else changed meanwhile.
    """

    import_id: UUID
    name: str
    state: items.ImportState
    rows: int
    new: int
    changed: int
    unchanged: int
    refused_rows: list[int]
    faults: list[Fault]
    new_categories: list[str]
    ignored_columns: list[str]
    total: int
    written: int
    left_out: list[str]
    sent_at: datetime


def import_of(one: items.Import) -> Import:
    report = one.report
    return Import(
        import_id=one.import_id,
        name=one.file_name,
        state=one.state,
        rows=report.rows,
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
        refused_rows=list(report.refused),
        faults=[Fault(f.row, f.heading, f.code, f.value, f.params) for f in report.faults],
        new_categories=list(report.shelves),
        ignored_columns=list(report.ignored),
        total=one.total,
        written=one.written,
        left_out=list(one.left_out),
        sent_at=one.sent_at,
    )

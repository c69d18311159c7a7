"""What a file would do: which articles are new, which change, and which rows are refused, and why."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.modules.items.model import NewItem


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in one cell. `code` says it in the face's words, with `params`; `field` is what the
    column holds ("": the row as a whole).
    """

    row: int
    field: str
    heading: str
    code: str
    value: str = ""
    params: dict[str, str | int] = {}


class Status(StrEnum):
    """What becomes of an article by a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Difference(msgspec.Struct, frozen=True):
    """One thing that will be otherwise; prices in minor units, `variant` where it is one of several."""

    field: str
    before: str = ""
    after: str = ""
    variant: str = ""


class StockSaid(msgspec.Struct, frozen=True):
    """So many units of the variant at this place the store has; the book says `before` (None: it does not
    count it yet).
    """

    place: int
    counted: int
    before: int | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One article as the file wants it, with the rows it stands in. `revision` is the one it was looked at
    with (0: it is new); `shelf` a category that is to be made; `stock` what is counted in the store.
    """

    rows: tuple[int, ...]
    status: Status
    item: NewItem
    revision: int = 0
    shelf: str = ""
    changes: tuple[Difference, ...] = ()
    stock: tuple[StockSaid, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would do. `refused` are the numbers of rows that would be left out: the wrong ones, and
    others of the same articles.
    """

    rows: int
    drafts: tuple[Draft, ...]
    faults: tuple[Fault, ...]
    refused: tuple[int, ...]
    ignored: tuple[str, ...]
    shelves: tuple[str, ...]

    def count(self, status: Status) -> int:
        return sum(one.status is status for one in self.drafts)

    @property
    def touched(self) -> list[Draft]:
        """The articles that would be written or counted: changes first, for they may set a code free."""
        found = [one for one in self.drafts if one.status is not Status.UNCHANGED or one.stock]
        return sorted(found, key=lambda one: (one.status is Status.NEW, one.rows[0]))


class Line(msgspec.Struct, frozen=True):
    """One article of a report: what becomes of it and what changes."""

    row: int
    status: Status
    title: str
    variants: int
    price_minor: int
    changes: tuple[Difference, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would do, or did, as it is kept: counts of articles, every fault, the first lines;
    `stocked` variants are counted, all in one store.
    """

    rows: int
    new: int
    changed: int
    unchanged: int
    refused: tuple[int, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    shelves: tuple[str, ...]
    lines: tuple[Line, ...]
    stocked: int = 0
    store_id: UUID | None = None


# Of a long report the counts and faults are whole; of what is fine, the first lines.
MOST_LINES = 300


def report_of(plan: Plan, store_id: UUID | None = None) -> Report:
    """A plan as it is kept and shown: changes first, then what is new; counted is in this store."""
    return Report(
        rows=plan.rows,
        new=plan.count(Status.NEW),
        changed=plan.count(Status.CHANGED),
        unchanged=plan.count(Status.UNCHANGED),
        refused=plan.refused,
        faults=plan.faults,
        ignored=plan.ignored,
        shelves=plan.shelves,
        lines=tuple(_line(one) for one in plan.touched[:MOST_LINES]),
        stocked=sum(len(one.stock) for one in plan.drafts),
        store_id=store_id,
    )


def _line(draft: Draft) -> Line:
    prices = [one.price_minor for one in draft.item.variants]
    return Line(draft.rows[0], draft.status, draft.item.title, len(prices), min(prices), draft.changes)


class ImportState(StrEnum):
    """Shown as what it would do, being carried out, or done."""

    SHOWN = "shown"
    RUNNING = "running"
    DONE = "done"


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was sent, for whose range, and what it would do or did. Of `total` articles to write so
    many are `written`; those `left_out` somebody else changed meanwhile.
    """

    import_id: UUID
    trade: str
    store_ids: tuple[UUID, ...]
    file_name: str
    report: Report
    total: int
    written: int
    left_out: tuple[str, ...]
    state: ImportState
    sent_at: datetime
    done_at: datetime | None

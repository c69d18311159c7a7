"""What the API tells of statements and takes."""

from datetime import datetime
from uuid import UUID

import msgspec

from linli.api.v1.shapes import Cursor, Money
from linli.modules import settlement


class Statement(msgspec.Struct, frozen=True):
    """What the merchant is paid for a stretch of time; it confirms itself at `confirms_at`.

    States: draft, disputed (a line is held out), confirmed, paying (at the bank), paid, dissolved.
    """

    statement_id: UUID
    number: str
    state: settlement.StatementState
    total: Money
    entries: int
    period_from: datetime
    period_until: datetime
    confirms_at: datetime
    paid_at: datetime | None


class StatementPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[Statement]
    next_cursor: Cursor


class StatementLine(msgspec.Struct, frozen=True):
    """One entry: `gross` was consumed, `amount` is the merchant's; between them are the commission and, in a
    franchise, the parts of others.
    """

    entry_id: UUID
    kind: settlement.EntryKind
    order_id: UUID | None
    voucher_id: UUID | None
    gross: Money
    commission: Money
    amount: Money
    made_at: datetime


class StatementLines(msgspec.Struct, frozen=True):
    """A statement with a page of its lines, as they were earned."""

    statement: Statement
    lines: list[StatementLine]
    next_cursor: Cursor

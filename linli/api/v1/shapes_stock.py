"""What a store has, and what is said when goods move."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Cursor, Slug
from linli.modules import items, merchants, stock

Units = Annotated[int, Meta(ge=1, le=stock.MOST_UNITS, examples=[12])]
Found = Annotated[int, Meta(ge=0, le=stock.MOST_UNITS)]
Code = Annotated[str, Meta(min_length=1, max_length=80, examples=["6901234567892"])]
Note = Annotated[str, Meta(max_length=200, description="For whoever reads the history.")]
Reason = Annotated[str, Meta(min_length=1, max_length=200, examples=["fell off the shelf"])]


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A variant, by its id or by its barcode or article number; one of the two."""

    variant_id: UUID | None = None
    code: Code | None = None


class UnitsOf(Named, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So many of a variant."""

    quantity: Units


class Counted(Named, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So many are there, those that wait for orders included."""

    found: Found
    seen: Annotated[
        Found | None,
        Meta(description="`on_hand` when counting began: refused where goods have moved since."),
    ] = None


class Corrected(Named, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So many more or (negative) fewer than the book says."""

    delta: Annotated[int, Meta(ge=-stock.MOST_UNITS, le=stock.MOST_UNITS, examples=[-1])]


class Delivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came in."""

    lines: Annotated[list[UnitsOf], Meta(min_length=1, max_length=stock.MOST_LINES)]
    note: Note = ""


class Counting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody has counted."""

    lines: Annotated[list[Counted], Meta(min_length=1, max_length=stock.MOST_LINES)]
    note: Note = ""


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the book has wrong, or what broke, spoiled or is gone."""

    lines: Annotated[list[Corrected], Meta(min_length=1, max_length=stock.MOST_LINES)]
    note: Reason
    lost: Annotated[bool, Meta(description="Broken, spoiled or gone: every `delta` is negative.")] = False


class TillSlip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the shop's own till sold or took back; `receipt` is its number there."""

    lines: Annotated[list[UnitsOf], Meta(min_length=1, max_length=stock.MOST_LINES)]
    receipt: Note = ""


class NewTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What leaves for another store of the merchant."""

    to: Slug
    lines: Annotated[list[UnitsOf], Meta(min_length=1, max_length=stock.MOST_LINES)]
    note: Note = ""


class Arrived(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much of a variant was there."""

    variant_id: UUID
    arrived: Found


class Arrival(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What arrived otherwise than it was sent; without lines all of it did as sent."""

    lines: Annotated[list[Arrived], Meta(max_length=stock.MOST_LINES)] = []


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From how few left on the managers are told; 0: when nothing is."""

    low_from: Found


class Level(msgspec.Struct, frozen=True):
    """What a store has of a variant. `left` can be sold; `promised` belongs to orders that were not collected
    yet; `missing` is promised and was found not to be there.
    """

    variant_id: UUID
    title: str
    title_en: str
    variant: str
    variant_en: str
    gtin: str
    sku: str
    on_hand: int
    promised: int
    left: int
    missing: int
    on_the_way: Annotated[int, Meta(description="Sent by other stores and not arrived.")]
    low_from: int
    low: bool
    counted_at: datetime | None


class LevelPage(msgspec.Struct, frozen=True):
    """What the store counts."""

    items: list[Level]
    next_cursor: Cursor


class StockMovement(msgspec.Struct, frozen=True):
    """One change of what is on hand, for good; `on_hand` is what was there afterwards."""

    movement_id: UUID
    slip_id: UUID
    kind: stock.MovementKind
    delta: int
    on_hand: int
    order_id: UUID | None
    transfer_id: UUID | None
    note: str
    at: datetime
    undone: bool


class StockMovementPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[StockMovement]
    next_cursor: Cursor


class Moved(msgspec.Struct, frozen=True):
    """One line of a slip: by how much, and what is on hand now."""

    variant_id: UUID
    delta: int
    on_hand: int


class Slip(msgspec.Struct, frozen=True):
    """What was done at once; `untracked` was sold and is not counted by this store."""

    slip_id: UUID
    kind: stock.MovementKind
    lines: list[Moved]
    untracked: list[UUID]


class Declining(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why what was asked for does not come."""

    note: Annotated[str, Meta(min_length=1, max_length=200)]


class TransferLine(msgspec.Struct, frozen=True):
    """`arrived` is null on the way; of an order's, `freed` are not wanted any more."""

    variant_id: UUID
    sent: int
    arrived: int | None
    freed: int


class Transfer(msgspec.Struct, frozen=True):
    """Goods that go from one store to another; `order_id` where they are brought over for an order, promised
    for the day `due_on`.
    """

    transfer_id: UUID
    from_store: Slug
    to_store: Slug
    state: stock.TransferState
    order_id: UUID | None
    note: str
    sent_at: datetime
    ended_at: datetime | None
    due_on: date | None
    lines: list[TransferLine]


class TransferPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[Transfer]
    next_cursor: Cursor


def level_of(level: stock.Level, known: Mapping[UUID, items.Sellable], coming: Mapping[UUID, int]) -> Level:
    named = known.get(level.variant_id)
    return Level(
        variant_id=level.variant_id,
        title=named.title if named else "",
        title_en=named.title_en if named else "",
        variant=named.variant_name if named else "",
        variant_en=named.variant_name_en if named else "",
        gtin=named.gtin if named else "",
        sku=named.sku if named else "",
        on_hand=level.on_hand,
        promised=level.promised,
        left=level.left,
        missing=level.missing,
        on_the_way=coming.get(level.variant_id, 0),
        low_from=level.low_from,
        low=level.low,
        counted_at=level.counted_at,
    )


def movement_of(row: stock.Movement) -> StockMovement:
    return StockMovement(**{name: getattr(row, name) for name in StockMovement.__struct_fields__})


def slip_of(slip: stock.Slip) -> Slip:
    lines = [Moved(line.variant_id, line.delta, line.on_hand) for line in slip.lines]
    return Slip(slip.slip_id, slip.kind, lines, slip.untracked)


def transfer_of(one: stock.Transfer, stores: Mapping[UUID, merchants.Store]) -> Transfer:
    return Transfer(
        transfer_id=one.transfer_id,
        from_store=stores[one.from_store_id].slug,
        to_store=stores[one.to_store_id].slug,
        state=one.state,
        order_id=one.order_id,
        note=one.note,
        sent_at=one.sent_at,
        ended_at=one.ended_at,
        due_on=one.due_on,
        lines=[TransferLine(line.variant_id, line.sent, line.arrived, line.freed) for line in one.lines],
    )


def stores_of(transfers: Iterable[stock.Transfer]) -> set[UUID]:
    return {store_id for one in transfers for store_id in (one.from_store_id, one.to_store_id)}

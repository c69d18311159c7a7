"""Goods that are ordered and wait in a store, as programs see them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Money, Slug
from linli.api.v1.shapes_chains import PlaceOfUse
from linli.modules import orders, pickups

Units = Annotated[int, Meta(ge=1, le=99, examples=[2])]
Code = Annotated[str, Meta(min_length=1, max_length=200, description="As read, typed or scanned.")]


class WantedGoods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many of a variant; `picks` are the places (from 0) of what is chosen of each of its options."""

    variant_id: UUID
    quantity: Units = 1
    picks: Annotated[
        list[Annotated[list[Annotated[int, Meta(ge=0, le=99)]], Meta(max_length=20)]], Meta(max_length=20)
    ] = []


class NewGoodsOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to order in a store. `total` is what was shown for it, in minor units: where it costs something
    else now, nothing is ordered. `bring_from` is another store of the merchant, from which what this one has
    too few of is brought over. `use_at` is where it will be used, for what is sold by area; `sold_by` the
    store that was shown to sell it there: where another one does now, nothing is ordered. `day` is for
    tickets and rooms: all of the order is for that day. `coupon_ids` are taken off.
    """

    lines: Annotated[list[WantedGoods], Meta(min_length=1, max_length=orders.MOST_LINES)]
    total: Annotated[int, Meta(ge=1)] | None = None
    aisle: bool = False
    bring_from: Slug | None = None
    use_at: PlaceOfUse | None = None
    sold_by: Slug | None = None
    day: date | None = None
    coupon_ids: Annotated[list[UUID], Meta(max_length=2)] = []


class PickupLine(msgspec.Struct, frozen=True):
    """One line: of `quantity` units so many wait, were handed over, refunded before, and returned after
    that.
    """

    line_no: int
    variant_id: UUID
    title: str
    title_en: str
    detail: str
    detail_en: str
    quantity: int
    total: Money
    waiting: int
    handed: int
    refunded: int
    returned: int


class Pickup(msgspec.Struct, frozen=True):
    """What one order has waiting in one store. `qr_text` goes into a QR code that its counter reads."""

    order_id: UUID
    kind: pickups.PickupKind
    state: pickups.PickupState
    code: str
    qr_text: str
    collect_before: datetime
    ready_at: datetime | None
    lines: list[PickupLine]


class LineUnits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many units of a line, by its number."""

    line_no: Annotated[int, Meta(ge=1, le=99)]
    units: Units


class HandOverWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of a pickup is handed over; without `lines` all that waits."""

    code: Code
    lines: Annotated[list[LineUnits], Meta(min_length=1, max_length=orders.MOST_LINES)] | None = None


class CodeOfPickup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pickup's code at the counter."""

    code: Code


class ReturnWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What comes back over the counter, and why; `restock`: it can be sold again."""

    code: Code
    lines: Annotated[list[LineUnits], Meta(min_length=1, max_length=orders.MOST_LINES)]
    reason: Annotated[str, Meta(min_length=1, max_length=300, examples=["torn"])]
    restock: bool = True


class Move(msgspec.Struct, frozen=True):
    """Something that happened to a pickup: what was moved and what it is worth."""

    move_id: UUID
    order_id: UUID
    kind: pickups.MoveKind
    lines: list[LineUnits]
    amount: Money
    at: datetime


class GoodsRefund(msgspec.Struct, frozen=True):
    """What goes back to whoever paid, for so many units."""

    order_id: UUID
    units: int
    amount: Money


def pickup_of(found: pickups.Pickup, market_slug: str) -> Pickup:
    return Pickup(
        order_id=found.order_id,
        kind=found.kind,
        state=found.state,
        code=found.code,
        qr_text=pickups.qr_text(market_slug, found.code),
        collect_before=found.collect_before,
        ready_at=found.ready_at,
        lines=[
            PickupLine(
                line_no=line.line_no,
                variant_id=line.variant_id,
                title=line.title,
                title_en=line.title_en,
                detail=line.detail,
                detail_en=line.detail_en,
                quantity=line.quantity,
                total=Money(line.total_minor, found.currency),
                waiting=line.waiting,
                handed=line.handed,
                refunded=line.refunded,
                returned=line.returned,
            )
            for line in found.lines
        ],
    )


def move_of(move: pickups.Move) -> Move:
    lines = [LineUnits(line.line_no, line.units) for line in move.lines]
    amount = Money(move.amount_minor, move.currency)
    return Move(move.move_id, move.order_id, move.kind, lines, amount, move.at)

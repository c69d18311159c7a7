"""How what is sold is used, and what is left of it, in JSON."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Money
from linli.modules import catalog, vouchers


class Stretch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days by the market's calendar, both included."""

    since: date
    until: date


class UseRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How one unit may be used up, from when on, on which days not, and how long before one books."""

    kind: Annotated[
        catalog.UseKind,
        Meta(description="At once, each line of the contents on its own, so many times, or in amounts."),
    ] = catalog.UseKind.SINGLE
    times: Annotated[int, Meta(ge=1, le=365, description="Of the kind `times`; else 1.")] = 1
    face_minor: Annotated[
        int,
        Meta(ge=0, le=10**8, description="Of the kind `value`: what can be spent, in minor units; else 0."),
    ] = 0
    blackout: Annotated[list[Stretch], Meta(max_length=20)] = []
    valid_after_days: Annotated[int, Meta(ge=0, le=729, description="0: at once.")] = 0
    book_ahead_hours: Annotated[int, Meta(ge=0, le=720, description="0: guests just come.")] = 0


class VoucherPart(msgspec.Struct, frozen=True):
    """One part of a voucher: `units` uses, or the minor units of what can be spent. A use that was taken
    without a network and is not decided yet is `waiting`.
    """

    name: str
    name_en: str
    units: int
    used: int
    waiting: int
    left: int
    value: Money


class RedemptionTruth(msgspec.Struct, frozen=True):
    """What became of one redemption."""

    redemption_id: UUID
    voucher_id: UUID
    clerk_name: str
    at: datetime
    taken: Annotated[list[int], Meta(description="Units of each part.")]
    value: Annotated[Money, Meta(description="What was earned by it.")]
    undone_at: datetime | None
    device_kind: Annotated[
        vouchers.DeviceKind | None,
        Meta(description="With what: an enrolled device, a program, or a browser that is no device."),
    ]
    device_id: Annotated[
        UUID | None, Meta(description="Which one: the device, the program's token, or the browser's session.")
    ]


def rules_of(rules: catalog.UseRules) -> UseRules:
    return UseRules(
        kind=rules.kind,
        times=rules.times,
        face_minor=rules.face_minor,
        blackout=[Stretch(one.since, one.until) for one in rules.blackout],
        valid_after_days=rules.valid_after_days,
        book_ahead_hours=rules.book_ahead_hours,
    )


def rules_meant(rules: UseRules) -> catalog.UseRules:
    return catalog.UseRules(
        kind=rules.kind,
        times=rules.times,
        face_minor=rules.face_minor,
        blackout=tuple(catalog.Blackout(one.since, one.until) for one in rules.blackout),
        valid_after_days=rules.valid_after_days,
        book_ahead_hours=rules.book_ahead_hours,
    )


def parts_of(voucher: vouchers.Voucher) -> list[VoucherPart]:
    return [
        VoucherPart(
            name=part.name,
            name_en=part.name_en or part.name,
            units=part.units,
            used=part.used,
            waiting=part.waiting,
            left=part.left,
            value=Money(part.value_minor, voucher.currency),
        )
        for part in voucher.each_part
    ]

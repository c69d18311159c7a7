"""What the counter says to a voucher, decided in one place and in one order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import markets
from linli.modules.vouchers.losses import JUST_BEFORE, Loss
from linli.modules.vouchers.model import Voucher, VoucherState
from linli.modules.vouchers.refusals import (
    VOUCHER_CODE_REPLACED,
    VOUCHER_EXPIRED,
    VOUCHER_NOT_USABLE_NOW,
    VOUCHER_NOT_YET_VALID,
    VOUCHER_OF_ANOTHER_STORE,
    VOUCHER_PART_NEEDED,
    VOUCHER_REFUNDED,
    VOUCHER_TOO_LITTLE_LEFT,
    VOUCHER_UNKNOWN,
    VOUCHER_USED,
)
from linli.modules.vouchers.scans import Scan


def replaced(voucher: Voucher | None, scan: Scan) -> Refusal | None:
    """Whether the voucher has changed hands since its token was made."""
    if voucher is None or scan.hands in (None, voucher.hands):
        return None
    return VOUCHER_CODE_REPLACED()


def obstacle(
    voucher: Voucher | None, store_id: UUID, now: datetime, at_place: Mapping[str, Any]
) -> Refusal | None:
    """Why this voucher cannot be redeemed here and now; None if something of it can.

    In this order: voucher_unknown, voucher_of_another_store, voucher_refunded, voucher_expired (since),
    voucher_used (at), voucher_not_yet_valid (since), voucher_too_little_left (left: 0; all that is left
    waits), voucher_not_usable_now (usable, next). Times in the params are local, to the minute.
    """
    if voucher is None:
        return VOUCHER_UNKNOWN()
    if store_id not in (voucher.store_ids or (voucher.store_id,)):
        return VOUCHER_OF_ANOTHER_STORE()
    if refusal := over(voucher, now, at_place):
        return refusal
    if voucher.valid_from > now:
        return VOUCHER_NOT_YET_VALID(since=local_minute(voucher.valid_from, at_place))
    if not any(part.left for part in voucher.each_part):
        return VOUCHER_TOO_LITTLE_LEFT(part=voucher.title, part_en=voucher.title_en, left=0)
    return out_of_hours(voucher, now, at_place)


def over(voucher: Voucher, now: datetime, at_place: Mapping[str, Any]) -> Refusal | None:
    """Why it can never be used again, wherever it is held out; None where it can.

    In this order: voucher_refunded, voucher_expired (since), voucher_used (at).
    """
    if voucher.state is VoucherState.REFUNDED:
        return VOUCHER_REFUNDED()
    if voucher.state is VoucherState.EXPIRED or (
        voucher.state is VoucherState.ISSUED and voucher.valid_until <= now
    ):
        return VOUCHER_EXPIRED(since=local_minute(voucher.valid_until, at_place))
    if voucher.state is VoucherState.REDEEMED:
        return VOUCHER_USED(at=local_minute(voucher.redeemed_at or now, at_place))
    return None


def too_much(voucher: Voucher, taken: Sequence[int] | None) -> Refusal | None:
    """Why so much of it cannot be taken; None if it can.

    In this order: invalid (taken: not one number for each part, a negative one, or nothing at all),
    voucher_part_needed (nothing was said, and there is a choice), voucher_too_little_left (part, part_en,
    left; the first part that has not as much).
    """
    parts = voucher.each_part
    if taken is None:
        return None if sum(part.units - part.used for part in parts) == 1 else VOUCHER_PART_NEEDED()
    if len(taken) != len(parts) or min(taken) < 0 or not any(taken):
        return INVALID(field="taken")
    for part, wanted in zip(parts, taken, strict=True):
        if wanted and wanted > part.left:
            return VOUCHER_TOO_LITTLE_LEFT(part=part.name, part_en=part.name_en or part.name, left=part.left)
    return None


def out_of_hours(voucher: Voucher, now: datetime, at_place: Mapping[str, Any]) -> Refusal | None:
    """The last question: do the deal's own hours (OSM opening_hours) allow it at the store's local time?"""
    place = {name: at_place[name] for name in ("timezone", "country")}
    if markets.allows(voucher.usable, now, **place):
        return None
    opens = markets.open_state(voucher.usable, now, **place).changes_at
    return VOUCHER_NOT_USABLE_NOW(usable=voucher.usable, next=local_minute(opens, at_place) if opens else "–")


def hopeless(voucher: Voucher, hands: int, happened_at: datetime, at_place: Mapping[str, Any]) -> Loss | None:
    """Why a use without a network gets nothing of a voucher, whatever else arrives; None where it may.

    In this order: not_valid_then, not_usable_then (weekdays, hours, excluded days; each when it happened and
    a minute before), code_replaced (its token is of `hands` through which the voucher has gone since). The
    questions are those of `obstacle`.
    """
    moments = (happened_at, happened_at - JUST_BEFORE)
    valid = [at for at in moments if voucher.valid_from <= at < voucher.valid_until]
    if not valid:
        return Loss.NOT_VALID_THEN
    place = {name: at_place[name] for name in ("timezone", "country")}
    if not any(markets.allows(voucher.usable, at, **place) for at in valid):
        return Loss.NOT_USABLE_THEN
    return Loss.CODE_REPLACED if hands < voucher.hands else None


def local_minute(at: datetime, at_place: Mapping[str, Any]) -> str:
    """A moment as the store's clock shows it, the same in every language."""
    return at.astimezone(ZoneInfo(at_place["timezone"])).strftime("%Y-%m-%d %H:%M")

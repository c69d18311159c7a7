"""What the counter says to a voucher, decided in one place and in one order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.refusals import Refusal
from linli.modules import markets
from linli.modules.vouchers.model import Voucher, VoucherState
from linli.modules.vouchers.refusals import (
    VOUCHER_EXPIRED,
    VOUCHER_NOT_USABLE_NOW,
    VOUCHER_OF_ANOTHER_STORE,
    VOUCHER_REFUNDED,
    VOUCHER_UNKNOWN,
    VOUCHER_USED,
)


def obstacle(
    voucher: Voucher | None, store_id: UUID, now: datetime, at_place: Mapping[str, Any]
) -> Refusal | None:
    """Why this voucher cannot be redeemed here and now; None if it can.

    In this order: voucher_unknown, voucher_of_another_store, voucher_refunded, voucher_expired (since),
    voucher_used (at), voucher_not_usable_now (usable, next). Times in the params are local, to the minute.
    """
    if voucher is None:
        return VOUCHER_UNKNOWN()
    if store_id not in (voucher.store_ids or (voucher.store_id,)):
        return VOUCHER_OF_ANOTHER_STORE()
    if voucher.state is VoucherState.REFUNDED:
        return VOUCHER_REFUNDED()
    if voucher.state is VoucherState.EXPIRED or (
        voucher.state is VoucherState.ISSUED and voucher.valid_until <= now
    ):
        return VOUCHER_EXPIRED(since=local_minute(voucher.valid_until, at_place))
    if voucher.state is VoucherState.REDEEMED:
        return VOUCHER_USED(at=local_minute(voucher.redeemed_at or now, at_place))
    return out_of_hours(voucher, now, at_place)


def out_of_hours(voucher: Voucher, now: datetime, at_place: Mapping[str, Any]) -> Refusal | None:
    """The last question: do the deal's own hours (OSM opening_hours) allow it at the store's local time?"""
    place = {name: at_place[name] for name in ("timezone", "country")}
    if markets.allows(voucher.usable, now, **place):
        return None
    opens = markets.open_state(voucher.usable, now, **place).changes_at
    return VOUCHER_NOT_USABLE_NOW(usable=voucher.usable, next=local_minute(opens, at_place) if opens else "–")


def local_minute(at: datetime, at_place: Mapping[str, Any]) -> str:
    """A moment as the store's clock shows it, the same in every language."""
    return at.astimezone(ZoneInfo(at_place["timezone"])).strftime("%Y-%m-%d %H:%M")

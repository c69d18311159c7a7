"""Vouchers as the desk shows them: never the whole code, which alone is worth money."""

from datetime import datetime, timedelta

import msgspec

from linli.kernel.money import Money
from linli.modules.vouchers import Voucher, VoucherState
from linli.web.merchant.shop import Shop, pick
from linli.web.shared.http import Here

# Validity ends just before an instant; people read the last day on which it holds.
LAST_MOMENT = timedelta(seconds=1)


class VoucherRow(msgspec.Struct, frozen=True):
    """One voucher; `state` says expired as soon as it is, `order` is its order's page."""

    tail: str
    title: str
    value: Money
    state: str
    issued_at: datetime
    valid_until: datetime
    redeemed_at: datetime | None
    order: str


def voucher_row(here: Here, shop: Shop, voucher: Voucher, now: datetime) -> VoucherRow:
    over = voucher.state is VoucherState.ISSUED and voucher.valid_until <= now
    return VoucherRow(
        tail=voucher.code_tail,
        title=pick(here, voucher.title, voucher.title_en),
        value=voucher.value,
        state=VoucherState.EXPIRED.value if over else voucher.state.value,
        issued_at=voucher.issued_at,
        valid_until=voucher.valid_until - LAST_MOMENT,
        redeemed_at=voucher.redeemed_at,
        order=f"{shop.desk}/orders/{voucher.order_id}",
    )

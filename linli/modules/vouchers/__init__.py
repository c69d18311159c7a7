"""Vouchers and their redemption: what a paid unit of a deal is until it is consumed.

Words: a *voucher* is one paid unit with a code of its own; *redeeming* uses it at a counter of one of its
stores; *undoing* takes a mistaken redemption back; *void* means refunded before use; a *scan* is what a
reader or a person makes of a code.
Promises: of any number of counters that try one code at once exactly one succeeds; a repeated request gets
the first answer; every redemption and undoing is a row that nobody can change; codes carry 75 random bits.
Stage: single-use vouchers, in one store or several of a merchant, online. Multi-use and signed offline
vouchers come later.
"""

from linli.modules.vouchers.actions import (
    count_wrong_code,
    hold_consumption,
    issue,
    redeem,
    undo_redemption,
    void_for_refund,
)
from linli.modules.vouchers.events import RedemptionUndone, VoucherExpired, VoucherRedeemed
from linli.modules.vouchers.jobs import expire_due
from linli.modules.vouchers.model import (
    Prepared,
    Redeemed,
    Redemption,
    RedemptionLine,
    RedemptionTotals,
    Voucher,
    VoucherFilter,
    VoucherState,
)
from linli.modules.vouchers.queries import (
    prepare,
    redemption_totals,
    redemptions_of_store,
    redemptions_of_vouchers,
    refuse_guessing,
    require_nothing_owed,
    totals_of_stores,
    voucher,
    voucher_by_code,
    vouchers_of_market,
    vouchers_of_order,
    vouchers_of_person,
    vouchers_of_store,
)
from linli.modules.vouchers.refusals import (
    REDEMPTION_NOT_FOUND,
    REDEMPTION_UNDONE,
    TOO_FEW_UNUSED,
    UNDO_WINDOW_OVER,
    VOUCHER_CODE_MALFORMED,
    VOUCHER_EXPIRED,
    VOUCHER_NOT_USABLE_NOW,
    VOUCHER_OF_ANOTHER_MARKET,
    VOUCHER_OF_ANOTHER_STORE,
    VOUCHER_REFUNDED,
    VOUCHER_UNKNOWN,
    VOUCHER_USED,
    VOUCHERS_STILL_OWED,
)
from linli.modules.vouchers.scans import qr_text, read_scan
from linli.modules.vouchers.tokens import (
    SignedToken,
    Token,
    TokenError,
    TokenFault,
    TokenForm,
    TokenPart,
    is_token,
    judge_token,
    read_token,
    require_in_time,
    sign_token,
    verify_token,
)

__all__ = [
    "REDEMPTION_NOT_FOUND",
    "REDEMPTION_UNDONE",
    "TOO_FEW_UNUSED",
    "UNDO_WINDOW_OVER",
    "VOUCHERS_STILL_OWED",
    "VOUCHER_CODE_MALFORMED",
    "VOUCHER_EXPIRED",
    "VOUCHER_NOT_USABLE_NOW",
    "VOUCHER_OF_ANOTHER_MARKET",
    "VOUCHER_OF_ANOTHER_STORE",
    "VOUCHER_REFUNDED",
    "VOUCHER_UNKNOWN",
    "VOUCHER_USED",
    "Prepared",
    "Redeemed",
    "Redemption",
    "RedemptionLine",
    "RedemptionTotals",
    "RedemptionUndone",
    "SignedToken",
    "Token",
    "TokenError",
    "TokenFault",
    "TokenForm",
    "TokenPart",
    "Voucher",
    "VoucherExpired",
    "VoucherFilter",
    "VoucherRedeemed",
    "VoucherState",
    "count_wrong_code",
    "expire_due",
    "hold_consumption",
    "is_token",
    "issue",
    "judge_token",
    "prepare",
    "qr_text",
    "read_scan",
    "read_token",
    "redeem",
    "redemption_totals",
    "redemptions_of_store",
    "redemptions_of_vouchers",
    "refuse_guessing",
    "require_in_time",
    "require_nothing_owed",
    "sign_token",
    "totals_of_stores",
    "undo_redemption",
    "verify_token",
    "void_for_refund",
    "voucher",
    "voucher_by_code",
    "vouchers_of_market",
    "vouchers_of_order",
    "vouchers_of_person",
    "vouchers_of_store",
]

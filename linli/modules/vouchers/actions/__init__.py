"""What is done with vouchers, by file."""

from linli.modules.vouchers.actions.offline import (
    decided_offline_uses,
    lose_offline,
    offline_uses,
    offline_uses_of_device,
    offline_uses_of_voucher,
    spent_vouchers,
    take_offline,
    terms_of_store,
)
from linli.modules.vouchers.actions.using import (
    claim_gift,
    count_wrong_code,
    give,
    hold_consumption,
    issue,
    redeem,
    revoke_gift,
    undo_redemption,
    void_for_refund,
)

__all__ = [
    "claim_gift",
    "count_wrong_code",
    "decided_offline_uses",
    "give",
    "hold_consumption",
    "issue",
    "lose_offline",
    "offline_uses",
    "offline_uses_of_device",
    "offline_uses_of_voucher",
    "redeem",
    "revoke_gift",
    "spent_vouchers",
    "take_offline",
    "terms_of_store",
    "undo_redemption",
    "void_for_refund",
]

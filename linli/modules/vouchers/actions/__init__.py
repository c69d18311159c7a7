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
from linli.modules.vouchers.actions.trying import give_back, trying
from linli.modules.vouchers.actions.using import (
    claim_gift,
    give,
    hold_consumption,
    issue,
    redeem,
    revoke_gift,
    undo_redemption,
    void_for_refund,
)
from linli.modules.vouchers.actions.watch import acknowledge_alarms, alarms, open_alarms

__all__ = [
    "acknowledge_alarms",
    "alarms",
    "claim_gift",
    "decided_offline_uses",
    "give",
    "give_back",
    "hold_consumption",
    "issue",
    "lose_offline",
    "offline_uses",
    "offline_uses_of_device",
    "offline_uses_of_voucher",
    "open_alarms",
    "redeem",
    "revoke_gift",
    "spent_vouchers",
    "take_offline",
    "terms_of_store",
    "trying",
    "undo_redemption",
    "void_for_refund",
]

"""Which state may follow which. Every UPDATE in `vouchers.sql` makes one of these moves, tested."""

from linli.modules.vouchers.model import VoucherState

LEGAL: dict[VoucherState, frozenset[VoucherState]] = {
    # Used in part, or a part of it undone, it stays issued: there is something left to use.
    VoucherState.ISSUED: frozenset(VoucherState),
    VoucherState.REDEEMED: frozenset({VoucherState.ISSUED}),  # undone within the window
    VoucherState.REFUNDED: frozenset(),
    VoucherState.EXPIRED: frozenset(),
}

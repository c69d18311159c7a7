"""Which state may follow which. Every UPDATE in `vouchers.sql` makes one of these moves, tested."""

from linli.modules.vouchers.model import VoucherState

LEGAL: dict[VoucherState, frozenset[VoucherState]] = {
    VoucherState.ISSUED: frozenset({VoucherState.REDEEMED, VoucherState.REFUNDED, VoucherState.EXPIRED}),
    VoucherState.REDEEMED: frozenset({VoucherState.ISSUED}),  # undone within the window
    VoucherState.REFUNDED: frozenset(),
    VoucherState.EXPIRED: frozenset(),
}

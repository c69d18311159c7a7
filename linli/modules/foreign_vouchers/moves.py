"""Which state may follow which. Every UPDATE in `uses.sql` makes one of these moves, tested."""

from linli.modules.foreign_vouchers.model import UseState

LEGAL: dict[UseState, frozenset[UseState]] = {
    UseState.PREPARED: frozenset({UseState.ASKED}),
    UseState.ASKED: frozenset({UseState.TAKEN, UseState.DENIED, UseState.NOT_TAKEN}),
    # The platform was slower than we were patient.
    UseState.NOT_TAKEN: frozenset({UseState.TAKEN}),
    UseState.TAKEN: frozenset({UseState.UNDOING}),
    UseState.UNDOING: frozenset({UseState.UNDONE, UseState.TAKEN}),
    UseState.DENIED: frozenset(),
    UseState.UNDONE: frozenset(),
}

"""The states of an order and the only moves between them."""

from linli.modules.orders.model import OrderState

MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.AWAITING_PAYMENT: frozenset({OrderState.PAID, OrderState.CANCELED}),
    # A payment that came late brings a canceled order back, or is sent back.
    OrderState.CANCELED: frozenset({OrderState.PAID, OrderState.REFUNDED}),
    OrderState.PAID: frozenset({OrderState.COMPLETED, OrderState.REFUNDED}),
    # An undone redemption opens a completed order again; what was paid in a shop may all go back on its day.
    OrderState.COMPLETED: frozenset({OrderState.PAID, OrderState.REFUNDED}),
    OrderState.REFUNDED: frozenset(),
}


def sources_of(target: OrderState) -> list[str]:
    """The states from which an order may come to `target`."""
    return [state.value for state, targets in MOVES.items() if target in targets]

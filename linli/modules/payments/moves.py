"""The states of an intent and of a refund, and the only moves between them."""

from linli.modules.payments.model import IntentState, RefundState

# A payment may still arrive after we have given up: money that has moved is recorded, never refused.
INTENT_MOVES: dict[IntentState, frozenset[IntentState]] = {
    IntentState.CREATED: frozenset(
        {IntentState.PENDING, IntentState.PAID, IntentState.CLOSED, IntentState.HELD}
    ),
    IntentState.PENDING: frozenset(
        {IntentState.PAID, IntentState.FAILED, IntentState.CLOSED, IntentState.HELD}
    ),
    # A declined payment may be tried another way, until it expires.
    IntentState.FAILED: frozenset(
        {IntentState.PENDING, IntentState.PAID, IntentState.CLOSED, IntentState.HELD}
    ),
    # What the provider closed may be tried again too; what we have given up has run out with it.
    IntentState.CLOSED: frozenset({IntentState.PENDING, IntentState.PAID, IntentState.HELD}),
    IntentState.PAID: frozenset(),
    # The provider, asked directly, knows our amount after all; or what it took has gone back.
    IntentState.HELD: frozenset({IntentState.PAID, IntentState.FAILED, IntentState.CLOSED}),
}

REFUND_MOVES: dict[RefundState, frozenset[RefundState]] = {
    RefundState.DUE: frozenset({RefundState.DONE, RefundState.FAILED}),
    # What was sent may come back to the provider.
    RefundState.DONE: frozenset({RefundState.FAILED}),
    # Sent again, told as sent after all, or paid back another way.
    RefundState.FAILED: frozenset({RefundState.DUE, RefundState.DONE, RefundState.OTHERWISE}),
    RefundState.OTHERWISE: frozenset(),
}


def sources_of(target: IntentState) -> list[str]:
    """The states from which an intent may come to `target`."""
    return [state.value for state, targets in INTENT_MOVES.items() if target in targets]

"""The states of a pickup and the only moves between them."""

from collections.abc import Iterable

from linli.modules.pickups.model import Line, PickupState

MOVES: dict[PickupState, frozenset[PickupState]] = {
    PickupState.WAITING: frozenset({PickupState.READY, PickupState.HANDED_OVER, PickupState.CLOSED}),
    PickupState.READY: frozenset({PickupState.HANDED_OVER, PickupState.CLOSED}),
    # A hand-over that was undone waits again.
    PickupState.HANDED_OVER: frozenset({PickupState.READY}),
    PickupState.CLOSED: frozenset(),
}


def state_of(lines: Iterable[Line], before: PickupState) -> PickupState:
    """Where a pickup with these lines stands that stood at `before`."""
    known = list(lines)
    if any(line.waiting for line in known):
        return PickupState.READY if before is PickupState.HANDED_OVER else before
    gone = any(line.handed or line.returned for line in known)
    return PickupState.HANDED_OVER if gone else PickupState.CLOSED

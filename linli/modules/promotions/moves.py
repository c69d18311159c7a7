"""The states of a batch and the only moves between them."""

from linli.modules.promotions.model import BatchState

MOVES: dict[BatchState, frozenset[BatchState]] = {
    BatchState.OFFERED: frozenset({BatchState.ACTIVE, BatchState.ENDED}),
    BatchState.ACTIVE: frozenset({BatchState.PAUSED, BatchState.ENDED}),
    BatchState.PAUSED: frozenset({BatchState.ACTIVE, BatchState.ENDED}),
    BatchState.ENDED: frozenset(),
}

"""The states of a statement and the legal moves between them.

draft → (disputed →) confirmed → paying → paid; a payout that fails leads back to confirmed; a draft of which
nothing is left dissolves, and its entries wait for the next one.
"""

from linli.modules.settlement.model import StatementState

MOVES: dict[StatementState, tuple[StatementState, ...]] = {
    StatementState.DISPUTED: (StatementState.DRAFT, StatementState.DISPUTED),
    StatementState.CONFIRMED: (StatementState.DRAFT, StatementState.DISPUTED, StatementState.PAYING),
    StatementState.PAYING: (StatementState.CONFIRMED,),
    StatementState.PAID: (StatementState.PAYING,),
    StatementState.DISSOLVED: (StatementState.DRAFT, StatementState.DISPUTED),
}


def sources_of(state: StatementState) -> list[str]:
    """From which states a statement may come to this one."""
    return [source.value for source in MOVES[state]]

"""The verbs of chains."""

from linli.modules.chains.actions.branches import (
    accept_terms,
    drop_offer,
    invite_branch,
    leave_chain,
    offer_terms,
)
from linli.modules.chains.actions.territories import draw_territory, drop_territory, restore_territory
from linli.modules.chains.actions.uses import note_use

__all__ = [
    "accept_terms",
    "draw_territory",
    "drop_offer",
    "drop_territory",
    "invite_branch",
    "leave_chain",
    "note_use",
    "offer_terms",
    "restore_territory",
]

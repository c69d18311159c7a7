"""Chains: a head office and its branches, its own or run by franchisees, and the territories of its articles.

Words: head office (the merchant that owns the range), branch (a store that sells it, of the same merchant or
of another one, a franchisee), collects (who gets the money of the range's sales), hands over (whether the
branch gives goods out), territory (an area in which some articles are sold by one branch alone).
Promises: a franchisee agrees to every term before it holds; a store is a branch of one chain; who collects is
asked at the moment of the order; a place lies in the smallest of the territories that cover it.
Stage: complete; what head office and franchisee owe each other beyond an order's split is theirs.
"""

from linli.modules.chains.actions import (
    accept_terms,
    draw_territory,
    drop_offer,
    drop_territory,
    invite_branch,
    leave_chain,
    note_use,
    offer_terms,
    restore_territory,
)
from linli.modules.chains.actions.forgetting import forget_uses
from linli.modules.chains.collecting import collector
from linli.modules.chains.events import BranchJoined, BranchLeft, TermsAnswered, TermsAsked
from linli.modules.chains.model import (
    Area,
    Article,
    Branch,
    BranchState,
    Circle,
    Collects,
    NewTerritory,
    PlaceOfUse,
    Polygon,
    RangeRule,
    Route,
    Terms,
    Territory,
    Use,
)
from linli.modules.chains.places import LONGEST_ADDRESS, does_of, place_of_use
from linli.modules.chains.queries import (
    about_orders,
    bound_by,
    branch_of,
    branches_of_head,
    branches_of_merchant,
    branches_with_all,
    heads_of_store,
    require_no_branch,
    route,
    territories,
    territory,
    uses_of_branch,
    uses_of_orders,
)
from linli.modules.chains.refusals import BRANCH_TAKEN, OUTSIDE_TERRITORY, TERMS_CHANGED, TERRITORY_CHANGED

__all__ = [
    "BRANCH_TAKEN",
    "LONGEST_ADDRESS",
    "OUTSIDE_TERRITORY",
    "TERMS_CHANGED",
    "TERRITORY_CHANGED",
    "Area",
    "Article",
    "Branch",
    "BranchJoined",
    "BranchLeft",
    "BranchState",
    "Circle",
    "Collects",
    "NewTerritory",
    "PlaceOfUse",
    "Polygon",
    "RangeRule",
    "Route",
    "Terms",
    "TermsAnswered",
    "TermsAsked",
    "Territory",
    "Use",
    "about_orders",
    "accept_terms",
    "bound_by",
    "branch_of",
    "branches_of_head",
    "branches_of_merchant",
    "branches_with_all",
    "collector",
    "does_of",
    "draw_territory",
    "drop_offer",
    "drop_territory",
    "forget_uses",
    "heads_of_store",
    "invite_branch",
    "leave_chain",
    "note_use",
    "offer_terms",
    "place_of_use",
    "require_no_branch",
    "restore_territory",
    "route",
    "territories",
    "territory",
    "uses_of_branch",
    "uses_of_orders",
]

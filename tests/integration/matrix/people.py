"""Who asks: everyone that an endpoint could take for somebody else."""

NOBODY = "nobody"
GUEST, OTHER_GUEST = "guest", "other guest"
CLERK, MANAGER, OWNER = "clerk", "manager", "owner"
OTHER_CLERK, OTHER_MANAGER, OTHER_OWNER = "other clerk", "other manager", "other owner"
# The merchant has a branch besides: its manager, a manager of the head office, and somebody who is a clerk in
# this shop and a manager in the branch.
BRANCH_MANAGER, HEAD_MANAGER, BOTH = "branch manager", "head-office manager", "clerk here, manager there"
# Operators of this market by role, and a director of another.
DIRECTOR, REVIEWER, FINANCE, SUPPORT = "director", "reviewer", "finance", "support"
FAR_DIRECTOR = "far director"
# Who wants to sell, and who was asked to join the shop: both are somebody new for each object.
APPLICANT, INVITED = "applicant", "invited"

STAYING = (
    GUEST, OTHER_GUEST,
    CLERK, MANAGER, OWNER,
    OTHER_CLERK, OTHER_MANAGER, OTHER_OWNER,
    BRANCH_MANAGER, HEAD_MANAGER, BOTH,
    DIRECTOR, REVIEWER, FINANCE, SUPPORT, FAR_DIRECTOR,
)  # fmt: skip
PEOPLE = (*STAYING, APPLICANT, INVITED)
EVERYONE = frozenset((NOBODY, *PEOPLE))
SIGNED_IN = frozenset(PEOPLE)
# Of one shop's order: who bought it, and who works where it is used.
BUYER = frozenset((GUEST,))
# Whose passkey, session or token it is.
HOLDER = frozenset((OTHER_GUEST,))
TILL = frozenset((CLERK, MANAGER, OWNER, HEAD_MANAGER, BOTH))
ANY_TILL = TILL | {OTHER_CLERK, OTHER_MANAGER, OTHER_OWNER, BRANCH_MANAGER}
MANAGERS = frozenset((MANAGER, OWNER, HEAD_MANAGER))
OWNERS = frozenset((OWNER,))
# Who leads any store of the merchant, and any store at all.
LEADERS = MANAGERS | {BRANCH_MANAGER, BOTH}
ANY_LEADER = LEADERS | {OTHER_MANAGER, OTHER_OWNER}
APPLICANTS = frozenset((APPLICANT,))
INVITED_ONLY = frozenset((INVITED,))
# The operators of this market, and what each of their pages is for.
COLLEAGUES = frozenset((DIRECTOR, REVIEWER, FINANCE, SUPPORT))
ON_TRADE = frozenset((DIRECTOR, FINANCE, SUPPORT))
ON_REVIEWS = frozenset((DIRECTOR, REVIEWER, SUPPORT))
ON_PEOPLE = frozenset((DIRECTOR, SUPPORT))
ON_MONEY = frozenset((DIRECTOR, FINANCE))
ON_WORKINGS = frozenset((DIRECTOR, SUPPORT))
JUDGES = frozenset((DIRECTOR, REVIEWER))
DIRECTORS = frozenset((DIRECTOR,))
NO_ONE: frozenset[str] = frozenset()

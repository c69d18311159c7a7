"""Who asks: everyone that an endpoint could take for somebody else."""

# People by name → the scopes of their token. All of them are strangers to each other's shops and orders.
NOBODY = "nobody"
GUEST, OTHER_GUEST = "guest", "other guest"
CLERK, MANAGER, OWNER = "clerk", "manager", "owner"
OTHER_CLERK, OTHER_MANAGER, OTHER_OWNER = "other clerk", "other manager", "other owner"
OPERATOR, FAR_OPERATOR = "operator", "far operator"

PEOPLE = (
    GUEST,
    OTHER_GUEST,
    CLERK,
    MANAGER,
    OWNER,
    OTHER_CLERK,
    OTHER_MANAGER,
    OTHER_OWNER,
    OPERATOR,
    FAR_OPERATOR,
)
EVERYONE = frozenset((NOBODY, *PEOPLE))
SIGNED_IN = frozenset(PEOPLE)
# Of one shop's order: who bought it, and who works where it is used.
BUYER = frozenset((GUEST,))
TILL = frozenset((CLERK, MANAGER, OWNER))
ANY_TILL = TILL | {OTHER_CLERK, OTHER_MANAGER, OTHER_OWNER}
MANAGERS = frozenset((MANAGER, OWNER))
OWNERS = frozenset((OWNER,))
OPERATORS = frozenset((OPERATOR,))
NO_ONE: frozenset[str] = frozenset()

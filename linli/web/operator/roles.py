"""Which role may see which page and do what there, and the way through the room.

An endpoint declares its roles beside `who`; a colleague of another role is told so, a stranger that nothing
is there. A director may do everything.
"""

from collections.abc import Sequence

from linli.modules.identity import OperatorRole

DIRECTOR, REVIEWER = OperatorRole.DIRECTOR, OperatorRole.REVIEWER
FINANCE, SUPPORT = OperatorRole.FINANCE, OperatorRole.SUPPORT

Roles = tuple[OperatorRole, ...]
EVERYONE: Roles = (DIRECTOR, REVIEWER, FINANCE, SUPPORT)
TRADE: Roles = (DIRECTOR, FINANCE, SUPPORT)
REVIEWS: Roles = (DIRECTOR, REVIEWER, SUPPORT)
PEOPLE: Roles = (DIRECTOR, SUPPORT)
MONEY: Roles = (DIRECTOR, FINANCE)
WORKINGS: Roles = (DIRECTOR, SUPPORT)
TRAIL: Roles = (DIRECTOR, FINANCE)
# Who acts: judges merchants and reviews, sends money again, appoints and dismisses.
JUDGES: Roles = (DIRECTOR, REVIEWER)
DIRECTORS: Roles = (DIRECTOR,)

# Group → (key, icon, address inside the room, who sees it). The words are `operator.nav.<key>`.
Item = tuple[str, str, str, Roles]
NAVIGATION: Sequence[tuple[str, Sequence[Item]]] = (
    ("", (("overview", "layout-dashboard", "", EVERYONE),)),
    (
        "trade",
        (
            ("orders", "receipt-text", "orders", TRADE),
            ("vouchers", "ticket", "vouchers", TRADE),
            ("refunds", "undo-2", "refunds", TRADE),
            ("flash", "zap", "flash-sales", TRADE),
        ),
    ),
    (
        "town",
        (
            ("applications", "badge-check", "applications", EVERYONE),
            ("merchants", "building-2", "merchants", EVERYONE),
            ("stores", "store", "stores", EVERYONE),
            ("listings", "map-pin", "listings", EVERYONE),
            ("parity", "tags", "parity", EVERYONE),
            ("malls", "sparkles", "malls", EVERYONE),
            ("synonyms", "search", "synonyms", EVERYONE),
            ("reviews", "star", "reviews", REVIEWS),
            ("people", "users", "people", PEOPLE),
            ("customers", "users", "customers", TRADE),
            ("footfall", "footprints", "footfall", TRADE),
        ),
    ),
    (
        "money",
        (
            ("finance", "coins", "finance", MONEY),
            ("channels", "megaphone", "channels", MONEY),
            ("statements", "file-text", "statements", MONEY),
            ("payouts", "landmark", "payouts", MONEY),
            ("rules", "percent", "rules", MONEY),
            ("coupons", "ticket", "coupons", MONEY),
            ("days", "calendar-days", "days", MONEY),
            ("ledger", "scale", "ledger", MONEY),
            ("journal", "file-text", "journal", MONEY),
            ("reconciliation", "calendar-days", "reconciliation", MONEY),
            ("differences", "circle-alert", "differences", MONEY),
        ),
    ),
    (
        "workings",
        (
            ("outbox", "inbox", "outbox", WORKINGS),
            ("jobs", "hourglass", "jobs", WORKINGS),
            ("workings", "trending-up", "workings", WORKINGS),
            ("guessing", "triangle-alert", "guessing", WORKINGS),
            ("trail", "history", "trail", TRAIL),
        ),
    ),
    (
        "market",
        (
            ("team", "key-round", "team", EVERYONE),
            ("settings", "sliders-horizontal", "settings", EVERYONE),
            ("ranking", "arrow-up-down", "ranking", EVERYONE),
            ("sponsored", "megaphone", "sponsored", EVERYONE),
            ("markets", "globe", "markets", EVERYONE),
        ),
    ),
)


def visible(role: OperatorRole) -> list[tuple[str, list[Item]]]:
    """The groups and items that a role may open; a group without any is left out."""
    groups = [(group, [item for item in items if role in item[3]]) for group, items in NAVIGATION]
    return [(group, items) for group, items in groups if items]

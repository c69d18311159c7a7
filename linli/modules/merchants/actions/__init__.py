"""The verbs of merchants."""

from linli.modules.merchants.actions.invitations import accept_invitation, invite, withdraw_invitation
from linli.modules.merchants.actions.listing import import_listings, list_store
from linli.modules.merchants.actions.profile import change_hours, change_profile
from linli.modules.merchants.actions.staff import add_staff, change_role, remove_staff
from linli.modules.merchants.actions.verify import (
    add_merchant,
    reinstate_merchant,
    suspend_merchant,
    verify_merchant,
)

__all__ = [
    "accept_invitation",
    "add_merchant",
    "add_staff",
    "change_hours",
    "change_profile",
    "change_role",
    "import_listings",
    "invite",
    "list_store",
    "reinstate_merchant",
    "remove_staff",
    "suspend_merchant",
    "verify_merchant",
    "withdraw_invitation",
]

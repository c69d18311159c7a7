"""Merchants: who sells, the stores they run, and who works there.

Words: merchant (a business, verified or not yet), store (one place on the map; unclaimed until a merchant
runs it), staff (manager or clerk of a store), head office (owners and managers of a merchant, who work in all
its stores), invitation (asks somebody to join, once, within seven days).
Promises: a store has one name in its URL for good; only a verified merchant sells; staff of one store can do
nothing in another; a merchant that has an owner keeps one.
Stage: first loop; applications and documents come later.
"""

from linli.modules.merchants.actions import (
    accept_invitation,
    add_merchant,
    add_staff,
    change_hours,
    change_profile,
    change_role,
    import_listings,
    invite,
    list_store,
    remove_staff,
    suspend_merchant,
    verify_merchant,
    withdraw_invitation,
)
from linli.modules.merchants.events import (
    ListingsImported,
    MerchantSuspended,
    MerchantVerified,
    StoreChanged,
    StoreListed,
)
from linli.modules.merchants.model import (
    Invitation,
    Merchant,
    MerchantState,
    StaffMember,
    StaffPlace,
    StaffRole,
    Store,
    StoreProfile,
)
from linli.modules.merchants.permissions import require_staff, require_verified
from linli.modules.merchants.queries import (
    all_stores,
    highest_role,
    invitation,
    merchant,
    merchants_of_ids,
    open_invitations,
    staff_member,
    staff_of_merchant,
    staff_roles,
    store,
    store_by_slug,
    stores,
    stores_of_merchant,
    works_for,
)
from linli.modules.merchants.refusals import (
    INVITATION_FOR_ANOTHER,
    INVITATION_OVER,
    LAST_OWNER,
    MERCHANT_NOT_VERIFIED,
    STAFF_ALREADY,
)

__all__ = [
    "INVITATION_FOR_ANOTHER",
    "INVITATION_OVER",
    "LAST_OWNER",
    "MERCHANT_NOT_VERIFIED",
    "STAFF_ALREADY",
    "Invitation",
    "ListingsImported",
    "Merchant",
    "MerchantState",
    "MerchantSuspended",
    "MerchantVerified",
    "StaffMember",
    "StaffPlace",
    "StaffRole",
    "Store",
    "StoreChanged",
    "StoreListed",
    "StoreProfile",
    "accept_invitation",
    "add_merchant",
    "add_staff",
    "all_stores",
    "change_hours",
    "change_profile",
    "change_role",
    "highest_role",
    "import_listings",
    "invitation",
    "invite",
    "list_store",
    "merchant",
    "merchants_of_ids",
    "open_invitations",
    "remove_staff",
    "require_staff",
    "require_verified",
    "staff_member",
    "staff_of_merchant",
    "staff_roles",
    "store",
    "store_by_slug",
    "stores",
    "stores_of_merchant",
    "suspend_merchant",
    "verify_merchant",
    "withdraw_invitation",
    "works_for",
]

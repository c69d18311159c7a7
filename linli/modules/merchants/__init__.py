"""Merchants: who sells, the stores they run, and who works there.

Words: merchant (a business, verified or not yet), store (one place on the map; unclaimed until a merchant
runs it), staff (owner, manager or clerk of a store).
Promises: a store has one name in its URL for good; only a verified merchant sells; staff of one store can do
nothing in another.
Stage: first loop; applications, documents and chains come later.
"""

from linli.modules.merchants.actions import (
    add_merchant,
    add_staff,
    import_listings,
    list_store,
    suspend_merchant,
    verify_merchant,
)
from linli.modules.merchants.events import (
    ListingsImported,
    MerchantSuspended,
    MerchantVerified,
    StoreListed,
)
from linli.modules.merchants.model import Merchant, MerchantState, StaffMember, StaffRole, Store
from linli.modules.merchants.permissions import require_staff, require_verified
from linli.modules.merchants.queries import (
    all_stores,
    merchant,
    merchants_of_ids,
    staff_member,
    staff_roles,
    store,
    store_by_slug,
    stores,
)
from linli.modules.merchants.refusals import MERCHANT_NOT_VERIFIED

__all__ = [
    "MERCHANT_NOT_VERIFIED",
    "ListingsImported",
    "Merchant",
    "MerchantState",
    "MerchantSuspended",
    "MerchantVerified",
    "StaffMember",
    "StaffRole",
    "Store",
    "StoreListed",
    "add_merchant",
    "add_staff",
    "all_stores",
    "import_listings",
    "list_store",
    "merchant",
    "merchants_of_ids",
    "require_staff",
    "require_verified",
    "staff_member",
    "staff_roles",
    "store",
    "store_by_slug",
    "stores",
    "suspend_merchant",
    "verify_merchant",
]

"""The verbs of merchants."""

from linli.modules.merchants.actions.listing import import_listings, list_store
from linli.modules.merchants.actions.staff import add_staff
from linli.modules.merchants.actions.verify import add_merchant, suspend_merchant, verify_merchant

__all__ = [
    "add_merchant",
    "add_staff",
    "import_listings",
    "list_store",
    "suspend_merchant",
    "verify_merchant",
]

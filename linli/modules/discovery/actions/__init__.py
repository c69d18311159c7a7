"""Keeping the places and things as their stores are."""

from linli.modules.discovery.actions.refreshing import (
    refresh_all,
    refresh_items,
    refresh_merchant,
    refresh_store,
    refresh_stores,
    set_rating,
)

__all__ = [
    "refresh_all",
    "refresh_items",
    "refresh_merchant",
    "refresh_store",
    "refresh_stores",
    "set_rating",
]

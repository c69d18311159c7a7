"""Keeping the places and things as their stores are."""

from linli.modules.discovery.actions.meaning import add_synonyms, change_synonyms, end_synonyms
from linli.modules.discovery.actions.refreshing import (
    refresh_items,
    refresh_merchant,
    refresh_prices,
    refresh_store,
    refresh_stores,
    set_rating,
    set_record,
)
from linli.modules.discovery.actions.renewing import ask_for_renewal, refresh_all, renew
from linli.modules.discovery.actions.serving import (
    MOST_SERVICE_METERS,
    drop_service_area,
    set_service_area,
)
from linli.modules.discovery.actions.sponsoring import book_sponsored, end_sponsored
from linli.modules.discovery.actions.weighing import set_weights

__all__ = [
    "MOST_SERVICE_METERS",
    "add_synonyms",
    "ask_for_renewal",
    "book_sponsored",
    "change_synonyms",
    "drop_service_area",
    "end_sponsored",
    "end_synonyms",
    "refresh_all",
    "refresh_items",
    "refresh_merchant",
    "refresh_prices",
    "refresh_store",
    "refresh_stores",
    "renew",
    "set_rating",
    "set_record",
    "set_service_area",
    "set_weights",
]

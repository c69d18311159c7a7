"""Catalog: deals, which are bought here and used at the store.

Words: deal (something to buy now and use at the store), content (one line of what is in it), list price (what
it costs without the deal).
Promises: only a verified merchant's deal is on sale; a deal and its stock come into being together; money is
in the market's currency; a deal that changes leaves whoever bought before with what was promised then.
Stage: complete; articles of other kinds are the items' business.
"""

from linli.modules.catalog.actions import (
    change_deal,
    end_deal,
    publish_deal,
    withdraw_store,
)
from linli.modules.catalog.events import DealChanged, DealEnded, DealPublished
from linli.modules.catalog.jobs import drop_unused_pictures
from linli.modules.catalog.model import (
    AT_ONCE,
    Blackout,
    Content,
    Deal,
    DealState,
    NewDeal,
    Terms,
    UseKind,
    UseRules,
)
from linli.modules.catalog.queries import (
    deal,
    deal_for_sale,
    deals_of_ids,
    deals_of_store,
    deals_of_stores,
    ended_deals_of_store,
    listing,
    listing_starts,
    newest_deals,
    terms,
)
from linli.modules.catalog.refusals import DEAL_CHANGED, DEAL_ENDED

__all__ = [
    "AT_ONCE",
    "DEAL_CHANGED",
    "DEAL_ENDED",
    "Blackout",
    "Content",
    "Deal",
    "DealChanged",
    "DealEnded",
    "DealPublished",
    "DealState",
    "NewDeal",
    "Terms",
    "UseKind",
    "UseRules",
    "change_deal",
    "deal",
    "deal_for_sale",
    "deals_of_ids",
    "deals_of_store",
    "deals_of_stores",
    "drop_unused_pictures",
    "end_deal",
    "ended_deals_of_store",
    "listing",
    "listing_starts",
    "newest_deals",
    "publish_deal",
    "terms",
    "withdraw_store",
]

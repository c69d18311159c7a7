"""Flash sales: a part of a deal's stock, at a price of its own, from an announced moment on.

Words: a *sale* sets units aside; a *claim* asks for some and is *held* for a few minutes, to be ordered, or
*waits* in line as long as units may come back; a *group* are the claims that one transaction takes.
Promises: never more is claimed than was set aside, nor by one person than they may have; what is not ordered
or not paid goes to the first in line; nobody overtakes, and asking often brings nothing.
Stage: one deal a sale.
"""

from linli.modules.flash.actions import Desk, announce_sale, call_off, leave, order_claim
from linli.modules.flash.jobs import bring_home, serve_lines
from linli.modules.flash.model import Claim, ClaimState, Figures, NewSale, Sale, SaleState, Shown, Standing
from linli.modules.flash.queries import (
    Board,
    about_person,
    figures,
    sale,
    sales_of_market,
    sales_of_store,
    shown,
    standing,
)
from linli.modules.flash.refusals import FLASH_BEGUN, FLASH_CLAIM_FIRST, FLASH_NOT_STARTED, FLASH_OVER

__all__ = [
    "FLASH_BEGUN",
    "FLASH_CLAIM_FIRST",
    "FLASH_NOT_STARTED",
    "FLASH_OVER",
    "Board",
    "Claim",
    "ClaimState",
    "Desk",
    "Figures",
    "NewSale",
    "Sale",
    "SaleState",
    "Shown",
    "Standing",
    "about_person",
    "announce_sale",
    "bring_home",
    "call_off",
    "figures",
    "leave",
    "order_claim",
    "sale",
    "sales_of_market",
    "sales_of_store",
    "serve_lines",
    "shown",
    "standing",
]

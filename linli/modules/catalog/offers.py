"""What a deal and a menu must be before they are written."""

from collections.abc import Sequence

from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.catalog.model import Content, MenuItem, NewDeal
from linli.modules.catalog.pictures import PICTURES

LONGEST_TITLE = 80
MOST_STOCK = 1_000_000
MOST_DAYS = 730
MOST_MENU_ITEMS = 500
# Prices stay far below what a sum over a market could overflow.
MOST_MINOR = 10**10


def check_deal(new: NewDeal, currency: str) -> None:
    """Refuses: invalid (field; the first that is wrong, in the order below)."""
    faults = {
        "title": not 0 < len(new.title.strip()) <= LONGEST_TITLE,
        "title_en": len(new.title_en) > LONGEST_TITLE,
        "contents": not new.contents or any(_is_wrong(content) for content in new.contents),
        "icon": new.icon not in PICTURES,
        "price_minor": not 0 < new.price_minor <= MOST_MINOR,
        "list_price_minor": not new.price_minor <= new.list_price_minor <= MOST_MINOR,
        "currency": new.currency != currency,
        "stock": not 0 < new.stock <= MOST_STOCK,
        "per_person": not 0 < new.per_person <= MOST_STOCK,
        "valid_days": not 0 < new.valid_days <= MOST_DAYS,
        "usable": new.usable != "" and not markets.valid_expression(new.usable),
    }
    _refuse_first(faults)


def check_menu(items: Sequence[MenuItem], currency: str) -> None:
    """Refuses: invalid (field; the first that is wrong, in the order below)."""
    faults = {
        "items": len(items) > MOST_MENU_ITEMS,
        "section": any(len(item.section) > LONGEST_TITLE for item in items),
        "section_en": any(len(item.section_en) > LONGEST_TITLE for item in items),
        "name": any(not 0 < len(item.name.strip()) <= LONGEST_TITLE for item in items),
        "price_minor": any(not 0 <= item.price_minor <= MOST_MINOR for item in items),
        "icon": any(item.icon != "" and item.icon not in PICTURES for item in items),
        "currency": any(item.currency != currency for item in items),
    }
    _refuse_first(faults)


def _is_wrong(content: Content) -> bool:
    named = 0 < len(content.name.strip()) <= LONGEST_TITLE
    return not (named and 0 < content.qty <= 1000 and 0 <= content.price_minor <= MOST_MINOR)


def _refuse_first(faults: dict[str, bool]) -> None:
    for field, wrong in faults.items():
        if wrong:
            raise INVALID(field=field)

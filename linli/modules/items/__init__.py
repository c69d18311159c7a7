"""Items: what shops sell beside deals: goods, dishes, services, tickets, rooms, and what is asked for.

Words: item (an article as it is described), variant (what is bought and counted; each article has one at
least), base price (what a variant costs where no price book says otherwise), code (a barcode or article
number of a merchant), category (a shelf in a merchant's order of things), range (what a store sells), version
(how an article was written with one revision), template (what a new shop of a trade begins with).
Promises: each kind has only the details that belong to it; a code names one variant of a merchant; a change
that somebody else overtook is refused; any change can be taken back.
Stage: complete; which branch of a chain may sell what is asked elsewhere.
"""

from linli.modules.items.actions import (
    apply_template,
    change_items,
    create_items,
    drop_category,
    restore_items,
    set_category,
    set_range,
    set_states,
    withdraw_range,
)
from linli.modules.items.barcodes import read_gtin
from linli.modules.items.events import BasePrice, ItemsWritten
from linli.modules.items.kinds import CARRIED, DATED, OF_KIND
from linli.modules.items.model import (
    EVERY_ITEM,
    NO_DETAILS,
    Allergen,
    Category,
    Choice,
    ContentUnit,
    Details,
    Item,
    ItemFilter,
    ItemKind,
    ItemState,
    NewItem,
    NewVariant,
    Option,
    Sellable,
    Variant,
)
from linli.modules.items.queries import (
    board_of_store,
    categories,
    counts_of_merchant,
    counts_of_store,
    item,
    items,
    items_of_merchant,
    items_of_store,
    sellable,
    stores_of_items,
    variant_by_code,
    variants,
    variants_by_code,
    version,
)
from linli.modules.items.refusals import CATEGORY_FULL, CODE_TAKEN, ITEM_CHANGED, ITEM_NOT_SOLD
from linli.modules.items.templates import (
    TEMPLATES,
    Attribute,
    AttributeKind,
    Said,
    Shelf,
    TradeTemplate,
    template_of,
    translated,
)

__all__ = [
    "CARRIED",
    "CATEGORY_FULL",
    "CODE_TAKEN",
    "DATED",
    "EVERY_ITEM",
    "ITEM_CHANGED",
    "ITEM_NOT_SOLD",
    "NO_DETAILS",
    "OF_KIND",
    "TEMPLATES",
    "Allergen",
    "Attribute",
    "AttributeKind",
    "BasePrice",
    "Category",
    "Choice",
    "ContentUnit",
    "Details",
    "Item",
    "ItemFilter",
    "ItemKind",
    "ItemState",
    "ItemsWritten",
    "NewItem",
    "NewVariant",
    "Option",
    "Said",
    "Sellable",
    "Shelf",
    "TradeTemplate",
    "Variant",
    "apply_template",
    "board_of_store",
    "categories",
    "change_items",
    "counts_of_merchant",
    "counts_of_store",
    "create_items",
    "drop_category",
    "item",
    "items",
    "items_of_merchant",
    "items_of_store",
    "read_gtin",
    "restore_items",
    "sellable",
    "set_category",
    "set_range",
    "set_states",
    "stores_of_items",
    "template_of",
    "translated",
    "variant_by_code",
    "variants",
    "variants_by_code",
    "version",
    "withdraw_range",
]

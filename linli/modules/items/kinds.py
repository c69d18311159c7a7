"""Which details belong to which kind of article."""

from linli.modules.items.model import Details, ItemKind

OF_KIND: dict[ItemKind, frozenset[str]] = {
    ItemKind.GOODS: frozenset({"brand", "origin", "origin_en", "batch", "allergens", "days_to_make"}),
    ItemKind.DISH: frozenset({"hours", "options", "allergens", "station", "origin", "origin_en"}),
    ItemKind.SERVICE: frozenset({"minutes", "skill", "at_store", "at_home", "options"}),
    ItemKind.TICKET: frozenset({"guests", "hours"}),
    ItemKind.ROOM: frozenset({"guests", "options"}),
    ItemKind.QUOTE: frozenset({"brand", "origin", "origin_en", "days_to_make", "at_home", "at_store"}),
}
# Sold by the day: each day has a stock of its own.
DATED = frozenset({ItemKind.TICKET, ItemKind.ROOM})
# Of these a store may count what it has.
COUNTABLE = frozenset({ItemKind.GOODS, ItemKind.DISH})
# Put into a bag and carried out of the shop.
CARRIED = frozenset({ItemKind.GOODS})


def strange_details(kind: ItemKind, details: Details) -> list[str]:
    """The details that are given and do not belong to the kind."""
    empty = Details()
    return [
        name
        for name in Details.__struct_fields__
        if name not in OF_KIND[kind] and getattr(details, name) != getattr(empty, name)
    ]

"""The verbs of articles."""

from linli.modules.items.actions.ranges import (
    add_to_stores,
    add_whole_range,
    drop_category,
    drop_range_of,
    set_category,
    set_range,
    withdraw_range,
)
from linli.modules.items.actions.shelving import add_categories, apply_template
from linli.modules.items.actions.writing import change_items, create_items, restore_items, set_states

__all__ = [
    "add_categories",
    "add_to_stores",
    "add_whole_range",
    "apply_template",
    "change_items",
    "create_items",
    "drop_category",
    "drop_range_of",
    "restore_items",
    "set_category",
    "set_range",
    "set_states",
    "withdraw_range",
]

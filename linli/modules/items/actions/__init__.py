"""The verbs of articles."""

from linli.modules.items.actions.changes import change_together, remove_category, undo_change
from linli.modules.items.actions.importing import (
    StoreCounts,
    continue_import,
    prepare_import,
    show_import,
    show_import_again,
    start_import,
)
from linli.modules.items.actions.photos import keep_photo, keeper_of_photos
from linli.modules.items.actions.ranges import (
    add_to_stores,
    add_whole_range,
    arrange_categories,
    drop_category,
    drop_range_of,
    set_category,
    set_range,
    withdraw_range,
)
from linli.modules.items.actions.shelving import add_categories, apply_template
from linli.modules.items.actions.writing import change_items, create_items, restore_items, set_states

__all__ = [
    "StoreCounts",
    "add_categories",
    "add_to_stores",
    "add_whole_range",
    "apply_template",
    "arrange_categories",
    "change_items",
    "change_together",
    "continue_import",
    "create_items",
    "drop_category",
    "drop_range_of",
    "keep_photo",
    "keeper_of_photos",
    "prepare_import",
    "remove_category",
    "restore_items",
    "set_category",
    "set_range",
    "set_states",
    "show_import",
    "show_import_again",
    "start_import",
    "undo_change",
    "withdraw_range",
]

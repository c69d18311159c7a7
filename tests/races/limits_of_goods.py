"""The limits of a shelf."""

from tests.races.attacks import shelf
from tests.races.stage import Limit

OF_GOODS = (
    Limit(
        "last unit on a shelf",
        "units that leave by the till or for another store",
        ("reservations.add_to_pools", "reservations.lock_pools", "stock.write_movements"),
        shelf.last_unit,
    ),
    Limit(
        "sold while counted",
        "units sold of a shelf that is counted meanwhile",
        ("reservations.add_to_pools", "reservations.lock_pools", "stock.note_low"),
        shelf.sold_while_counted,
    ),
    Limit(
        "transfer ends once",
        "ends of goods on their way",
        ("stock.end_transfer", "stock.open_levels", "reservations.create_pools"),
        shelf.transfer_ends_once,
    ),
    Limit(
        "delivery booked once",
        "undoings of a delivery that was sent fifteen times",
        ("stock.undo_slip", "kernel.claim_idempotency_key"),
        shelf.delivery_once,
    ),
)

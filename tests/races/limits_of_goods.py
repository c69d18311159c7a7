"""The limits of a shelf."""

from tests.races.attacks import goods, shelf
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
    Limit(
        "last bag",
        "units sold to web, aisle and till",
        ("reservations.hold_claims", "reservations.add_to_pools"),
        goods.last_bag,
    ),
    Limit(
        "last bag elsewhere",
        "units of another branch that are brought over, collected there or sold at its till",
        ("reservations.hold_claims", "reservations.add_to_pools"),
        goods.brought_over,
    ),
    Limit(
        "asked for once",
        "answers to what an order was promised from another branch",
        ("stock.dispatch_transfer", "stock.decline_transfer"),
        goods.asked_once,
    ),
    Limit(
        "handed over once",
        "hand-overs of what waits under one code",
        (
            "pickups.hold_pickup",
            "pickups.lines.lines_check",
            "pickups.lines.lines_check1",
            "pickups.lines.lines_check2",
        ),
        goods.handed_once,
    ),
    Limit(
        "handed over or refunded",
        "units that are handed over or go back",
        ("pickups.hold_pickup", "pickups.lines.lines_check3", "pickups.lines.lines_check4"),
        goods.handed_or_refunded,
    ),
)

"""The limits of what is paid in a shop."""

from tests.races.attacks import sales
from tests.races.stage import Limit

OF_SALES = (
    Limit(
        "member code used once",
        "payments that are asked of whoever showed a member code",
        ("members.use_code",),
        sales.code_used_once,
    ),
    Limit(
        "member code read once",
        "stores whose counters read one member code",
        ("members.take_code",),
        sales.code_taken_once,
    ),
    Limit(
        "refunded within paid",
        "parts of an amount that a shop gives back",
        ("orders.take_refund", "orders.sales.sales_refunded_check"),
        sales.refunded_within_paid,
    ),
    Limit(
        "member codes tried",
        "wrong member codes that one clerk tries in ten minutes",
        ("linli/modules/members/actions.py.WRONG_CODES", "kernel.count_tries"),
        sales.codes_tried,
    ),
    Limit(
        "guests of a network",
        "people without an account that one address makes by paying in an hour",
        ("linli/web/consumer/in_shop.py.GUESTS_OF_NETWORK", "kernel.count_tries"),
        sales.guests_of_a_network,
    ),
)

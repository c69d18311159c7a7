"""The limits of coupons."""

from tests.races.attacks import coupons
from tests.races.stage import Limit

OF_COUPONS = (
    Limit("coupons of a batch", "coupons that are claimed", ("reservations.hold_claims",), coupons.claims),
    Limit(
        "coupons of one person",
        "coupons of a batch for one person",
        ("reservations.hold_claims",),
        coupons.of_one_person,
    ),
    Limit("printed code", "claims of one printed code", ("promotions.take_code",), coupons.printed_code),
    Limit(
        "coupon in one order",
        "orders that one coupon makes cheaper",
        ("promotions.hold_coupons",),
        coupons.one_order,
    ),
    Limit(
        "budget of coupons",
        "coupons that a budget bears",
        ("reservations.hold_claims",),
        coupons.budget,
    ),
)

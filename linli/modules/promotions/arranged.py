"""What may be arranged between a shop and who pays there, and is therefore not paid for by the market.

An amount paid in a shop is whatever the two of them say it is. With a coupon that the market bears, both gain
by saying just so much that it counts. One such payment is anybody's; the third within a month, by the same
person at the same store, is not paid for.
"""

from datetime import timedelta

from linli.kernel.money import share_rounded_down
from linli.modules.promotions.model import Basket, Batch, GoodFor, Obstacle

LOOKED_BACK = timedelta(days=30)
# So many of these there may have been before.
MOST_NEAR = 2
# So much above what the coupon asks for, or takes off, is just enough for it; hundredths of a percent.
NEAR_BP = 1_000


def is_near(batch: Batch, price_minor: int) -> bool:
    """Whether a price is hardly more than the coupon needs."""
    least = max(batch.from_minor, batch.off_minor)
    return least > 0 and price_minor <= least + share_rounded_down(least, NEAR_BP)


def bar_of(batch: Batch, basket: Basket, *, works_there: bool, near_before: int) -> Obstacle | None:
    """Why the market does not bear its part of this coupon here; None where nothing speaks against it, and
    always for a coupon that it bears nothing of.
    """
    if not batch.platform_bp:
        return None
    if works_there:
        return Obstacle.OWN_SHOP
    in_shop = basket.place is GoodFor.SALES
    if in_shop and near_before >= MOST_NEAR and is_near(batch, basket.amount_minor):
        return Obstacle.ARRANGED
    return None

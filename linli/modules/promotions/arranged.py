"""What may be arranged between a shop and who pays there, and is therefore not paid for by the market.

An amount paid in a shop is whatever the two of them say it is. With a coupon that the market bears, both gain
by saying just so much that it counts. One such payment is anybody's; the third within a month, by the same
person at the same store, is not paid for. What counts is the price that this coupon was applied to: after a
coupon of the shop's own, which costs nobody anything where the amount is arranged.
"""

from collections.abc import Iterable
from datetime import timedelta

from linli.kernel.money import share_rounded_down
from linli.modules.promotions.model import Applied, Basket, Batch, GoodFor, Obstacle, Standing

LOOKED_BACK = timedelta(days=30)
# So many of these there may have been before.
MOST_NEAR = 2
# So much above what the coupon asks for, or takes off, is just enough for it; hundredths of a percent.
NEAR_BP = 1_000


def is_near(batch: Batch, price_minor: int) -> bool:
    """Whether a price is hardly more than the coupon needs."""
    least = max(batch.from_minor, batch.off_minor)
    return least > 0 and price_minor <= least + share_rounded_down(least, NEAR_BP)


def bar_of(batch: Batch, basket: Basket, price_minor: int, standing: Standing) -> Obstacle | None:
    """Why the market does not bear its part of this coupon here, where it is applied to this price; None
    where nothing speaks against it, and always for a coupon that it bears nothing of.
    """
    if not batch.platform_bp:
        return None
    if standing.works_there:
        return Obstacle.OWN_SHOP
    in_shop = basket.place is GoodFor.SALES
    if in_shop and standing.near_before >= MOST_NEAR and is_near(batch, price_minor):
        return Obstacle.ARRANGED
    return None


def first_barred(applied: Iterable[Applied], basket: Basket, standing: Standing) -> Applied | None:
    """Of coupons that are applied one after the other the first that the market does not bear so."""
    left = basket.amount_minor
    for one in applied:
        if bar_of(one.coupon.batch, basket, left, standing):
            return one
        left -= one.minor
    return None

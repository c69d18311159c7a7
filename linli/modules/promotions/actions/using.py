"""Coupons in an order: held with it, used when it is paid, given back when all of it goes back."""

from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.modules import reservations
from linli.modules.promotions.events import CouponReturned, CouponUsed
from linli.modules.promotions.model import Discount, Use
from linli.modules.promotions.queries import budget_of, owner_of
from linli.modules.promotions.refusals import COUPON_BUDGET_SPENT, COUPON_TAKEN
from linli.modules.promotions.statements import SQL


class _Used(msgspec.Struct, frozen=True):
    coupon_id: UUID
    batch_id: UUID
    person_id: UUID
    order_id: UUID
    store_id: UUID
    merchant_minor: int
    platform_minor: int
    currency: str


class _Back(msgspec.Struct, frozen=True):
    coupon_id: UUID
    batch_id: UUID
    person_id: UUID
    minor: int
    was: str


async def hold(
    work: Work,
    market_id: int,
    person_id: UUID,
    order_id: UUID,
    store_id: UUID,
    discount: Discount,
    to_pay_minor: int,
    *,
    in_shop: bool = False,
) -> None:
    """The coupons of a discount belong to this order until it is paid or given up, and what they take off is
    kept of their budgets. `in_shop`: an amount that is paid in a shop. Call it last in the transaction that
    places the order.

    Refuses in this order: coupon_taken (another order has one of them, or it ran out), coupon_budget_spent.
    """
    applied = discount.applied
    if not applied:
        return
    coupon_ids = list(discount.coupon_ids)
    held = await work.run(SQL.hold_coupons, market_id, coupon_ids, order_id, person_id, work.now)
    if held < len(coupon_ids):
        raise COUPON_TAKEN()
    await work.run(
        SQL.insert_uses,
        *(market_id, order_id, person_id, store_id, to_pay_minor),
        *(applied[0].coupon.batch.currency, work.now, in_shop, coupon_ids),
        [one.coupon.batch_id for one in applied],
        [one.merchant_minor for one in applied],
        [one.platform_minor for one in applied],
    )
    claims = [
        reservations.Claim(budget_of(one.coupon.batch_id), one.minor)
        for one in applied
        if one.coupon.batch.budget_minor is not None
    ]
    if not claims:
        return
    try:
        await reservations.hold(work, market_id, owner_of(order_id), claims)
    except Refusal:
        raise COUPON_BUDGET_SPENT() from None


async def use(work: Work, market_id: int, order_id: UUID) -> int:
    """The order is paid: its coupons are used and their budgets spent. Returns how many; a second call finds
    none.
    """
    used = await work.many(_Used, SQL.use_coupons, market_id, order_id)
    if used:
        await reservations.confirm(work, market_id, owner_of(order_id))
    for one in used:
        await work.announce(CouponUsed(market_id=market_id, **msgspec.structs.asdict(one)))
    return len(used)


async def give_back(work: Work, market_id: int, order_id: UUID) -> int:
    """The order was given up, or all of its money went back: its coupons can be used again as long as they
    are good, and their budgets have what they had. Returns how many; a second call finds none.
    """
    back = await work.many(_Back, SQL.return_coupons, market_id, order_id)
    if back:
        await reservations.give_back(work, market_id, owner_of(order_id))
    for one in back:
        if one.was == "used":
            pools = [budget_of(one.batch_id)]
            await reservations.return_units(work, market_id, owner_of(order_id), one.minor, pools)
        about = {"coupon_id": one.coupon_id, "batch_id": one.batch_id, "person_id": one.person_id}
        used = one.was == "used"
        await work.announce(CouponReturned(market_id=market_id, order_id=order_id, used=used, **about))
    return len(back)


async def take_again(work: Work, market_id: int, order_id: UUID) -> bool:
    """For a payment that may have come late: hold again the coupons that came back when the order was given
    up. Changes nothing and returns False where one of them, or its budget, was used otherwise meanwhile.
    """
    uses = await work.many(Use, SQL.uses_of_order, market_id, order_id)
    if all(use.state != "returned" for use in uses):
        return True
    if not await work.run(SQL.hold_again, market_id, order_id):
        return False
    budgets = await reservations.holds_of(work, market_id, owner_of(order_id))
    if budgets and not await reservations.take_again(work, market_id, owner_of(order_id)):
        await work.run(SQL.return_coupons, market_id, order_id)
        return False
    return True

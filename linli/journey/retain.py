"""Retain: who follows a store sees its new deals, and who agreed is remembered where they go.

The page of followed stores reads the catalog itself. What chooses places for a person is noted here; the
module keeps nothing of those who did not agree. Following is noted at once, because it can be taken back and
begun again, and only its own transaction knows which was last; what is used has an id of its own, so its
undoing may be heard of first.
"""

from linli.kernel.database import Work
from linli.kernel.journey import Journey
from linli.modules import community, orders, pickups, recommendations, vouchers
from linli.modules.recommendations import VisitKind


def wire(journey: Journey) -> None:
    journey.on(orders.OrderPaid).later(remember_purchase)
    journey.on(vouchers.VoucherRedeemed).later(remember_use)
    journey.on(vouchers.RedemptionUndone).later(forget_use)
    journey.on(pickups.GoodsHandedOver).later(remember_collected)
    journey.on(pickups.HandOverUndone).later(forget_collected)
    journey.on(community.ReviewWritten).later(remember_review)
    journey.on(community.StoreFollowed).at_once(remember_follow)
    journey.on(community.StoreUnfollowed).at_once(forget_follow)


async def remember_purchase(work: Work, event: orders.OrderPaid) -> None:
    who = (event.market_id, event.person_id, event.store_id)
    await recommendations.note(work, *who, VisitKind.BOUGHT, event.order_id)


async def remember_use(work: Work, event: vouchers.VoucherRedeemed) -> None:
    who = (event.market_id, event.person_id, event.store_id)
    await recommendations.note(work, *who, VisitKind.USED, event.redemption_id)


async def forget_use(work: Work, event: vouchers.RedemptionUndone) -> None:
    who = (event.market_id, event.person_id, event.store_id)
    await recommendations.take_back(work, *who, VisitKind.USED, event.redemption_id)


async def remember_collected(work: Work, event: pickups.GoodsHandedOver) -> None:
    pickup = await pickups.pickup(work, event.market_id, event.order_id)
    who = (event.market_id, pickup.person_id, event.store_id)
    await recommendations.note(work, *who, VisitKind.COLLECTED, event.move_id)


async def forget_collected(work: Work, event: pickups.HandOverUndone) -> None:
    pickup = await pickups.pickup(work, event.market_id, event.order_id)
    who = (event.market_id, pickup.person_id, event.store_id)
    await recommendations.take_back(work, *who, VisitKind.COLLECTED, event.move_id)


async def remember_review(work: Work, event: community.ReviewWritten) -> None:
    who = (event.market_id, event.person_id, event.store_id)
    await recommendations.note(work, *who, VisitKind.REVIEWED, event.review_id)


async def remember_follow(work: Work, event: community.StoreFollowed) -> None:
    who = (event.market_id, event.person_id, event.store_id)
    await recommendations.note(work, *who, VisitKind.FOLLOWED, event.store_id)


async def forget_follow(work: Work, event: community.StoreUnfollowed) -> None:
    who = (event.market_id, event.person_id, event.store_id)
    await recommendations.take_back(work, *who, VisitKind.FOLLOWED, event.store_id)

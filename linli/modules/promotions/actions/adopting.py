"""A guest has signed in: their coupons are somebody's, as far as that person may have so many."""

from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.modules import reservations
from linli.modules.promotions.model import CouponState
from linli.modules.promotions.queries import personal_of
from linli.modules.promotions.statements import SQL


class _Brought(msgspec.Struct, frozen=True):
    coupon_id: UUID
    batch_id: UUID
    state: CouponState
    per_person: int


async def take_over(work: Work, market_id: int, guest_id: UUID, person_id: UUID) -> None:
    """What is in an order goes over with it, and counts for the person as far as there is room. What was not
    used goes over where the person may have one more of its batch; where not, it is over, and somebody else
    can have it. Refuses nothing; a repeat finds none.
    """
    brought = await work.many(_Brought, SQL.hold_coupons_of_guest, market_id, guest_id, work.now)
    mine: list[_Brought] = []
    over: list[_Brought] = []
    for coupon in brought:
        counted = await _counts(work, market_id, coupon, person_id)
        unused = coupon.state is CouponState.CLAIMED
        (over if unused and not counted else mine).append(coupon)
    if mine:
        moved = [coupon.coupon_id for coupon in mine]
        await work.run(SQL.take_over_coupons, market_id, guest_id, person_id, moved)
    for coupon in over:
        if await work.run(SQL.end_coupon, market_id, coupon.coupon_id, work.now):
            await reservations.return_units(work, market_id, coupon.coupon_id, 1, [coupon.batch_id])


async def _counts(work: Work, market_id: int, coupon: _Brought, person_id: UUID) -> bool:
    """Whether it is one of so many that the person may have. One claim alone leaves nothing behind when it is
    refused.
    """
    owner_id = ids.derived("coupon_taken_over", coupon.coupon_id)
    pool_id = personal_of(coupon.batch_id, person_id)
    claim = reservations.Claim(pool_id, 1, personal_limit=coupon.per_person)
    try:
        await reservations.hold(work, market_id, owner_id, [claim])
    except Refusal:
        return False
    await reservations.confirm(work, market_id, owner_id)
    return True

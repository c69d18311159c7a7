"""A coupon becomes somebody's: by a page, a printed code, a clerk, or as a gift."""

from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import members, reservations
from linli.modules.promotions.events import CouponClaimed
from linli.modules.promotions.model import Batch, BatchState, Coupon, Handing, Printed
from linli.modules.promotions.queries import batch as find_batch
from linli.modules.promotions.queries import coupons_of_ids, personal_of, printed_here
from linli.modules.promotions.refusals import (
    COUPON_CODE_TAKEN,
    COUPON_CODE_UNKNOWN,
    COUPON_LIMIT,
    COUPON_NOT_YET,
    COUPON_OVER,
    COUPON_PAUSED,
    COUPONS_GONE,
)
from linli.modules.promotions.statements import SQL


async def claim(
    work: Work,
    market_id: int,
    person_id: UUID,
    batch_id: UUID,
    key: Key,
    *,
    store_id: UUID | None = None,
    visit_id: UUID | None = None,
) -> Coupon:
    """Take one coupon of a batch that is handed out on its page; a second click under the same key gets the
    same one.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, not_found (or handed out in
    another way), coupon_paused, coupon_over, coupon_not_yet (since), coupon_limit (limit), coupons_gone.
    """

    async def act() -> Coupon:
        batch = await find_batch(work, market_id, batch_id)
        if batch.handing is not Handing.PAGE:
            raise NOT_FOUND()
        return await _claim(work, market_id, person_id, batch, store_id, visit_id)

    return await once(work, market_id, key, Coupon, act)


async def claim_code(
    work: Work,
    market_id: int,
    person_id: UUID,
    code: str,
    *,
    store_id: UUID | None = None,
    visit_id: UUID | None = None,
) -> Coupon:
    """Make a printed code (as `read_code` gives it) a person's coupon: online, or typed at a counter. Each
    code is claimed once; whoever claimed it gets the same coupon again.

    Refuses in this order: coupon_code_unknown, coupon_code_taken, coupon_paused, coupon_over, coupon_not_yet
    (since), coupon_limit (limit), coupons_gone.
    """
    printed = await work.one(Printed, SQL.find_code, market_id, code)
    if printed is None:
        raise COUPON_CODE_UNKNOWN()
    batch = await find_batch(work, market_id, printed.batch_id)
    coupon_id = ids.uuid7(work.now)
    if not await work.run(SQL.take_code, market_id, code, coupon_id, work.now):
        taken = await work.one(Printed, SQL.find_code, market_id, code)
        owned = await coupons_of_ids(work, market_id, [taken.coupon_id] if taken and taken.coupon_id else [])
        if any(one.person_id == person_id for one in owned.values()):
            return next(iter(owned.values()))
        raise COUPON_CODE_TAKEN()
    return await _claim(work, market_id, person_id, batch, store_id, visit_id, coupon_id)


async def claim_at_counter(
    work: Work, market_id: int, person_id: UUID, code: str, store_id: UUID, merchant_id: UUID
) -> Coupon:
    """The same at a counter, for whoever stands there; only what is good in this store.

    Refuses in this order: coupon_code_unknown, coupon_elsewhere, and then as `claim_code` does.
    """
    await printed_here(work, market_id, store_id, merchant_id, code)
    return await claim_code(work, market_id, person_id, code, store_id=store_id)


async def give(
    work: Work, market_id: int, person_id: UUID, batch_id: UUID, store_id: UUID, merchant_id: UUID, key: Key
) -> Coupon:
    """A clerk of a store gives a member of its merchant a coupon of a batch that clerks hand out.

    Refuses: as `claim`; not_found (somebody who is no member, too).
    """

    async def act() -> Coupon:
        batch = await find_batch(work, market_id, batch_id)
        here = not batch.store_ids or store_id in batch.store_ids
        if batch.handing is not Handing.CLERK or batch.merchant_id not in (None, merchant_id) or not here:
            raise NOT_FOUND()
        if await members.member_of(work, market_id, merchant_id, person_id) is None:
            raise NOT_FOUND()
        return await _claim(work, market_id, person_id, batch, store_id, None)

    return await once(work, market_id, key, Coupon, act)


async def _give_gifts(
    work: Work,
    market_id: int,
    person_id: UUID,
    merchant_id: UUID | None,
    store_id: UUID | None,
    handing: Handing,
) -> list[Coupon]:
    """What a merchant gives everybody who follows a store of it, or becomes its member: once a person, as
    long as there is some. Whoever had it gets none again; nothing is refused for that.
    """
    batches = await work.many(
        Batch, SQL.batches_handed, market_id, merchant_id, store_id, handing.value, work.now
    )
    given = []
    for batch in batches:
        personal = personal_of(batch.batch_id, person_id)
        pools = await reservations.pools(work, market_id, [batch.batch_id, personal])
        if personal not in pools and pools[batch.batch_id].left:
            given.append(await _claim(work, market_id, person_id, batch, store_id, None))
    return given


async def give_for_follow(
    work: Work, market_id: int, person_id: UUID, merchant_id: UUID | None, store_id: UUID
) -> list[Coupon]:
    """The gift for following a store."""
    return await _give_gifts(work, market_id, person_id, merchant_id, store_id, Handing.FOLLOW)


async def give_to_member(
    work: Work, market_id: int, person_id: UUID, merchant_id: UUID, store_id: UUID
) -> list[Coupon]:
    """The gift for becoming a merchant's member; nothing for whoever is none any more: they left, or were a
    guest and have signed in as somebody else, who gets it.
    """
    if not await members.still_member(work, market_id, merchant_id, person_id):
        return []
    return await _give_gifts(work, market_id, person_id, merchant_id, store_id, Handing.MEMBER)


async def _claim(
    work: Work,
    market_id: int,
    person_id: UUID,
    batch: Batch,
    store_id: UUID | None,
    visit_id: UUID | None,
    coupon_id: UUID | None = None,
) -> Coupon:
    coupon_id = coupon_id or ids.uuid7(work.now)
    how = batch.handing.value
    row = (market_id, coupon_id, batch.batch_id, person_id, work.now, how, store_id, visit_id)
    if not await work.run(SQL.insert_coupon, *row):
        raise _closed(batch, work)
    personal = personal_of(batch.batch_id, person_id)
    claims = [
        reservations.Claim(personal, 1, personal_limit=batch.per_person),
        reservations.Claim(batch.batch_id, 1),
    ]
    try:
        await reservations.hold(work, market_id, coupon_id, claims)
    except Refusal as refusal:
        if refusal.kind is reservations.LIMIT_REACHED:
            raise COUPON_LIMIT(limit=batch.per_person) from None
        raise COUPONS_GONE() from None
    await reservations.confirm(work, market_id, coupon_id)
    claimed = CouponClaimed(
        market_id=market_id,
        coupon_id=coupon_id,
        batch_id=batch.batch_id,
        person_id=person_id,
        how=how,
        store_id=store_id,
        visit_id=visit_id,
    )
    await work.announce(claimed)
    return (await coupons_of_ids(work, market_id, [coupon_id]))[coupon_id]


def _closed(batch: Batch, work: Work) -> Refusal:
    if batch.state in (BatchState.PAUSED, BatchState.OFFERED):
        return COUPON_PAUSED()
    if batch.state is BatchState.ACTIVE and work.now < batch.valid_from:
        return COUPON_NOT_YET(since=batch.valid_from.isoformat())
    return COUPON_OVER()

"""Batches, coupons of people, and what they would take off."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules import merchants, reservations
from linli.modules.promotions import arranged
from linli.modules.promotions.model import (
    NOTHING_OFF,
    Arranged,
    Basket,
    Batch,
    Coupon,
    Discount,
    Figures,
    GoodFor,
    Handing,
    Obstacle,
    Offer,
    Printed,
    Standing,
    Use,
)
from linli.modules.promotions.refusals import (
    COUPON_CODE_UNKNOWN,
    COUPON_ELSEWHERE,
    COUPON_NOT_USABLE,
    COUPONS_DO_NOT_MIX,
)
from linli.modules.promotions.statements import SQL
from linli.modules.promotions.taking_off import best, offer, together

# Enough for anybody's hand; every pair of them is tried.
MOST_IN_HAND = 24


def budget_of(batch_id: UUID) -> UUID:
    """The pool of what a batch may take off together."""
    return ids.derived("coupon_budget", batch_id)


def personal_of(batch_id: UUID, person_id: UUID) -> UUID:
    """The pool of a person's coupons of a batch."""
    return ids.derived("coupons_per_person", batch_id, person_id)


def owner_of(order_id: UUID) -> UUID:
    """Who holds budgets for an order: apart from its goods, which come back unit by unit."""
    return ids.derived("coupons_of_order", order_id)


async def batch(reader: Reader, market_id: int, batch_id: UUID) -> Batch:
    """One batch. Refuses: not_found."""
    found = await reader.one(Batch, SQL.find_batch, market_id, batch_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def batches_of_merchant(
    reader: Reader, market_id: int, merchant_id: UUID, cursor: str | None = None, size: int = 30
) -> Page[Batch]:
    """What a merchant has made or was offered, newest first. Refuses: invalid (cursor)."""
    about = (market_id, merchant_id, read_cursor(cursor), size + 1)
    rows = await reader.many(Batch, SQL.batches_of_merchant, *about)
    return page_of(rows, size, lambda row: row.batch_id)


async def batches_of_platform(
    reader: Reader, market_id: int, cursor: str | None = None, size: int = 30
) -> Page[Batch]:
    """What the market pays for, whole or in part, newest first. Refuses: invalid (cursor)."""
    rows = await reader.many(Batch, SQL.batches_of_platform, market_id, read_cursor(cursor), size + 1)
    return page_of(rows, size, lambda row: row.batch_id)


async def handed_out(
    reader: Reader, market_id: int, merchant_id: UUID | None, store_id: UUID | None, handing: Handing
) -> list[Batch]:
    """What is handed out in this way at a store now; at most 20."""
    about = (market_id, merchant_id, store_id, handing.value, reader.now)
    return await reader.many(Batch, SQL.batches_handed, *about)


async def figures(reader: Reader, market_id: int, batch_ids: Iterable[UUID]) -> dict[UUID, Figures]:
    """What became of each batch."""
    found = await reader.many(Figures, SQL.figures, market_id, list(batch_ids))
    return {one.batch_id: one for one in found}


async def spent(reader: Reader, market_id: int, batches: Iterable[Batch]) -> dict[UUID, int]:
    """What orders that are paid or wait for their payment keep of each batch's budget, in minor units; one
    without a budget is left out.
    """
    pools = {budget_of(one.batch_id): one.batch_id for one in batches if one.budget_minor is not None}
    found = await reservations.pools(reader, market_id, list(pools))
    return {pools[pool_id]: pool.promised for pool_id, pool in found.items()}


async def coupons_of_ids(reader: Reader, market_id: int, coupon_ids: Iterable[UUID]) -> dict[UUID, Coupon]:
    """These coupons; one that is not there is left out."""
    found = await reader.many(Coupon, SQL.find_coupons, market_id, list(set(coupon_ids)))
    return {one.coupon_id: one for one in found}


async def coupons_of_person(
    reader: Reader,
    market_id: int,
    person_id: UUID,
    cursor: str | None = None,
    size: int = 30,
    *,
    good: bool = False,
) -> Page[Coupon]:
    """A person's coupons, newest first; only those that can be used, where `good`. Refuses: invalid
    (cursor).
    """
    about = (market_id, person_id, read_cursor(cursor), size + 1, reader.now if good else None)
    rows = await reader.many(Coupon, SQL.coupons_of_person, *about)
    return page_of(rows, size, lambda row: row.coupon_id)


async def count_good(reader: Reader, market_id: int, person_id: UUID) -> int:
    """How many coupons a person has that can be used, or will be."""
    return await reader.value(int, SQL.count_good, market_id, person_id, reader.now) or 0


async def coupons_in_batch(reader: Reader, market_id: int, batch_id: UUID, person_id: UUID) -> list[Coupon]:
    """What a person has of a batch, the latest first; at most 20."""
    return await reader.many(Coupon, SQL.coupons_of_person_in_batch, market_id, batch_id, person_id)


async def printed(reader: Reader, market_id: int, code: str) -> Printed | None:
    """A printed code, as `read_code` gives it."""
    return await reader.one(Printed, SQL.find_code, market_id, code)


async def printed_here(reader: Reader, market_id: int, store_id: UUID, merchant_id: UUID, code: str) -> Batch:
    """The batch of a printed code that is good in a store of this merchant. Refuses: coupon_code_unknown,
    coupon_elsewhere.
    """
    found = await printed(reader, market_id, code)
    if found is None:
        raise COUPON_CODE_UNKNOWN()
    of = await batch(reader, market_id, found.batch_id)
    if of.merchant_id not in (None, merchant_id) or store_id not in (of.store_ids or (store_id,)):
        raise COUPON_ELSEWHERE()
    return of


async def codes_of_batch(
    reader: Reader, market_id: int, batch_id: UUID, from_number: int = 1, most: int = 5_000
) -> list[Printed]:
    """A batch's printed codes by their numbers."""
    return await reader.many(Printed, SQL.codes_of_batch, market_id, batch_id, from_number, most)


async def uses_of_order(reader: Reader, market_id: int, order_id: UUID) -> list[Use]:
    """What coupons took off an order, the merchant's first; also where they came back."""
    return await reader.many(Use, SQL.uses_of_order, market_id, order_id)


async def offers_for(reader: Reader, market_id: int, person_id: UUID, basket: Basket) -> list[Offer]:
    """What each coupon that a person could use at this merchant would take off the basket alone, or why
    nothing. Of more than 24 coupons those that run out first.
    """
    return (await _offers_for(reader, market_id, person_id, basket))[0]


async def _offers_for(
    reader: Reader, market_id: int, person_id: UUID, basket: Basket
) -> tuple[list[Offer], Standing]:
    key = (market_id, person_id, basket.merchant_id, basket.at)
    coupons = await reader.many(Coupon, SQL.coupons_in_hand, *key, MOST_IN_HAND)
    return await _offers(reader, market_id, person_id, basket, coupons)


async def _offers(
    reader: Reader, market_id: int, person_id: UUID, basket: Basket, coupons: Sequence[Coupon]
) -> tuple[list[Offer], Standing]:
    left = await _budgets_left(reader, market_id, coupons)
    standing = Standing()
    if any(one.batch.platform_bp for one in coupons):
        standing = await _standing(reader, market_id, person_id, basket)
    price = basket.amount_minor
    bars = {one.coupon_id: arranged.bar_of(one.batch, basket, price, standing) for one in coupons}
    return [offer(one, basket, left.get(one.batch_id), bars[one.coupon_id]) for one in coupons], standing


async def _standing(reader: Reader, market_id: int, person_id: UUID, basket: Basket) -> Standing:
    near_before = 0
    if basket.place is GoodFor.SALES:
        since = reader.now - arranged.LOOKED_BACK
        about = (person_id, basket.store_id, since, arranged.NEAR_BP)
        near_before = await reader.value(int, SQL.count_near, market_id, *about) or 0
    return Standing(await _works_there(reader, market_id, person_id, basket), near_before)


async def _works_there(reader: Reader, market_id: int, person_id: UUID, basket: Basket) -> bool:
    """Whether the person works for who is paid, or for whoever runs the store."""
    store = await merchants.store(reader, market_id, basket.store_id)
    owners = {basket.merchant_id, store.merchant_id} - {None}
    return any([await merchants.works_for(reader, market_id, person_id, one) for one in owners if one])


async def arranged_uses(reader: Reader, market_id: int, size: int = 50) -> list[Arranged]:
    """Who in the last 30 days paid more than once in one store hardly more than their coupons needed, the
    most often first; at most so many.
    """
    since = reader.now - arranged.LOOKED_BACK
    return await reader.many(Arranged, SQL.arranged_uses, market_id, since, arranged.NEAR_BP, size)


async def work_out(
    reader: Reader,
    market_id: int,
    person_id: UUID,
    basket: Basket,
    coupon_ids: Sequence[UUID] | None = None,
) -> Discount:
    """What is taken off a basket: by these coupons (none: nothing), or, where nobody chose any, by the best
    legal combination of what the person has.

    Refuses: coupon_not_usable (reason, missing, title, title_en; also of another person's coupon),
    coupons_do_not_mix.
    """
    if not basket.lines or coupon_ids == []:
        return NOTHING_OFF
    offers, standing = await _offers_for(reader, market_id, person_id, basket)
    if coupon_ids is None:
        return best(offers, basket, lambda pair: arranged.first_barred(pair, basket, standing) is None)
    chosen = {one.coupon.coupon_id: one for one in offers if one.coupon.coupon_id in coupon_ids}
    if missing := set(coupon_ids) - set(chosen):
        others = await coupons_of_ids(reader, market_id, missing)
        own = [one for one in others.values() if one.person_id == person_id]
        offered, others_standing = await _offers(reader, market_id, person_id, basket, own)
        chosen |= {one.coupon.coupon_id: one for one in offered}
        standing = standing if standing.near_before else others_standing
    found = _exactly(list(chosen.values()), offers, basket, len(set(coupon_ids)))
    if barred := arranged.first_barred(found.applied, basket, standing):
        raise _unusable(barred.coupon, Obstacle.ARRANGED, 0)
    return found


def _exactly(chosen: Sequence[Offer], offers: Sequence[Offer], basket: Basket, wanted: int) -> Discount:
    if len(chosen) < wanted:
        raise COUPON_NOT_USABLE(reason=Obstacle.IN_ORDER.value, missing=0, title="", title_en="")
    for one in chosen:
        if one.obstacle is not None:
            raise _unusable(one.coupon, one.obstacle, one.missing_minor)
    if len({one.coupon.side for one in chosen}) < len(chosen):
        raise COUPONS_DO_NOT_MIX()
    applied = together([one.coupon for one in chosen], basket)
    taken = {one.coupon.coupon_id for one in applied}
    for one in chosen:
        if one.coupon.coupon_id not in taken:
            raise _unusable(one.coupon, Obstacle.TOO_LITTLE, 0)
    return Discount(applied=applied, offers=tuple(offers))


def _unusable(coupon: Coupon, obstacle: Obstacle, missing: int) -> Exception:
    names = {"title": coupon.batch.title, "title_en": coupon.batch.title_en or coupon.batch.title}
    return COUPON_NOT_USABLE(reason=obstacle.value, missing=missing, **names)


async def _budgets_left(reader: Reader, market_id: int, coupons: Sequence[Coupon]) -> dict[UUID, int]:
    pools = {budget_of(one.batch_id): one.batch_id for one in coupons if one.batch.budget_minor is not None}
    if not pools:
        return {}
    left = await reservations.lefts(reader, market_id, list(pools))
    return {pools[pool_id]: units for pool_id, units in left.items()}


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)

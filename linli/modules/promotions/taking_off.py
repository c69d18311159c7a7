"""What coupons take off a basket, and which of them best: exact to the minor unit, and with the reason.

A coupon counts the lines it is good for. One of the merchant comes first; one of the platform counts what
that one left. No unit falls below one minor unit, because each becomes something with a value.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from uuid import UUID

import msgspec

from linli.kernel.money import allocate_largest_remainder, share_rounded_down
from linli.modules.promotions.model import (
    Applied,
    Basket,
    BasketLine,
    Batch,
    Coupon,
    Discount,
    Kind,
    LineShare,
    Obstacle,
    Offer,
    Side,
)


def shared_discount(gross: Sequence[tuple[int, int]], discount_minor: int) -> list[int]:
    """Each line's share of a discount on all of them, in minor units, by the lines' weight in it.

    `gross`: each line's price before the discount and its quantity. The shares add up to the discount; no
    line falls below one minor unit for each of its units, because each becomes a voucher with a value.
    Raises ValueError where the discount leaves less than that in all.
    """
    room = [price - quantity for price, quantity in gross]
    if min(room) < 0 or not 0 <= discount_minor <= sum(room):
        raise ValueError("a discount leaves every unit at least one minor unit")
    if discount_minor == 0:
        return [0] * len(gross)
    return allocate_largest_remainder(discount_minor, room)


def counted(batch: Batch, basket: Basket) -> list[BasketLine]:
    """The lines of a basket that a batch is good for."""
    if batch.merchant_id not in (None, basket.merchant_id) or basket.place not in batch.places:
        return []
    if batch.store_ids and basket.store_id not in batch.store_ids:
        return []
    named: set[UUID | None] = {*batch.deal_ids, *batch.item_ids}
    return [
        line
        for line in basket.lines
        if line.amount_minor >= line.quantity and (not named or named & {line.deal_id, line.item_id} - {None})
    ]


def wished(batch: Batch, price_minor: int) -> int:
    """What the rule says it takes off a price, before anything bounds it."""
    if price_minor < batch.from_minor:
        return 0
    if batch.kind is Kind.PERCENT:
        off = share_rounded_down(price_minor, batch.percent_bp)
        return off if batch.most_minor is None else min(off, batch.most_minor)
    return batch.off_minor


def off_lines(batch: Batch, basket: Basket) -> tuple[LineShare, ...]:
    """What one batch takes off each line, and who bears it; empty where it takes nothing."""
    lines = counted(batch, basket)
    gross = [(line.amount_minor, line.quantity) for line in lines]
    room = sum(price - quantity for price, quantity in gross)
    off = min(wished(batch, sum(price for price, _ in gross)), room)
    if off <= 0:
        return ()
    shares = shared_discount(gross, off)
    market = allocate_largest_remainder(share_rounded_down(off, batch.platform_bp), shares)
    pairs = zip(lines, shares, market, strict=True)
    return tuple(LineShare(line.line_no, share - borne, borne) for line, share, borne in pairs if share)


def without(basket: Basket, shares: Iterable[LineShare]) -> Basket:
    """The basket at what is left of its prices."""
    off = {share.line_no: share.minor for share in shares}
    lines = tuple(
        msgspec.structs.replace(line, amount_minor=line.amount_minor - off.get(line.line_no, 0))
        for line in basket.lines
    )
    return msgspec.structs.replace(basket, lines=lines)


def offer(coupon: Coupon, basket: Basket, budget_left: int | None, bar: Obstacle | None = None) -> Offer:
    """What one coupon alone takes off, or why nothing; `budget_left` of its batch in minor units. `bar`: why
    its bearer does not pay for it here.
    """
    batch = coupon.batch
    if obstacle := _out_of_time(coupon, basket):
        return Offer(coupon=coupon, obstacle=obstacle)
    if batch.merchant_id not in (None, basket.merchant_id) or (
        batch.store_ids and basket.store_id not in batch.store_ids
    ):
        return Offer(coupon=coupon, obstacle=Obstacle.ELSEWHERE)
    lines = counted(batch, basket)
    if not lines or batch.currency != basket.currency:
        return Offer(coupon=coupon, obstacle=Obstacle.NOT_FOR_THIS)
    missing = batch.from_minor - sum(line.amount_minor for line in lines)
    if missing > 0:
        return Offer(coupon=coupon, obstacle=Obstacle.TOO_LITTLE, missing_minor=missing)
    if bar is not None:
        return Offer(coupon=coupon, obstacle=bar)
    off = sum(share.minor for share in off_lines(batch, basket))
    if not off:
        return Offer(coupon=coupon, obstacle=Obstacle.NOTHING_LEFT)
    if budget_left is not None and off > budget_left:
        return Offer(coupon=coupon, obstacle=Obstacle.BUDGET)
    return Offer(coupon=coupon, off_minor=off)


def _out_of_time(coupon: Coupon, basket: Basket) -> Obstacle | None:
    if coupon.order_id is not None:
        return Obstacle.IN_ORDER
    if basket.at < coupon.batch.valid_from:
        return Obstacle.NOT_YET
    return Obstacle.EXPIRED if basket.at >= coupon.valid_until else None


def together(coupons: Sequence[Coupon], basket: Basket) -> tuple[Applied, ...]:
    """These coupons one after the other, the merchant's first; what takes nothing off is left out."""
    done, left = [], basket
    for coupon in sorted(coupons, key=lambda one: one.side is Side.PLATFORM):
        shares = off_lines(coupon.batch, left)
        if shares:
            done.append(Applied(coupon=coupon, lines=shares))
            left = without(left, shares)
    return tuple(done)


def best(
    offers: Sequence[Offer], basket: Basket, legal: Callable[[tuple[Applied, ...]], bool] = lambda _: True
) -> Discount:
    """The combination that takes off most of those that may be together and are `legal`. Where several do,
    that of fewer coupons, then the one that runs out first.
    """
    usable = [one.coupon for one in offers if one.obstacle is None]
    sides = [[None, *(one for one in usable if one.side is side)] for side in Side]
    found = (together([one for one in pair if one], basket) for pair in product(*sides))
    return Discount(applied=min(filter(legal, found), key=_rank), offers=tuple(offers))


def _rank(applied: tuple[Applied, ...]) -> tuple[object, ...]:
    ends = sorted(one.coupon.valid_until for one in applied)
    ids = sorted(one.coupon.coupon_id.int for one in applied)
    return -sum(one.minor for one in applied), len(applied), ends, ids

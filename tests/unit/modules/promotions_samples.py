"""Batches, coupons and baskets for tests of the rule."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from linli.modules import promotions

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
STORE, MERCHANT, PERSON = (UUID(int=n) for n in (1, 2, 3))


def terms(**words: Any) -> promotions.Terms:
    about: dict[str, Any] = {
        "title": "满100减20",
        "title_en": "20 off from 100",
        "kind": promotions.Kind.FULL_REDUCTION,
        "off_minor": 2000,
        "from_minor": 10000,
        "valid_from": NOW - timedelta(days=1),
        "valid_until": NOW + timedelta(days=30),
        "total": 100,
    }
    return promotions.Terms(**(about | words))


def batch(number: int = 1, merchant_id: UUID | None = MERCHANT, **words: Any) -> promotions.Batch:
    rule = terms(**words)
    return promotions.Batch(
        **{name: getattr(rule, name) for name in rule.__struct_fields__},
        batch_id=UUID(int=1000 + number),
        merchant_id=merchant_id,
        currency="CNY",
        state=promotions.BatchState.ACTIVE,
        made_by="person:1",
        made_at=NOW,
    )


def coupon(of: promotions.Batch, number: int = 1, days: int = 10) -> promotions.Coupon:
    return promotions.Coupon(
        coupon_id=UUID(int=2000 + number),
        batch_id=of.batch_id,
        person_id=PERSON,
        side=of.side,
        state=promotions.CouponState.CLAIMED,
        claimed_at=NOW,
        valid_until=NOW + timedelta(days=days),
        order_id=None,
        how="page",
        store_id=None,
        visit_id=None,
        batch=of,
    )


def basket(
    *prices: tuple[int, int], place: promotions.GoodFor = promotions.GoodFor.GOODS, **words: Any
) -> promotions.Basket:
    """Lines by (price of all units, quantity); the articles are numbered from 501 on."""
    lines = tuple(
        promotions.BasketLine(line_no=n, amount_minor=price, quantity=quantity, item_id=UUID(int=500 + n))
        for n, (price, quantity) in enumerate(prices, start=1)
    )
    where: dict[str, Any] = {"store_id": STORE, "merchant_id": MERCHANT, "currency": "CNY", "at": NOW}
    return promotions.Basket(place=place, lines=lines, **(where | words))

"""Coupons as their people see them: in the wallet, on their own page, and at the checkout."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.modules import merchants, promotions
from linli.web.consumer.tongue import Tongue

# What is said beside the total, which is then shown anew.
COUPONS_SAID = frozenset(
    (
        promotions.COUPON_NOT_USABLE,
        promotions.COUPONS_DO_NOT_MIX,
        promotions.COUPON_TAKEN,
        promotions.COUPON_BUDGET_SPENT,
    )
)
# What a form says where nobody wants any coupon; "" leaves it to us.
NONE = "none"


class CouponFace(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon in the wallet; `state` is good, soon (not valid yet), held, used or expired."""

    title: str
    batch: promotions.Batch
    merchant: str
    state: str
    until: datetime
    order_id: UUID | None


class OffRow(msgspec.Struct, frozen=True):
    """One coupon that takes something off."""

    title: str
    off: Money


class Choice(msgspec.Struct, frozen=True):
    """A coupon that could be chosen, and what it would take off alone."""

    value: str
    title: str
    off: Money
    batch: promotions.Batch


class Unusable(msgspec.Struct, frozen=True):
    """A coupon that takes nothing off here, and why; `missing` more would have to be bought."""

    title: str
    reason: str
    missing: Money


class OffFace(msgspec.Struct, frozen=True, kw_only=True):
    """What coupons take off an order. `chosen` is the form's word: "" for the best by themselves."""

    rows: Sequence[OffRow] = ()
    choices: Sequence[Choice] = ()
    unusable: Sequence[Unusable] = ()
    chosen: str = ""


def chosen_in(form: Mapping[str, object]) -> tuple[str, list[UUID] | None]:
    """What a form says of coupons, as its word and as an order takes it; else it is left to us."""
    said = str(form.get("coupon", ""))
    if said == NONE:
        return said, []
    try:
        return said, [UUID(said)]
    except ValueError:
        return "", None


def seen_in(form: Mapping[str, object], of: int | None = None) -> int | None:
    """The total that a page has shown, in minor units; None where it says none, or showed that of something
    else than what is sent (`of`: how many, or how much), as without a script.
    """
    if of is not None and str(form.get("seen_of", "")) != str(of):
        return None
    seen = str(form.get("seen", ""))
    return int(seen) if seen.isdecimal() and len(seen) < 16 else None


def off_face(discount: promotions.Discount, chosen: str, tongue: Tongue) -> OffFace:
    """What is taken off, what else there is, and why the rest is not used."""

    def title(coupon: promotions.Coupon) -> str:
        return tongue.pick(coupon.batch.title, coupon.batch.title_en)

    usable = [one for one in discount.offers if one.obstacle is None]
    return OffFace(
        rows=[OffRow(title(one.coupon), one.off) for one in discount.applied],
        choices=[
            Choice(
                str(one.coupon.coupon_id),
                title(one.coupon),
                Money(one.off_minor, one.coupon.batch.currency),
                one.coupon.batch,
            )
            for one in usable
        ],
        unusable=[
            Unusable(
                title(one.coupon),
                one.obstacle.value,
                Money(one.missing_minor, one.coupon.batch.currency),
            )
            for one in discount.offers
            if one.obstacle is not None
        ],
        chosen=chosen,
    )


def coupon_face(
    coupon: promotions.Coupon,
    merchants_of: Mapping[UUID, merchants.Merchant],
    now: datetime,
    tongue: Tongue,
) -> CouponFace:
    """One coupon of the wallet."""
    batch = coupon.batch
    owner = merchants_of.get(batch.merchant_id) if batch.merchant_id else None
    return CouponFace(
        title=tongue.pick(batch.title, batch.title_en),
        batch=batch,
        merchant=tongue.pick(owner.name, owner.name_en) if owner else "",
        state=_state(coupon, now),
        until=coupon.valid_until,
        order_id=coupon.order_id,
    )


def _state(coupon: promotions.Coupon, now: datetime) -> str:
    if coupon.state is not promotions.CouponState.CLAIMED:
        return coupon.state.value
    if now >= coupon.valid_until:
        return "expired"
    return "good" if now >= coupon.batch.valid_from else "soon"

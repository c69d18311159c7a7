"""Retain: who follows a store sees its new deals, and who agreed is remembered where they go.

The page of followed stores reads the catalog itself. What chooses places for a person is noted here; the
module keeps nothing of those who did not agree. Following is noted at once, because it can be taken back and
begun again, and only its own transaction knows which was last; what is used has an id of its own, so its
undoing may be heard of first.

Who withdraws is forgotten at once, and so is who is erased: each module its part, in the same transaction.
"""

from typing import NamedTuple, Protocol
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Database, Work
from linli.kernel.journey import Journey
from linli.modules import (
    attribution,
    carts,
    chains,
    community,
    consents,
    identity,
    insight,
    members,
    merchants,
    orders,
    payments,
    pickups,
    privacy,
    promotions,
    recommendations,
    terminals,
    vouchers,
)
from linli.modules.recommendations import VisitKind


def wire(journey: Journey) -> None:
    journey.on(orders.OrderPaid).later(remember_purchase, count_sale)
    journey.on(orders.OrderRefunded).later(uncount_sale)
    journey.on(vouchers.VoucherRedeemed).later(remember_use, count_use)
    journey.on(vouchers.RedemptionUndone).later(forget_use, uncount_use)
    journey.on(pickups.GoodsHandedOver).later(remember_collected, count_goods)
    journey.on(pickups.HandOverUndone).later(forget_collected, uncount_goods)
    journey.on(community.ReviewWritten).later(remember_review)
    journey.on(community.StoreFollowed).at_once(remember_follow).later(give_for_follow, note_follow)
    journey.on(members.MemberJoined).later(give_to_member, credit_member, note_joining)
    journey.on(members.MembershipTaken).later(give_to_member)
    journey.on(community.StoreUnfollowed).at_once(forget_follow)
    journey.on(identity.GuestAdopted).at_once(
        take_over_orders, take_over_memberships, take_over_coupons, take_over_goals, take_over_visits
    )
    journey.on(consents.ConsentGiven).at_once(begin_choosing)
    journey.on(consents.ConsentWithdrawn).at_once(end_choosing, end_membership, unjoin_touches)
    journey.on(privacy.ExportAsked).by_job(make_export)
    journey.on(identity.PersonErased).at_once(
        erase_answers,
        erase_applications,
        erase_carts,
        erase_customer,
        erase_gifts,
        erase_habits,
        erase_memberships,
        erase_places_of_use,
        erase_said,
        erase_sittings,
        erase_timeline,
        erase_visits,
    )


class AtStore(Protocol):
    """Somebody at a store."""

    @property
    def market_id(self) -> int: ...

    @property
    def person_id(self) -> UUID: ...

    @property
    def store_id(self) -> UUID: ...


async def remember_purchase(work: Work, event: orders.OrderPaid) -> None:
    await _noted(work, event, VisitKind.BOUGHT, event.order_id)


async def remember_use(work: Work, event: vouchers.VoucherRedeemed) -> None:
    await _noted(work, event, VisitKind.USED, event.redemption_id)


async def forget_use(work: Work, event: vouchers.RedemptionUndone) -> None:
    await _taken_back(work, event, VisitKind.USED, event.redemption_id)


async def remember_collected(work: Work, event: pickups.GoodsHandedOver) -> None:
    await _noted(work, await _collected(work, event), VisitKind.COLLECTED, event.move_id)


async def forget_collected(work: Work, event: pickups.HandOverUndone) -> None:
    await _taken_back(work, await _collected(work, event), VisitKind.COLLECTED, event.move_id)


async def remember_review(work: Work, event: community.ReviewWritten) -> None:
    await _noted(work, event, VisitKind.REVIEWED, event.review_id)


async def give_for_follow(work: Work, event: community.StoreFollowed) -> None:
    """Afterwards, so that the last coupon is never why somebody cannot follow."""
    store = await merchants.store(work, event.market_id, event.store_id)
    about = (event.market_id, event.person_id, store.merchant_id, event.store_id)
    await promotions.give_for_follow(work, *about)


async def give_to_member(work: Work, event: members.MemberJoined | members.MembershipTaken) -> None:
    about = (event.market_id, event.person_id, event.merchant_id, event.store_id)
    await promotions.give_to_member(work, *about)


async def remember_follow(work: Work, event: community.StoreFollowed) -> None:
    await _noted(work, event, VisitKind.FOLLOWED, event.store_id)


async def forget_follow(work: Work, event: community.StoreUnfollowed) -> None:
    await _taken_back(work, event, VisitKind.FOLLOWED, event.store_id)


async def begin_choosing(work: Work, event: consents.ConsentGiven) -> None:
    if event.purpose is consents.Purpose.PERSONAL:
        await recommendations.remember_person(work, event.market_id, event.person_id)


async def end_choosing(work: Work, event: consents.ConsentWithdrawn) -> None:
    if event.purpose is consents.Purpose.PERSONAL:
        await recommendations.forget_person(work, event.market_id, event.person_id)


async def make_export(db: Database, event: privacy.ExportAsked) -> None:
    await privacy.make_export(db, event.person_id, event.export_id)


async def erase_answers(work: Work, event: identity.PersonErased) -> None:
    await consents.forget_person(work, event.market_id, event.person_id)


async def erase_applications(work: Work, event: identity.PersonErased) -> None:
    await merchants.forget_person(work, event.market_id, event.person_id)


async def erase_carts(work: Work, event: identity.PersonErased) -> None:
    await carts.forget_person(work, event.market_id, event.person_id)


async def erase_gifts(work: Work, event: identity.PersonErased) -> None:
    await vouchers.forget_person(work, event.market_id, event.person_id)


async def erase_habits(work: Work, event: identity.PersonErased) -> None:
    await payments.forget_person(work, event.person_id)


async def erase_memberships(work: Work, event: identity.PersonErased) -> None:
    await members.forget_person(work, event.market_id, event.person_id)


async def erase_places_of_use(work: Work, event: identity.PersonErased) -> None:
    order_ids = await orders.ids_of_person(work, event.market_id, event.person_id)
    await chains.forget_uses(work, event.market_id, order_ids)


async def erase_said(work: Work, event: identity.PersonErased) -> None:
    await community.forget_person(work, event.market_id, event.person_id)


async def erase_sittings(work: Work, event: identity.PersonErased) -> None:
    await terminals.forget_person(work, event.market_id, event.person_id)


async def erase_customer(work: Work, event: identity.PersonErased) -> None:
    await insight.forget_person(work, event.market_id, event.person_id)


async def erase_timeline(work: Work, event: identity.PersonErased) -> None:
    await attribution.forget_person(work, event.market_id, event.person_id)


async def erase_visits(work: Work, event: identity.PersonErased) -> None:
    await recommendations.forget_person(work, event.market_id, event.person_id)


class Collector(NamedTuple):
    """Whose goods were handed over, and where."""

    market_id: int
    person_id: UUID
    store_id: UUID


async def _collected(work: Work, event: pickups.GoodsHandedOver | pickups.HandOverUndone) -> Collector:
    pickup = await pickups.pickup(work, event.market_id, event.order_id)
    return Collector(event.market_id, pickup.person_id, event.store_id)


async def _noted(work: Work, what: AtStore, kind: VisitKind, visit_id: UUID) -> None:
    await recommendations.note(work, what.market_id, what.person_id, what.store_id, kind, visit_id)


async def _taken_back(work: Work, what: AtStore, kind: VisitKind, visit_id: UUID) -> None:
    await recommendations.take_back(work, what.market_id, what.person_id, what.store_id, kind, visit_id)


async def end_membership(work: Work, event: consents.ConsentWithdrawn) -> None:
    """Whoever no longer agrees that a merchant knows them is its member no more."""
    if event.purpose is consents.Purpose.MEMBER and event.merchant_id is not None:
        await members.leave(work, event.market_id, event.merchant_id, event.person_id)


async def unjoin_touches(work: Work, event: consents.ConsentWithdrawn) -> None:
    if event.purpose is consents.Purpose.JOURNEY:
        await attribution.forget_timeline(work, event.market_id, event.person_id)


async def credit_member(work: Work, event: members.MemberJoined) -> None:
    who = (event.merchant_id, event.store_id, event.person_id, event.order_id)
    await attribution.join_member(work, event.market_id, *who)


async def note_joining(work: Work, event: members.MemberJoined) -> None:
    joining_id = ids.derived("joining", event.merchant_id, event.person_id)
    deed = (attribution.TouchKind.MEMBER, joining_id, event.person_id, event.store_id)
    await attribution.note_deed(work, event.market_id, *deed)


async def note_follow(work: Work, event: community.StoreFollowed) -> None:
    follow_id = ids.derived("follow", event.store_id, event.person_id)
    deed = (attribution.TouchKind.FOLLOW, follow_id, event.person_id, event.store_id)
    await attribution.note_deed(work, event.market_id, *deed)


async def take_over_orders(work: Work, event: identity.GuestAdopted) -> None:
    await orders.take_over(work, event.market_id, event.guest_id, event.person_id)


async def take_over_memberships(work: Work, event: identity.GuestAdopted) -> None:
    await members.take_over(work, event.market_id, event.guest_id, event.person_id)


async def take_over_coupons(work: Work, event: identity.GuestAdopted) -> None:
    await promotions.take_over(work, event.market_id, event.guest_id, event.person_id)


async def take_over_goals(work: Work, event: identity.GuestAdopted) -> None:
    await attribution.take_over(work, event.market_id, event.guest_id, event.person_id)


async def take_over_visits(work: Work, event: identity.GuestAdopted) -> None:
    await insight.take_over(work, event.market_id, event.guest_id, event.person_id)


async def count_use(work: Work, event: vouchers.VoucherRedeemed) -> None:
    await insight.note_use(work, event.market_id, await _use(work, event))


async def uncount_use(work: Work, event: vouchers.RedemptionUndone) -> None:
    await insight.note_undone(work, event.market_id, await _use(work, event))


async def count_goods(work: Work, event: pickups.GoodsHandedOver) -> None:
    await insight.note_use(work, event.market_id, await _goods(work, event))


async def uncount_goods(work: Work, event: pickups.HandOverUndone) -> None:
    await insight.note_undone(work, event.market_id, await _goods(work, event))


async def count_sale(work: Work, event: orders.OrderPaid) -> None:
    """Whoever pays in the shop is there."""
    if event.sales:
        order = await _order(work, event.market_id, event.order_id)
        await insight.note_use(work, event.market_id, _of_order(order, order.order_id, order.total_minor))


async def uncount_sale(work: Work, event: orders.OrderRefunded) -> None:
    """What was paid in the shop and given back whole was no visit."""
    if event.whole:
        order = await _order(work, event.market_id, event.order_id)
        if order.kind is orders.OrderKind.SALE:
            await insight.note_undone(
                work, event.market_id, _of_order(order, order.order_id, order.total_minor)
            )


async def _use(work: Work, event: vouchers.VoucherRedeemed | vouchers.RedemptionUndone) -> insight.Use:
    order = await _order(work, event.market_id, event.order_id)
    use = _of_order(order, event.redemption_id, event.value_minor)
    # A gift is used by who has it, and where it was taken need not be where it was sold.
    return msgspec.structs.replace(
        use, person_id=event.person_id, store_id=event.store_id, merchant_id=event.merchant_id
    )


async def _goods(work: Work, event: pickups.GoodsHandedOver | pickups.HandOverUndone) -> insight.Use:
    order = await _order(work, event.market_id, event.order_id)
    use = _of_order(order, event.move_id, event.amount_minor)
    return msgspec.structs.replace(use, store_id=event.store_id)


async def _order(work: Work, market_id: int, order_id: UUID) -> orders.Order:
    return (await orders.orders_of_ids(work, market_id, {order_id}))[order_id]


def _of_order(order: orders.Order, use_id: UUID, amount_minor: int) -> insight.Use:
    return insight.Use(
        use_id=use_id,
        store_id=order.store_id,
        merchant_id=order.merchant_id,
        person_id=order.person_id,
        order_id=order.order_id,
        amount_minor=amount_minor,
        title=order.title,
        title_en=order.title_en or order.title,
    )

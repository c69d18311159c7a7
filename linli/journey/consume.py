"""Consume: a voucher is used or goods are handed over and their money released, or they are not and the money
goes back.
"""

from uuid import UUID

from linli.kernel.database import Database, Work
from linli.kernel.journey import Journey
from linli.kernel.money import Money
from linli.modules import (
    attribution,
    community,
    discovery,
    foreign_vouchers,
    identity,
    items,
    marketing,
    merchants,
    orders,
    payments,
    pickups,
    promotions,
    settlement,
    stock,
    treasury,
    vouchers,
)


def wire(journey: Journey, gateways: payments.Gateways) -> None:
    async def send_refund(db: Database, event: payments.RefundDue) -> None:
        await payments.send_refund(db, event.market_id, event.refund_id, gateways)

    journey.on(treasury.BankAccountChanged).later(tell_new_account)
    journey.on(treasury.PayoutPaid).later(tell_paid_out)
    journey.on(treasury.PayoutFailed).later(tell_sent_back)
    # Escrow first: its row is where all that happens to one order's vouchers waits for each other.
    journey.on(vouchers.VoucherRedeemed).at_once(release_escrow, note_consumption).later(
        note_redeemed, credit_use
    )
    undone = journey.on(vouchers.RedemptionUndone)
    undone.at_once(take_back_release, note_undoing, withdraw_review).later(
        note_undone, uncredit_use, show_not_kept
    )
    handed = journey.on(pickups.GoodsHandedOver)
    handed.at_once(release_goods, note_handed, take_from_shelf).later(note_collected, credit_goods)
    not_handed = journey.on(pickups.HandOverUndone)
    not_handed.at_once(take_back_goods, note_not_handed, withdraw_goods_review, put_back).later(
        note_not_collected, uncredit_goods, show_goods_not_kept
    )
    journey.on(stock.TransferArrived).later(note_brought)
    journey.on(stock.TransferDeclined).later(give_up_declined, tell_declined)
    journey.on(pickups.PickupReady).later(tell_ready)
    journey.on(vouchers.GiftClaimed).later(tell_claimed)
    journey.on(vouchers.GuessingNoticed).later(tell_guessing)
    # Many expire in one transaction; the money of each is a transaction of its own: none holds up another.
    journey.on(vouchers.VoucherExpired).later(refund_expired)
    # No order of ours and no money: its platform pays the merchant.
    journey.on(foreign_vouchers.ForeignTaken).later(note_taken_elsewhere)
    journey.on(foreign_vouchers.ForeignUndone).later(note_undone_elsewhere)
    journey.on(payments.RefundDue).by_job(send_refund)
    journey.on(payments.RefundSent).at_once(settle_refund)
    journey.on(stock.StockLow).later(tell_low)
    journey.on(orders.OrderCompleted).later(show_kept)
    refunded = journey.on(orders.OrderRefunded).at_once(return_coupons, withdraw_review_of_refunded)
    refunded.later(note_refunded, credit_refund, show_refunded)


async def release_escrow(work: Work, event: vouchers.VoucherRedeemed) -> None:
    amount = Money(event.value_minor, event.currency)
    await settlement.release(
        work, event.market_id, event.order_id, amount, line_no=event.line_no, voucher_id=event.voucher_id
    )


async def note_consumption(work: Work, event: vouchers.VoucherRedeemed) -> None:
    await orders.note_consumption(work, event.market_id, event.order_id)


async def note_redeemed(work: Work, event: vouchers.VoucherRedeemed) -> None:
    await marketing.record_redeemed(
        work, event.market_id, event.order_id, event.store_id, event.redemption_id, event.value_minor
    )


async def credit_use(work: Work, event: vouchers.VoucherRedeemed) -> None:
    step = (attribution.StepKind.REDEEMED, event.redemption_id, event.value_minor)
    await attribution.note_step(work, event.market_id, event.order_id, *step)


async def uncredit_use(work: Work, event: vouchers.RedemptionUndone) -> None:
    step = (attribution.StepKind.UNDONE, event.redemption_id, event.value_minor)
    await attribution.note_step(work, event.market_id, event.order_id, *step)


async def credit_goods(work: Work, event: pickups.GoodsHandedOver) -> None:
    step = (attribution.StepKind.REDEEMED, event.move_id, event.amount_minor)
    await attribution.note_step(work, event.market_id, event.order_id, *step)


async def uncredit_goods(work: Work, event: pickups.HandOverUndone) -> None:
    step = (attribution.StepKind.UNDONE, event.move_id, event.amount_minor)
    await attribution.note_step(work, event.market_id, event.order_id, *step)


async def credit_refund(work: Work, event: orders.OrderRefunded) -> None:
    step = (attribution.StepKind.REFUNDED, event.refund_id, event.amount_minor)
    await attribution.note_step(work, event.market_id, event.order_id, *step)


async def take_back_release(work: Work, event: vouchers.RedemptionUndone) -> None:
    amount = Money(event.value_minor, event.currency)
    await settlement.take_back(
        work, event.market_id, event.order_id, amount, line_no=event.line_no, voucher_id=event.voucher_id
    )


async def note_undoing(work: Work, event: vouchers.RedemptionUndone) -> None:
    await orders.note_undoing(work, event.market_id, event.order_id)


async def withdraw_review(work: Work, event: vouchers.RedemptionUndone) -> None:
    await community.withdraw_review(work, event.market_id, event.order_id)


async def withdraw_review_of_refunded(work: Work, event: orders.OrderRefunded) -> None:
    """What was paid in the shop and given back whole was no visit."""
    if event.whole:
        await community.withdraw_review(work, event.market_id, event.order_id)


async def note_undone(work: Work, event: vouchers.RedemptionUndone) -> None:
    await marketing.record_undone(
        work, event.market_id, event.order_id, event.store_id, event.redemption_id, event.value_minor
    )


async def release_goods(work: Work, event: pickups.GoodsHandedOver) -> None:
    for line in event.lines:
        amount = Money(line.amount_minor, event.currency)
        await settlement.release(work, event.market_id, event.order_id, amount, line_no=line.line_no)


async def note_handed(work: Work, event: pickups.GoodsHandedOver) -> None:
    await orders.note_handed(work, event.market_id, event.order_id)


async def take_from_shelf(work: Work, event: pickups.GoodsHandedOver) -> None:
    units = pickups.units_by_variant(event.lines)
    await stock.hand_over(work, event.market_id, event.store_id, units, event.order_id)


async def note_collected(work: Work, event: pickups.GoodsHandedOver) -> None:
    await marketing.record_redeemed(
        work, event.market_id, event.order_id, event.store_id, event.move_id, event.amount_minor
    )


async def take_back_goods(work: Work, event: pickups.HandOverUndone) -> None:
    for line in event.lines:
        amount = Money(line.amount_minor, event.currency)
        await settlement.take_back(work, event.market_id, event.order_id, amount, line_no=line.line_no)


async def note_not_handed(work: Work, event: pickups.HandOverUndone) -> None:
    await orders.note_undoing(work, event.market_id, event.order_id)


async def withdraw_goods_review(work: Work, event: pickups.HandOverUndone) -> None:
    await community.withdraw_review(work, event.market_id, event.order_id)


async def put_back(work: Work, event: pickups.HandOverUndone) -> None:
    units = pickups.units_by_variant(event.lines)
    await stock.undo_hand_over(work, event.market_id, event.store_id, units, event.order_id)


async def note_not_collected(work: Work, event: pickups.HandOverUndone) -> None:
    await marketing.record_undone(
        work, event.market_id, event.order_id, event.store_id, event.move_id, event.amount_minor
    )


async def note_brought(work: Work, event: stock.TransferArrived) -> None:
    """Where less came than the order waits for, a clerk decides what to hand over and what to give up."""
    if event.order_id is not None and any(line.wanted for line in event.lines):
        whole = all(line.arrived >= line.wanted for line in event.lines)
        await pickups.note_came(work, event.market_id, event.order_id, ready=whole)


async def give_up_declined(work: Work, event: stock.TransferDeclined) -> None:
    await orders.give_up_declined(work, event.market_id, event.order_id, event.units)


async def tell_declined(work: Work, event: stock.TransferDeclined) -> None:
    found = await orders.orders_of_ids(work, event.market_id, [event.order_id])
    store = await merchants.store(work, event.market_id, event.to_store_id)
    name = {"zh": store.name, "en": store.name_en or store.name}
    for person_id in await identity.people(work, [one.person_id for one in found.values()]):
        await identity.tell(work, event.market_id, person_id, "goods_not_coming", store=name)


async def tell_ready(work: Work, event: pickups.PickupReady) -> None:
    store = await merchants.store(work, event.market_id, event.store_id)
    name = {"zh": store.name, "en": store.name_en or store.name}
    for person_id in await identity.people(work, [event.person_id]):
        await identity.tell(work, event.market_id, person_id, "goods_ready", store=name)


async def note_taken_elsewhere(work: Work, event: foreign_vouchers.ForeignTaken) -> None:
    about = (event.use_id, event.store_id, event.platform, event.paid_minor)
    await marketing.record_elsewhere(work, event.market_id, *about)


async def note_undone_elsewhere(work: Work, event: foreign_vouchers.ForeignUndone) -> None:
    about = (event.use_id, event.store_id, event.platform, event.paid_minor)
    await marketing.record_elsewhere(work, event.market_id, *about, undone=True)


async def refund_expired(work: Work, event: vouchers.VoucherExpired) -> None:
    amount = Money(event.value_minor, event.currency)
    order = (event.market_id, event.order_id, event.line_no)
    await orders.refund_expired(work, *order, amount, touched=event.touched)


async def return_coupons(work: Work, event: orders.OrderRefunded) -> None:
    """A part that goes back brings no coupon back: it has made the rest cheaper."""
    if event.whole:
        await promotions.give_back(work, event.market_id, event.order_id)


async def tell_claimed(work: Work, event: vouchers.GiftClaimed) -> None:
    await identity.tell(work, event.market_id, event.giver_id, "gift_claimed", title=event.title)


async def tell_guessing(work: Work, event: vouchers.GuessingNoticed) -> None:
    store = await merchants.store(work, event.market_id, event.store_id)
    name = {"zh": store.name, "en": store.name_en or store.name}
    words = {"store": name, "tries": event.tries}
    await _tell_owners(work, event.market_id, event.merchant_id, f"guessing_{event.reach}", words)


async def tell_low(work: Work, event: stock.StockLow) -> None:
    """Those who order goods for the store: its managers, and whoever looks after all of the merchant's."""
    found = await items.variants(work, event.market_id, [event.variant_id])
    store = await merchants.store(work, event.market_id, event.store_id)
    if store.merchant_id is None or event.variant_id not in found:
        return
    one = found[event.variant_id]
    words = {
        "store": {"zh": store.name, "en": store.name_en or store.name},
        "article": {
            "zh": f"{one.title} {one.variant_name}".strip(),
            "en": f"{one.title_en or one.title} {one.variant_name_en or one.variant_name}".strip(),
        },
        "left": event.left,
    }
    key = "stock_low" if event.left else "stock_out"
    staff = await merchants.staff_of_merchant(work, event.market_id, store.merchant_id)
    told = {
        member.person_id
        for member in staff
        if member.role is not merchants.StaffRole.CLERK and member.store_id in (None, event.store_id)
    }
    for person_id in sorted(told):
        await identity.tell(work, event.market_id, person_id, key, **words)


async def settle_refund(work: Work, event: payments.RefundSent) -> None:
    amount = Money(event.amount_minor, event.currency)
    await settlement.payout_sent_back(work, event.market_id, event.order_id, event.provider, amount)


async def note_refunded(work: Work, event: orders.OrderRefunded) -> None:
    await marketing.record_refunded(
        work, event.market_id, event.order_id, event.store_id, event.amount_minor, event.refund_id
    )


async def show_kept(work: Work, event: orders.OrderCompleted) -> None:
    await _show_record(work, event.market_id, event.store_id)


async def show_refunded(work: Work, event: orders.OrderRefunded) -> None:
    await _show_record(work, event.market_id, event.store_id)


async def show_not_kept(work: Work, event: vouchers.RedemptionUndone) -> None:
    """Of the store that sold it, which may be another one than took it."""
    for order in (await orders.orders_of_ids(work, event.market_id, [event.order_id])).values():
        await _show_record(work, event.market_id, order.store_id)


async def show_goods_not_kept(work: Work, event: pickups.HandOverUndone) -> None:
    await _show_record(work, event.market_id, event.store_id)


async def _show_record(work: Work, market_id: int, store_id: UUID) -> None:
    """The record as it is now, so that the news of several orders may come in any order."""
    record = await orders.record_of_store(work, market_id, store_id)
    await discovery.set_record(work, market_id, store_id, record.kept, record.refunded)


async def tell_new_account(work: Work, event: treasury.BankAccountChanged) -> None:
    words = {"tail": event.tail, "hours": event.hours}
    await _tell_owners(work, event.market_id, event.merchant_id, "bank_account_changed", words)


async def tell_paid_out(work: Work, event: treasury.PayoutPaid) -> None:
    await _tell_owners(work, event.market_id, event.merchant_id, "paid_out", {"number": event.number})


async def tell_sent_back(work: Work, event: treasury.PayoutFailed) -> None:
    await _tell_owners(work, event.market_id, event.merchant_id, "payout_failed", {"number": event.number})


async def _tell_owners(
    work: Work, market_id: int, merchant_id: UUID, key: str, words: dict[str, object]
) -> None:
    """Each owner once, whatever places they have; head offices included."""
    staff = await merchants.staff_of_merchant(work, market_id, merchant_id)
    for person_id in sorted({one.person_id for one in staff if one.role is merchants.StaffRole.OWNER}):
        await identity.tell(work, market_id, person_id, key, **words)

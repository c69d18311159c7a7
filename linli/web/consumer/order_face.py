"""One order put together: its vouchers, its money on the way back, its traceable line."""

from collections.abc import Iterator
from datetime import datetime

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import community, marketing, merchants, orders, payments, pickups, vouchers
from linli.web.consumer.cards import review_card, voucher_cards
from linli.web.consumer.pickup import pickup_face
from linli.web.consumer.tongue import Tongue
from linli.web.consumer.views import LineFace, OrderFace, RefundLine, Step
from linli.web.shared.http import Here
from linli.web.shared.pictures import known_icon

Kind = marketing.StepKind
# Steps that goods to collect have other words for.
OF_GOODS = frozenset(("redeemed", "undone"))


async def order_face(
    reader: Reader, here: Here, order: orders.Order, tongue: Tongue, keys: vouchers.Keys
) -> OrderFace:
    """At most ten queries, however many lines, vouchers, refunds and steps there are. A voucher that is the
    only one is shown with its QR code, signed with these `keys`.
    """
    market, order_id = here.market, order.order_id
    market_id = market.market_id
    lines = await orders.lines_of_order(reader, market_id, order_id)
    store = await merchants.store(reader, market_id, order.store_id)
    intent = await payments.intent_of_order(reader, market_id, order_id)
    issued = await vouchers.vouchers_of_order(reader, market_id, order_id)
    refunds = await payments.refunds_of_order(reader, market_id, order_id)
    line = await marketing.line_of_order(reader, market_id, order_id)
    review = await community.review_of_order(reader, market_id, order_id)
    found = await pickups.pickups_of_orders(reader, market_id, [order_id]) if order.of_goods else {}
    pickup = found.get(order_id)
    used = any(one.touched for one in issued) or (pickup is not None and pickup.out.units > 0)
    may_review = used and review is None
    if may_review:
        about = (market_id, order.person_id, order.merchant_id)
        may_review = not await merchants.works_for(reader, *about)
    # What is for a day is not collected, it is used.
    collected = order.of_goods and not any(orders.day_apart(one.detail)[1] for one in lines)
    signed = keys if len(issued) == 1 else None
    cards = voucher_cards(issued, {store.store_id: store}, market, reader.now, tongue, signed)
    unused = [one for one in issued if one.state is vouchers.VoucherState.ISSUED]
    waiting = order.state is orders.OrderState.AWAITING_PAYMENT
    held = intent is not None and intent.state is payments.IntentState.HELD
    return OrderFace(
        id=order_id,
        number=order.number_grouped,
        tracking_code=order.tracking_code,
        title=tongue.pick(order.title, order.title_en),
        icon=known_icon(order.icon),
        trade=store.trade,
        store_name=tongue.pick(store.name, store.name_en),
        store_slug=store.slug,
        lines=[_line(line, unused, pickup, tongue) for line in lines],
        of_goods=order.of_goods,
        pickup=pickup_face(here, pickup, store, tongue) if pickup else None,
        total=order.total,
        state=order.state.value,
        placed_at=order.placed_at,
        pay_before=order.pay_before,
        payable=waiting and not held and order.pay_before > reader.now,
        held=waiting and held,
        declined=waiting and intent is not None and intent.state is payments.IntentState.FAILED,
        provider=intent.provider if intent else "",
        vouchers=cards,
        refunds=[refund_line(refund, tongue) for refund in refunds],
        refundable=_refundable(order, unused, pickup),
        steps=_steps(order, issued, line, review, tongue, used=used, collected=collected),
        may_review=may_review,
        review=review_card(review) if review else None,
    )


def _refundable(
    order: orders.Order, unused: list[vouchers.Voucher], pickup: pickups.Pickup | None
) -> Money | None:
    """What goes back if all that is unused, or waits to be collected, is given back."""
    if pickup is not None:
        return pickup.waiting if pickup.waits.units else None
    return Money(sum(one.value_minor for one in unused), order.currency) if unused else None


def _line(
    line: orders.OrderLine, unused: list[vouchers.Voucher], pickup: pickups.Pickup | None, tongue: Tongue
) -> LineFace:
    waits = {one.line_no: one.waiting for one in pickup.lines} if pickup else {}
    detail, day = orders.day_apart(tongue.pick(line.detail, line.detail_en))
    return LineFace(
        line_no=line.line_no,
        title=tongue.pick(line.title, line.title_en),
        icon=known_icon(line.icon),
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        total=line.total,
        unused=waits.get(line.line_no, sum(voucher.line_no == line.line_no for voucher in unused)),
        detail=orders.detail_of(detail, [tongue.format.date(day)] if day else []),
    )


def refund_line(refund: payments.Refund, tongue: Tongue) -> RefundLine:
    """Money on its way back, and why."""
    return RefundLine(
        amount=refund.amount,
        state=refund.state.value,
        reason=tongue.say(f"consumer.refund_reason.{refund.reason}"),
        at=refund.done_at or refund.due_at,
        by=payments.arrives_by(refund.provider, refund.due_at),
    )


def _steps(
    order: orders.Order,
    issued: list[vouchers.Voucher],
    line: list[marketing.Step],
    review: community.Review | None,
    tongue: Tongue,
    *,
    used: bool,
    collected: bool,
) -> list[Step]:
    """What happened, then what is happening now, then what comes.

    The line is written a moment after the fact, so what it does not have yet is taken from the facts.
    """
    done = [_done(step, order, tongue, collected=collected) for step in line]
    known = {step.kind for step in line}
    done += [
        _fact(kind, at, amount, tongue, collected=collected)
        for kind, at, amount in _facts(order, issued, review)
        if kind not in known
    ]
    done.sort(key=lambda step: step.at or order.placed_at)
    return done + _to_come(order, tongue, used=used, reviewed=review is not None, collected=collected)


def _facts(
    order: orders.Order, issued: list[vouchers.Voucher], review: community.Review | None
) -> Iterator[tuple[marketing.StepKind, datetime, Money]]:
    """The line's steps as the other modules know them."""
    yield Kind.ORDERED, order.placed_at, order.total
    if order.paid_at:
        yield Kind.PAID, order.paid_at, order.total
    for voucher in issued:
        if voucher.redeemed_at:
            yield Kind.REDEEMED, voucher.redeemed_at, voucher.value
    if review:
        yield Kind.REVIEWED, review.written_at, Money(0, order.currency)


def _done(step: marketing.Step, order: orders.Order, tongue: Tongue, *, collected: bool) -> Step:
    if step.kind is Kind.VISITED and step.channel:
        note = tongue.say(
            "consumer.step.by", channel=tongue.say(f"consumer.channel.{step.channel}"), label=step.label or ""
        )
        return Step(label=tongue.say("consumer.step.visited"), state="done", at=step.at, note=note)
    amount = Money(step.amount_minor, order.currency)
    return _fact(step.kind, step.at, amount, tongue, collected=collected)


def _fact(kind: marketing.StepKind, at: datetime, amount: Money, tongue: Tongue, *, collected: bool) -> Step:
    name = kind.value
    return Step(
        label=tongue.say(f"goods.step.{name}" if collected and name in OF_GOODS else f"consumer.step.{name}"),
        state="done",
        at=at,
        note=tongue.money(amount) if amount else "",
    )


def _to_come(
    order: orders.Order, tongue: Tongue, *, used: bool, reviewed: bool, collected: bool
) -> list[Step]:
    state = orders.OrderState
    if order.state is state.CANCELED:
        return [Step(label=tongue.say("consumer.step.canceled"), state="failed", at=order.closed_at)]
    if order.state is state.REFUNDED:
        return []
    coming = {
        "to_pay": order.state is state.AWAITING_PAYMENT,
        "to_use": order.state in (state.AWAITING_PAYMENT, state.PAID),
        "to_review": not reviewed,
    }
    steps = [name for name, comes in coming.items() if comes]
    first_now = order.state is not state.COMPLETED or used
    return [
        Step(label=tongue.say(f"{area}.step.{name}"), state="now" if first_now and place == 0 else "next")
        for place, name in enumerate(steps)
        for area in ["goods" if collected and name == "to_use" else "consumer"]
    ]

"""One payment an order: however often the provider tells of it, and whatever else it tells."""

import asyncio
from typing import Any
from uuid import UUID

from linli.modules import vouchers
from tests.product import until
from tests.races.stage import MARKET_ID, Bought, Seen, Somebody, Stage, all_at_once, seen

ONE_ORDERS_VOUCHERS = "SELECT count(*) FROM vouchers.vouchers WHERE order_id = $1"


async def _about_to_be_told(stage: Stage, quantity: int = 1) -> tuple[Somebody, UUID, dict[str, Any]]:
    """An order whose money the provider has, without having told us; and the payment in its words."""
    who = await stage.one()
    order_id = await stage.place(who, await stage.deal(), quantity)
    page = await stage.pay_page(who, order_id)
    await stage.product.pay(stage.http, page, "callback_lost")
    return who, order_id, await stage.provider("GET", f"/v1/payments/{page.rstrip('/').rsplit('/', 1)[-1]}")


async def _captures(stage: Stage, order_id: UUID) -> int:
    """How often the money was taken into escrow, by the ledger."""
    return await stage.count(
        "SELECT count(*) FROM ledger.transfers AS t JOIN ledger.accounts AS a"
        " ON a.market_id = t.market_id AND a.account_id = t.credit_account_id"
        " WHERE a.purpose = 'escrow' AND a.owner = $1",
        f"order:{order_id}",
    )


async def same_callback(stage: Stage) -> Seen:
    """The same callback fifty times at once."""
    _, order_id, payment = await _about_to_be_told(stage, quantity=2)
    event_id = f"evt_{stage.key()}"
    outcomes = await all_at_once(stage.tell("payment.paid", payment, event_id) for _ in range(50))
    assert await stage.count(ONE_ORDERS_VOUCHERS, order_id) == 2
    return seen(outcomes, 1, await _captures(stage, order_id))


async def news_of_one_payment(stage: Stage) -> Seen:
    """Thirty different callbacks about one payment, while its payer asks ten times how it stands."""
    who, order_id, payment = await _about_to_be_told(stage)
    told = [stage.tell("payment.paid", payment, f"evt_{stage.key()}") for _ in range(30)]
    asked = [stage.call(who, "POST", f"/orders/{order_id}/payment-check") for _ in range(10)]
    outcomes = await all_at_once([*told, *asked])
    assert await stage.count(ONE_ORDERS_VOUCHERS, order_id) == 1
    return seen(outcomes, 1, await _captures(stage, order_id))


async def two_attempts(stage: Stage) -> Seen:
    """Money for two attempts at one order, told twenty times: one is the payment, the other waits for a
    person, once.
    """
    _, order_id, payment = await _about_to_be_told(stage)
    other = {**payment, "id": payment["id"] + "_again"}
    acts = [stage.tell("payment.paid", one, f"evt_{stage.key()}") for one in (payment, other) * 10]
    outcomes = await all_at_once(acts)
    loose = await stage.count(
        "SELECT count(*) FROM payments.loose_ends AS e JOIN payments.intents AS i"
        " USING (market_id, intent_id) WHERE i.order_id = $1 AND e.kind = 'paid_twice'",
        order_id,
    )
    assert loose == 1, loose
    await _look_after(stage, order_id)
    return seen(outcomes, 1, await _captures(stage, order_id))


async def wrong_amount(stage: Stage) -> Seen:
    """Twenty callbacks with another amount: nothing is taken, one loose end waits."""
    _, order_id, payment = await _about_to_be_told(stage)
    less = {**payment, "amount": payment["amount"] - 1}
    outcomes = await all_at_once(stage.tell("payment.paid", less, f"evt_{stage.key()}") for _ in range(20))
    assert await _captures(stage, order_id) == 0
    loose = await stage.count(
        "SELECT count(*) FROM payments.loose_ends AS e JOIN payments.intents AS i"
        " USING (market_id, intent_id) WHERE i.order_id = $1 AND e.kind = 'held'",
        order_id,
    )
    await _look_after(stage, order_id)
    return seen(outcomes, 1, loose)


async def _look_after(stage: Stage, order_id: UUID) -> None:
    """Leave nothing waiting on the overview of whoever comes next."""
    async with stage.owner_db.pool.acquire() as connection:
        rows = await connection.fetch(
            "SELECT e.loose_end_id FROM payments.loose_ends AS e JOIN payments.intents AS i"
            " USING (market_id, intent_id) WHERE i.order_id = $1 AND e.settled_at IS NULL",
            order_id,
        )
    [who] = await stage.operators(1, "finance")
    for row in rows:
        path = f"/operator/loose-ends/{row['loose_end_id']}/settlement"
        answer = await stage.press(who, path, why="only a race")
        assert answer.status_code < 400, answer.text


async def one_payment_an_order(stage: Stage) -> Seen:
    """A payer who asks for the page thirty times at once: the provider knows of one payment."""
    who = await stage.one()
    order_id = await stage.place(who, await stage.deal())
    outcomes = await all_at_once(stage.call(who, "POST", f"/orders/{order_id}/payment") for _ in range(30))
    statement = "SELECT intent_id FROM payments.intents WHERE order_id = $1"
    intent_id = await stage.id_of(statement, order_id)
    known = await stage.provider("GET", f"/v1/payments?reference={intent_id}")
    return seen(outcomes, 1, len(known["data"]))


async def loose_end_settled(stage: Stage) -> Seen:
    """Ten of finance settle one loose end: one of them is on record."""
    _, order_id, payment = await _about_to_be_told(stage)
    less = {**payment, "amount": payment["amount"] - 1}
    await stage.tell("payment.paid", less, f"evt_{stage.key()}")
    loose_end_id = await stage.id_of(
        "SELECT loose_end_id FROM payments.loose_ends AS e JOIN payments.intents AS i"
        " USING (market_id, intent_id) WHERE i.order_id = $1",
        order_id,
    )
    path = f"/operator/loose-ends/{loose_end_id}/settlement"
    finance = await stage.operators(10, "finance")
    outcomes = await all_at_once(stage.press(who, path, why="sent back by hand") for who in finance)
    recorded = await stage.count(
        "SELECT count(*) FROM kernel.audit_trail WHERE action = 'payment.looked_after'"
        " AND facts ->> 'loose_end' = $1",
        str(loose_end_id),
    )
    return seen(outcomes, 1, recorded)


async def refund_once(stage: Stage) -> Seen:
    """Twenty refunds of one order with twenty keys: its money goes back once, at the provider too."""
    bought = await stage.bought(3)
    outcomes = await all_at_once(stage.refund(bought.payer, bought.order_id) for _ in range(20))
    assert set(outcomes) == {"done", "nothing_to_refund"}
    await _went_back(stage, bought)
    return seen(outcomes, 1)


async def refund_in_parts(stage: Stage) -> Seen:
    """Three refunds of all of four vouchers, and six of one each: each voucher's money goes back once."""
    bought = await stage.bought(4)
    part = {"lines": [{"line_no": 1, "units": 1}]}
    path = f"/orders/{bought.order_id}/partial-refund"
    acts = [stage.refund(bought.payer, bought.order_id) for _ in range(3)]
    acts += [stage.call(bought.payer, "POST", path, part) for _ in range(6)]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    assert set(outcomes) <= {"done", "nothing_to_refund", "too_few_unused"}, outcomes
    await _went_back(stage, bought)
    back = await stage.count(ONE_ORDERS_VOUCHERS + " AND state = 'refunded'", bought.order_id)
    return seen(outcomes, 4, back)


async def _went_back(stage: Stage, bought: Bought, spent: int = 0) -> None:
    """What the provider has sent back is what was paid without what was spent, to the cent."""
    payment = f"/v1/payments/{bought.pay_url.rstrip('/').rsplit('/', 1)[-1]}"

    async def sent() -> bool:
        told = await stage.provider("GET", payment)
        assert told["refunded_amount"] <= told["amount"] - spent
        return bool(told["refunded_amount"] == told["amount"] - spent)

    await until(sent, 40)


async def refund_or_redemption(stage: Stage) -> Seen:
    """Four clerks, each with a voucher of one order, and four refunds of the rest: each voucher one way."""
    bought = await stage.bought(4)
    clerks = await stage.clerks(4)
    acts = [stage.redeem(who, one["code"]) for who, one in zip(clerks, bought.vouchers, strict=True)]
    acts += [stage.refund(bought.payer, bought.order_id) for _ in range(4)]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    used = await stage.count(ONE_ORDERS_VOUCHERS + " AND state = 'redeemed'", bought.order_id)
    back = await stage.count(ONE_ORDERS_VOUCHERS + " AND state = 'refunded'", bought.order_id)
    await _went_back(stage, bought, used * 1990)
    return seen(outcomes, 4, used + back)


async def refund_or_expiry(stage: Stage) -> Seen:
    """Ten refunds and three runs of the timetable's expiry: each voucher's money goes back once."""
    bought = await stage.bought(4)
    await stage.as_owner(
        "UPDATE vouchers.vouchers SET valid_until = now() - interval '1 second' WHERE order_id = $1",
        bought.order_id,
    )
    refunds = [stage.refund(bought.payer, bought.order_id) for _ in range(10)]
    expiries = [vouchers.expire_due(stage.db, MARKET_ID) for _ in range(3)]
    outcomes, *_ = await asyncio.gather(all_at_once(refunds), *expiries)
    await _went_back(stage, bought)
    states = " AND state IN ('refunded', 'expired')"
    back = await stage.count(ONE_ORDERS_VOUCHERS + states, bought.order_id)
    return seen(outcomes, 4, back)


async def refund_sent_again(stage: Stage) -> Seen:
    """Ten of finance send one refused refund again: the provider sends it once."""
    bought = await stage.bought(1)
    await stage.provider("POST", "/v1/test/faults", {"next_refund": "fail", "count": 1})
    assert (await stage.refund(bought.payer, bought.order_id)).status_code == 201
    statement = "SELECT refund_id FROM payments.refunds WHERE order_id = $1 AND state = 'failed'"
    refund_id = await stage.id_of(statement, bought.order_id, patient=True)
    finance = await stage.operators(10, "finance")
    outcomes = await all_at_once(
        stage.press(who, "/operator/refunds/retries", pick=str(refund_id), why="asked again")
        for who in finance
    )
    recorded = await stage.count(
        "SELECT count(*) FROM kernel.audit_trail WHERE action = 'refund.again' AND subject = $1",
        str(refund_id),
    )
    # It has arrived before the provider is told to refuse somebody else's.
    arrived = "SELECT refund_id FROM payments.refunds WHERE refund_id = $1 AND state = 'done'"
    assert await stage.id_of(arrived, refund_id, patient=True) == refund_id
    return seen(outcomes, 1, recorded)

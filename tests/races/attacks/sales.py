"""Amounts paid in the shop: one code pays once, and no more goes back than was paid."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.idempotency import Key
from linli.kernel.limits import count, network_of
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import members, merchants, orders, payments
from linli.web.consumer.in_shop import GUESTS_OF_NETWORK
from tests.races.stage import MARKET_ID, STORE, Seen, Stage, all_at_once, seen

Act = Callable[[Work], Awaitable[object]]


async def code_used_once(stage: Stage) -> Seen:
    """One member code, read at a counter, and fifteen payments that want to be asked of whoever shows it."""
    somebody = await stage.one()
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        code = await members.show_code(work, MARKET_ID, somebody.person_id)
        await members.read_code(work, MARKET_ID, code.digits, store.store_id)

    async def ask(work: Work) -> None:
        who = await members.use_code(work, MARKET_ID, code.digits, store.store_id)
        await _ask(stage, work, who, store)

    outcomes = await work_at_once(stage, [ask] * 15)
    assert set(outcomes) <= {"done", "member_code_used"}
    asked = "SELECT count(*) FROM orders.orders WHERE person_id = $1 AND kind = 'sale'"
    return seen(outcomes, 1, await stage.count(asked, somebody.person_id))


async def code_taken_once(stage: Stage) -> Seen:
    """One member code is held up to the counters of twelve stores at once."""
    somebody = await stage.one()
    async with stage.db.work() as work:
        code = await members.show_code(work, MARKET_ID, somebody.person_id)
        stores = [one.store_id for one in await merchants.all_stores(work, MARKET_ID, size=12)]

    def read(place: int) -> Act:
        return lambda work: members.read_code(work, MARKET_ID, code.digits, stores[place])

    outcomes = await work_at_once(stage, [read(place) for place in range(12)])
    assert set(outcomes) <= {"done", "member_code_taken"}
    return seen(outcomes, 1)


async def refunded_within_paid(stage: Stage) -> Seen:
    """Of 10.00 that were paid fifteen clerks want to give back 3.00 each: three of them can."""
    somebody = await stage.one()
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        order = await _ask(stage, work, somebody.person_id, store)
        await payments.record_paid(work, MARKET_ID, order.intent_id, f"pay_{order.number}", 1000, "CNY")

    async def back(work: Work) -> None:
        about = (order.order_id, store.store_id, orders.SaleClerk(), Money(300, "CNY"), "race")
        await orders.refund_sale(work, MARKET_ID, *about, Key("race", stage.key(), b"same"))

    outcomes = await work_at_once(stage, [back] * 15)
    assert set(outcomes) <= {"done", "refund_above_paid"}
    gone = "SELECT count(*) FROM payments.refunds WHERE order_id = $1"
    return seen(outcomes, 3, await stage.count(gone, order.order_id))


async def codes_tried(stage: Stage) -> Seen:
    """One clerk types forty numbers that are no member code: after thirty they have to wait."""
    clerk = (await stage.clerks(1))[0]
    tries = [stage.press(clerk, f"/counter/{STORE}/members", code=stage.key()) for _ in range(40)]
    outcomes = await all_at_once(tries)
    assert set(outcomes) == {"422", "429"}
    return seen(outcomes, 30, outcomes["422"])


async def guests_of_a_network(stage: Stage) -> Seen:
    """Twenty payments by nobody from one address that has made 590 guests already: ten make one more."""
    address = stage.address()
    stage.http = stage.from_address(address)
    async with stage.db.work() as work:
        for _ in range(GUESTS_OF_NETWORK.tries - 10):
            await count(work, GUESTS_OF_NETWORK, network_of(address))
    pay = f"/stores/{STORE}/sales"
    acts = [stage.press(None, pay, amount="1", key=stage.key(), provider="sandbox") for _ in range(20)]
    outcomes = await all_at_once(acts)
    assert set(outcomes) == {"done", "429"}
    return seen(outcomes, 10)


async def _ask(stage: Stage, work: Work, person_id: UUID, store: merchants.Store) -> orders.Order:
    return await orders.place_sale(
        work,
        MARKET_ID,
        person_id,
        store.store_id,
        Money(1000, "CNY"),
        visit_id=None,
        link_code=None,
        provider="sandbox",
        pay_within=timedelta(minutes=15),
        key=Key("race", stage.key(), b"same"),
    )


async def work_at_once(stage: Stage, acts: list[Act]) -> Counter[str]:
    """Each in a transaction of its own, all at the same time; how they ended."""

    async def one(act: Act) -> str:
        try:
            async with stage.db.work() as work:
                await act(work)
        except Refusal as refusal:
            return refusal.code
        return "done"

    return Counter(await asyncio.gather(*(one(act) for act in acts)))

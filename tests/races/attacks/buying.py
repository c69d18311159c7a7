"""Stock, what one person may buy, and one order a key."""

import asyncio
from collections import Counter
from uuid import UUID

from tests.product import until
from tests.races import checker
from tests.races.stage import API, MARKET_ID, STORE, Seen, Somebody, Stage, all_at_once, said, seen

BUYERS, UNITS, LIMIT = 200, 50, 2


async def stock(stage: Stage) -> Seen:
    """Two hundred buyers of fifty units, each clicking twice; some want more than one person may have."""
    deal_id = await stage.deal(UNITS, LIMIT)
    wishes = [(who, stage.dice.choice((1, 1, 2, 2, 3))) for who in await stage.people(BUYERS)]
    outcomes = Counter(await asyncio.gather(*(_buy(stage, who, deal_id, n) for who, n in wishes)))
    # Whoever wanted three was refused, whatever was left; the odd last unit goes to a late single buyer.
    assert outcomes["limit_reached"] == sum(quantity > LIMIT for _, quantity in wishes)

    async def all_sold() -> bool:
        return await checker.sold(stage.db, MARKET_ID, deal_id) >= UNITS

    await until(all_sold, 60)
    assert await checker.most_of_one_person(stage.db, MARKET_ID, deal_id) <= LIMIT
    return seen(outcomes, UNITS, await checker.sold(stage.db, MARKET_ID, deal_id))


async def _buy(stage: Stage, who: Somebody, deal_id: UUID, quantity: int) -> str:
    """Order twice under one key, as a double click does, then pay; what came of it."""
    key, order = stage.key(), {"deal_id": str(deal_id), "quantity": quantity}
    first, second = await asyncio.gather(
        *(stage.call(who, "POST", "/orders", order, key=key) for _ in range(2))
    )
    assert said(first) == said(second), (first.text, second.text)
    if first.status_code != 201:
        return said(first)
    assert second.json()["order_id"] == first.json()["order_id"]
    page = await stage.pay_page(who, UUID(first.json()["order_id"]))
    await stage.product.pay(stage.http, page)
    return "done"


async def last_seat(stage: Stage) -> Seen:
    """The last unit of all, and forty who want it."""
    deal_id = await stage.deal(stock=1)
    body = {"deal_id": str(deal_id), "quantity": 1}
    buyers = await stage.people(40)
    outcomes = await all_at_once(stage.call(who, "POST", "/orders", body) for who in buyers)
    assert set(outcomes) == {"done", "sold_out"}
    return seen(outcomes, 1)


async def per_person(stage: Stage) -> Seen:
    """One person with thirty fingers, each with a key of its own."""
    deal_id, who = await stage.deal(stock=100, per_person=3), await stage.one()
    body = {"deal_id": str(deal_id), "quantity": 1}
    outcomes = await all_at_once(stage.call(who, "POST", "/orders", body) for _ in range(30))
    assert set(outcomes) == {"done", "limit_reached"}
    return seen(outcomes, 3)


async def one_order_a_key(stage: Stage) -> Seen:
    """One tap that arrives thirty times."""
    deal_id, who, key = await stage.deal(), await stage.one(), stage.key()
    body = {"deal_id": str(deal_id), "quantity": 1}
    acts = (stage.call(who, "POST", "/orders", body, key=key) for _ in range(30))
    answers = await asyncio.gather(*acts)
    assert len({answer.json()["order_id"] for answer in answers}) == 1
    orders = await stage.count("SELECT count(*) FROM orders.orders WHERE deal_id = $1", deal_id)
    return seen(Counter(said(answer) for answer in answers), 1, orders)


async def canceled_once(stage: Stage) -> Seen:
    """Twenty cancellations of one unpaid order give its goods back once."""
    deal_id, who = await stage.deal(stock=10), await stage.one()
    order_id = await stage.place(who, deal_id, 2)
    outcomes = await all_at_once(
        stage.call(who, "POST", f"/orders/{order_id}/cancellation") for _ in range(20)
    )
    left = await stage.count(
        "SELECT total - held - taken FROM reservations.pools WHERE pool_id = $1", deal_id
    )
    returned = await stage.count(
        "SELECT count(*) FROM reservations.holds WHERE owner_id = $1 AND pool_id = $2 AND state = 'returned'",
        order_id,
        deal_id,
    )
    assert left == 10
    return seen(outcomes, 1, returned)


async def canceled_while_paying(stage: Stage) -> Seen:
    """Fifteen orders, each paid and canceled at the same moment: each ends paid, or canceled with its money
    going back; its goods belong to exactly one.
    """
    deal_id = await stage.deal(stock=15)
    buyers = await stage.people(15)
    orders = [(who, await stage.place(who, deal_id)) for who in buyers]
    pages = [await stage.pay_page(*one) for one in orders]

    async def cancel(who: Somebody, order_id: UUID) -> str:
        return said(await stage.call(who, "POST", f"/orders/{order_id}/cancellation"))

    async def pay(page: str) -> str:
        return await stage.product.try_pay(stage.http, page)

    acts = [*(cancel(*one) for one in orders), *(pay(page) for page in pages)]
    stage.dice.shuffle(acts)
    outcomes = Counter(await asyncio.gather(*acts))

    async def settled() -> int:
        return await stage.count(
            "SELECT count(*) FROM orders.orders AS o JOIN payments.intents AS i USING (market_id, intent_id)"
            " WHERE o.deal_id = $1 AND (o.state, i.state) IN (('paid', 'paid'), ('canceled', 'closed'),"
            " ('refunded', 'paid'))",
            deal_id,
        )

    async def all_settled() -> bool:
        return await settled() == len(orders)

    await until(all_settled, 40)
    # Each order's goods are sold or free again: nothing is held any more.
    held = await stage.count("SELECT held FROM reservations.pools WHERE pool_id = $1", deal_id)
    assert held == 0
    return seen(outcomes, len(orders), await settled())


async def stock_lowered_while_selling(stage: Stage) -> Seen:
    """Ten managers change one version of a deal, while its goods are bought: one of them does."""
    [*managers] = await stage.clerks(10, "owner")
    deal_id = await stage.deal(stock=30)
    deal = (await stage.http.get(f"{API}/deals/{deal_id}")).json()
    buyers = await stage.people(30)
    body = {"deal_id": str(deal_id), "quantity": 1}
    changes = [_changed(deal, stock=20 + number) for number in range(10)]
    path = f"/stores/{STORE}/deals/{deal_id}"
    acts = [stage.call(who, "PUT", path, new) for who, new in zip(managers, changes, strict=True)]
    bought = [stage.call(who, "POST", "/orders", body) for who in buyers]
    answers = await asyncio.gather(*acts, *bought)
    outcomes = Counter(said(answer) for answer in answers[: len(acts)])
    assert set(outcomes) <= {"done", "deal_changed", "below_sold"}, outcomes
    over = await stage.count(
        "SELECT greatest(held + taken - total, 0) FROM reservations.pools WHERE pool_id = $1", deal_id
    )
    assert over == 0
    return seen(outcomes, 1)


def _changed(deal: dict[str, object], stock: int) -> dict[str, object]:
    kept = ("title", "title_en", "contents", "price", "list_price", "per_person", "revision")
    return {**{name: deal[name] for name in kept if name in deal}, "stock": stock}


async def ended_once(stage: Stage) -> Seen:
    """Ten managers take a deal off sale."""
    managers, deal_id = await stage.clerks(10, "manager"), await stage.deal()
    path = f"/stores/{STORE}/deals/{deal_id}/end"
    return seen(await all_at_once(stage.call(who, "POST", path) for who in managers), 1)

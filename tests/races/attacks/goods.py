"""Goods: the last unit between the web, the aisle and the till, and one pickup that all want at once."""

from typing import Any
from uuid import UUID

from linli.modules import items, merchants, pickups, stock
from tests.product import until
from tests.races.attacks.shelf import ON_HAND, second_store, stocked
from tests.races.stage import MARKET_ID, STORE, Seen, Somebody, Stage, all_at_once, seen

COUNTER = f"/stores/{STORE}"


async def last_bag(stage: Stage) -> Seen:
    """One unit: ten buyers on the web, ten with their phone in the aisle, ten sales at the till."""
    store, article, _ = await stocked(stage, 1)
    async with stage.db.work() as work:
        await pickups.set_rules(work, MARKET_ID, store.store_id, pickups.Rules(self_checkout=True))
    line = {"variant_id": str(article), "quantity": 1}
    acts = [
        stage.call(who, "POST", f"{COUNTER}/goods-orders", {"lines": [line], "aisle": place % 2 == 0})
        for place, who in enumerate(await stage.people(20))
    ]
    acts += [
        stage.call(who, "POST", f"{COUNTER}/stock/till-sales", {"lines": [line]})
        for who in await stage.clerks(10)
    ]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    assert set(outcomes) <= {"done", "sold_out", "goods_too_few"}
    return seen(outcomes, 1, await _taken(stage, store.store_id, article, 1))


async def brought_over(stage: Stage) -> Seen:
    """One unit in the other branch: ten buyers have it brought over, ten want to collect it there, ten sales
    at its till.
    """
    store, article, other = await _two_branches(stage, 1)
    line = {"variant_id": str(article), "quantity": 1}
    brought = {"lines": [line], "bring_from": STORE}
    wishes = [(f"/stores/{other.slug}", brought), (COUNTER, {"lines": [line]})] * 10
    acts = [
        stage.call(who, "POST", f"{where}/goods-orders", wish)
        for who, (where, wish) in zip(await stage.people(20), wishes, strict=True)
    ]
    acts += [
        stage.call(who, "POST", f"{COUNTER}/stock/till-sales", {"lines": [line]})
        for who in await stage.clerks(10)
    ]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    assert set(outcomes) <= {"done", "sold_out", "goods_too_few"}
    return seen(outcomes, 1, await _taken(stage, store, article, 1))


async def asked_once(stage: Stage) -> Seen:
    """What was asked for is sent by ten clerks and declined by ten managers at once: one of them did it, and
    both units are still there or on their way.
    """
    store, article, other = await _two_branches(stage, 2)
    buyer = await stage.one()
    wish = {"lines": [{"variant_id": str(article), "quantity": 2}], "bring_from": STORE}
    answer = await stage.call(buyer, "POST", f"/stores/{other.slug}/goods-orders", wish)
    assert answer.status_code == 201, answer.text
    order_id = UUID(answer.json()["order_id"])
    await stage.product.pay(stage.http, await stage.pay_page(buyer, order_id))
    asked = "SELECT transfer_id FROM stock.transfers WHERE order_id = $1 AND state = 'asked'"
    parcel = f"{COUNTER}/stock/transfers/{await stage.id_of(asked, order_id, patient=True)}"
    acts = [stage.call(who, "POST", f"{parcel}/dispatch") for who in await stage.clerks(10)]
    acts += [
        stage.call(who, "POST", f"{parcel}/declining", {"note": "out"})
        for who in await stage.clerks(10, "manager")
    ]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    assert set(outcomes) == {"done", "transfer_over"}
    left = (
        "SELECT on_hand + coalesce((SELECT sum(sent) FROM stock.transfer_lines AS x JOIN stock.transfers AS t"
    )
    sent = " USING (transfer_id) WHERE t.order_id = $3 AND t.state = 'sent'), 0)::bigint FROM stock.levels"
    where = " WHERE store_id = $1 AND variant_id = $2"
    assert await stage.count(left + sent + where, store, article, order_id) == 2
    return seen(outcomes, 1)


async def _two_branches(stage: Stage, units: int) -> tuple[UUID, UUID, merchants.Store]:
    """A store with so many of an article, and another one of its merchant that counts none of it."""
    store, article, _ = await stocked(stage, units)
    other = await second_store(stage, store)
    async with stage.db.work() as work:
        known = (await items.variants(work, MARKET_ID, [article]))[article]
        await items.set_range(work, MARKET_ID, known.merchant_id, [other.store_id], add=[known.item_id])
        await stock.track(work, MARKET_ID, other.store_id, [article])
    return store.store_id, article, other


async def _taken(stage: Stage, store_id: UUID, article: UUID, brought: int) -> int:
    """How many of so many units are gone from a store, or promised there."""
    gone = (
        "SELECT $3::bigint - on_hand + p.held + p.taken FROM stock.levels AS l JOIN reservations.pools AS p"
    )
    where = " ON p.pool_id = l.level_id WHERE l.store_id = $1 AND l.variant_id = $2"
    return await stage.count(gone + where, store_id, article, brought)


async def handed_once(stage: Stage) -> Seen:
    """Three units that twelve clerks hand over at once, two each: one gets them."""
    _, order_id, pickup, article, store_id = await _waiting(stage, 3)
    wish = {"code": pickup["code"], "lines": [{"line_no": 1, "units": 2}]}
    clerks = await stage.clerks(12)
    outcomes = await all_at_once(stage.call(who, "POST", f"{COUNTER}/hand-overs", wish) for who in clerks)
    assert set(outcomes) == {"done", "too_few_waiting"}
    assert await _pots(stage, order_id) == 3 * 990
    assert await stage.count(ON_HAND, store_id, article) == 1
    return seen(outcomes, 1)


async def handed_or_refunded(stage: Stage) -> Seen:
    """Four units: ten clerks hand one over each while their buyer gives back one ten times; four go one way
    or the other, and the money with them.
    """
    buyer, order_id, pickup, _, _ = await _waiting(stage, 4)
    one = [{"line_no": 1, "units": 1}]
    wish = {"code": pickup["code"], "lines": one}
    acts = [stage.call(who, "POST", f"{COUNTER}/hand-overs", wish) for who in await stage.clerks(10)]
    acts += [
        stage.call(buyer, "POST", f"/orders/{order_id}/partial-refund", {"lines": one}) for _ in range(10)
    ]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    assert set(outcomes) <= {"done", "too_few_waiting", "pickup_closed", "nothing_to_refund"}
    assert await _pots(stage, order_id) == 4 * 990
    sent = "SELECT coalesce(sum(amount_minor), 0) FROM payments.refunds WHERE order_id = $1"
    kept = "SELECT released_minor FROM settlement.escrows WHERE order_id = $1"
    assert await stage.count(sent, order_id) + await stage.count(kept, order_id) == 4 * 990
    return seen(outcomes, 4)


async def _waiting(stage: Stage, units: int) -> tuple[Somebody, UUID, dict[str, Any], UUID, UUID]:
    """So many units that somebody has paid and not collected."""
    store, article, _ = await stocked(stage, units)
    buyer = await stage.one()
    wish = {"lines": [{"variant_id": str(article), "quantity": units}]}
    answer = await stage.call(buyer, "POST", f"{COUNTER}/goods-orders", wish)
    assert answer.status_code == 201, answer.text
    order_id = UUID(answer.json()["order_id"])
    await stage.product.pay(stage.http, await stage.pay_page(buyer, order_id))

    async def paid() -> dict[str, Any] | None:
        found = await stage.call(buyer, "GET", f"/orders/{order_id}/pickup")
        return found.json() if found.status_code == 200 else None

    return buyer, order_id, await until(paid), article, store.store_id


async def _pots(stage: Stage, order_id: UUID) -> int:
    """The money in all pots that is where escrow says it is."""
    held = (
        "SELECT sum(l.waiting_minor + l.handed_minor + l.refunded_minor) FROM pickups.lines AS l"
        " JOIN settlement.lines AS e ON e.order_id = l.order_id AND e.line_no = l.line_no"
        " WHERE l.order_id = $1 AND e.released_minor = l.handed_minor AND e.refunded_minor = l.refunded_minor"
    )
    return await stage.count(held, order_id)

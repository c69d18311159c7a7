"""A flash sale as people live through it: in groups, in line, over, and back home."""

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import catalog, flash, orders, reservations
from tests.integration.trade_stage import MARKET, STORE, Town, open_town
from tests.races.page import where_and_when

HOLD = 60
PAY_WITHIN = timedelta(minutes=2)
# The long form is `make flash`.
PEOPLE, UNITS = int(os.environ.get("FLASH_PEOPLE", "160")), int(os.environ.get("FLASH_UNITS", "24"))
SEED = int(os.environ.get("FLASH_SEED", "9"))
ABANDON, FAIL, LIMIT = 0.3, 0.1, 2


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, size=16) as town:
        yield town


async def _sale(
    town: Town, units: int, per_person: int = 1, starts_in: int = 0
) -> tuple[catalog.Deal, flash.Sale]:
    deal = await town.deal(stock=units + 5, price=1990, per_person=2)
    starts = town.clock.at + timedelta(seconds=starts_in)
    new = flash.NewSale(
        store_id=STORE, deal_id=deal.deal_id, units=units, per_person=per_person, price_minor=990,
        starts_at=starts, ends_at=starts + timedelta(days=2), hold_seconds=HOLD,
    )  # fmt: skip
    async with town.db.work() as work:
        return deal, await flash.announce_sale(work, MARKET, new)


async def _order(
    town: Town, deal: catalog.Deal, sale: flash.Sale, person: UUID, quantity: int = 1
) -> orders.Order:
    async with town.db.work() as work:
        return await orders.place(
            work, MARKET, person, deal.deal_id, quantity, visit_id=None, link_code=None, provider="sandbox",
            pay_within=PAY_WITHIN, key=town.key(), flash_sale_id=sale.sale_id,
        )  # fmt: skip


async def _said(desk: flash.Desk, sale: flash.Sale, person: UUID, quantity: int = 1) -> str:
    try:
        claim = (await desk.claim(MARKET, sale.sale_id, person, quantity)).claim
        return claim.state.value if claim else "nothing"
    except Refusal as refusal:
        return refusal.code


async def _standing(town: Town, sale: flash.Sale, person: UUID) -> flash.Standing:
    async with town.db.read() as reader:
        return await flash.standing(reader, MARKET, sale.sale_id, person)


async def test_before_its_start_and_after_its_end_nobody_gets_anything(town: Town) -> None:
    deal, sale = await _sale(town, 3, starts_in=60)
    desk, mei = flash.Desk(town.db), ids.uuid7()
    assert await _said(desk, sale, mei) == "flash_not_started"
    town.clock.move_on(timedelta(seconds=61))
    assert await _said(desk, sale, mei) == "held"
    town.clock.move_on(timedelta(days=3))
    assert await _said(desk, sale, mei) == "flash_over"
    await reservations.return_abandoned(town.db, MARKET)
    assert await flash.bring_home(town.db, MARKET) == 1
    async with town.db.read() as reader:
        assert await reservations.left(reader, MARKET, deal.deal_id) == 8
        assert await reservations.left(reader, MARKET, sale.sale_id) == 0
    assert await flash.bring_home(town.db, MARKET) == 0


async def test_a_claim_is_ordered_once_at_the_price_of_the_sale_and_as_much_as_was_claimed(
    town: Town,
) -> None:
    deal, sale = await _sale(town, 4, per_person=2)
    desk, mei = flash.Desk(town.db), ids.uuid7()
    with pytest.raises(Refusal, match="flash_claim_first"):
        await _order(town, deal, sale, mei)
    assert await _said(desk, sale, mei, 3) == "limit_reached"
    assert await _said(desk, sale, mei, 2) == "held"
    assert await _said(desk, sale, mei, 1) == "held", "the same claim again"
    with pytest.raises(Refusal, match="flash_claim_first"):
        await _order(town, deal, sale, mei, 1)
    order = await town.pay(await _order(town, deal, sale, mei, 2))
    assert order.total_minor == 2 * 990
    with pytest.raises(Refusal, match="flash_claim_first"):
        await _order(town, deal, sale, mei, 2)
    assert await _said(desk, sale, mei) == "limit_reached"
    # The deal itself goes on at its own price, with what was not set aside.
    assert (await town.place(deal)).total_minor == 1990


async def test_who_waits_has_an_honest_place_and_gets_what_lapses_before_anybody_new(town: Town) -> None:
    deal, sale = await _sale(town, 1)
    desk, other = flash.Desk(town.db), flash.Desk(town.db)
    first, second, third, late = (ids.uuid7() for _ in range(4))
    assert [await _said(desk, sale, one) for one in (first, second, third)] == ["held", "waiting", "waiting"]
    assert [await _said(other, sale, third) for _ in range(5)] == ["waiting"] * 5
    assert [(await _standing(town, sale, one)).before for one in (second, third)] == [0, 1]
    town.clock.move_on(timedelta(seconds=HOLD + 1))
    assert (await _standing(town, sale, first)).claim is None
    with pytest.raises(Refusal, match="flash_claim_first"):
        await _order(town, deal, sale, first)
    await reservations.return_abandoned(town.db, MARKET)
    assert await _said(other, sale, late) == "waiting"
    claim = (await _standing(town, sale, second)).claim
    assert claim is not None
    assert claim.state is flash.ClaimState.HELD
    await town.pay(await _order(town, deal, sale, second))
    assert await _said(desk, sale, ids.uuid7()) == "sold_out"


async def test_neither_the_fastest_machine_nor_asking_often_gets_more_than_a_person_does(town: Town) -> None:
    """Those who come together are one group, drawn by lot; a robot that asks fifty times is one of them."""
    _, sale = await _sale(town, 6, per_person=2)
    desk = flash.Desk(town.db, random.Random(SEED).shuffle)
    robot, *people = [ids.uuid7() for _ in range(20)]
    told = await asyncio.gather(*(_said(desk, sale, one) for one in [*[robot] * 50, *people]))
    assert (desk.groups.groups, desk.groups.asks) == (1, 69)
    assert len(set(told[:50])) == 1, "one claim, however often it asks"
    got = [number for number, said in enumerate([told[0], *told[50:]]) if said == "held"]
    assert (len(got), got != list(range(6))) == (6, True), "by lot, not by who came first"


async def test_everything_is_sold_and_nobody_has_too_much_though_many_walk_away(town: Town) -> None:
    """Everybody clicks twice, at two servers; 30 % of those who get some walk away, 10 % of payments fail."""
    dice = random.Random(SEED)
    deal, sale = await _sale(town, UNITS, per_person=LIMIT)
    desks = [flash.Desk(town.db), flash.Desk(town.db)]
    wishes = {ids.uuid7(): dice.choice((1, 1, 2)) for _ in range(PEOPLE)}
    clicks = [(one, desk) for one in wishes for desk in desks]
    dice.shuffle(clicks)
    told = Counter(await asyncio.gather(*(_said(desk, sale, one, wishes[one]) for one, desk in clicks)))
    assert set(told) == {"held", "waiting"}, told
    assert sum(desk.groups.asks for desk in desks) > 4 * sum(desk.groups.groups for desk in desks)
    acted: set[UUID] = set()
    lock = asyncio.Semaphore(8)

    async def act(person: UUID) -> None:
        async with lock:
            if dice.random() < ABANDON:
                return
            claim = (await _standing(town, sale, person)).claim
            assert claim is not None
            order = await _order(town, deal, sale, person, claim.quantity)
            if dice.random() >= FAIL:
                await town.pay(order)

    paid = rounds = 0
    while paid < UNITS:
        rounds += 1
        rows = await town.rows(HELD, MARKET, sale.sale_id)
        fresh = [row["person_id"] for row in rows if row["claim_id"] not in acted]
        acted |= {row["claim_id"] for row in rows}
        assert fresh, f"{paid} of {UNITS} sold, and nobody gets the others"
        await asyncio.gather(*(act(person) for person in fresh))
        town.clock.move_on(timedelta(seconds=HOLD) + PAY_WITHIN)
        await orders.expire_unpaid(town.db, MARKET, {})
        await reservations.return_abandoned(town.db, MARKET)
        await flash.serve_lines(desks[0], town.db, MARKET)
        (row,) = await town.rows(SOLD, MARKET, deal.deal_id)
        paid = row["paid"] or 0
    assert (paid, row["most"] <= LIMIT) == (UNITS, True)
    async with town.db.read() as reader:
        pool = await reservations.pool(reader, MARKET, sale.sale_id)
    assert pool is not None
    assert (pool.taken, pool.left) == (UNITS, 0)
    groups, asks = (sum(getattr(desk.groups, name) for desk in desks) for name in ("groups", "asks"))
    print(f"{PEOPLE:,} people, {UNITS:,} units, seed {SEED}: {told}; {asks:,} asks in {groups:,} groups")
    facts = {
        "people": PEOPLE, "units": UNITS, "seed": SEED, "asks": asks, "groups": groups, "paid": paid,
        "held": len(acted), "most": row["most"], "limit": LIMIT, "rounds": rounds,
        "abandon_percent": round(100 * ABANDON), "fail_percent": round(100 * FAIL),
    }  # fmt: skip
    _keep(facts)
    print(f"paid {paid:,}, most of one person {row['most']} of {LIMIT}, claims held over all {len(acted):,}")


def _keep(facts: dict[str, int]) -> None:
    """For the page about it, where `make flash` asks for it."""
    if path := os.environ.get("FLASH_FIGURES"):
        Path(path).write_text(json.dumps({**facts, **where_and_when()}, indent=1), "utf-8")


HELD = "SELECT person_id, claim_id FROM flash.claims WHERE market_id = $1 AND sale_id = $2 AND state = 'held'"
SOLD = """SELECT sum(o.units) AS paid, max(o.units) AS most FROM (
    SELECT person_id, sum(quantity)::int AS units FROM orders.orders
    WHERE market_id = $1 AND deal_id = $2 AND state IN ('paid', 'completed') GROUP BY person_id
) AS o"""

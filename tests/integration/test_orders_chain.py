"""Goods of a chain: whoever collects is paid, and the branch of the territory has the order."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest_asyncio

from linli.kernel.database import Reader, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import chains, items, orders, settlement
from linli.modules.chains import Collects, NewTerritory, PlaceOfUse, Terms
from tests.integration.goods_stage import (
    CUP,
    PICKUP,
    TEA,
    give_back,
    hand_over,
    pickup_of,
    put_on_shelf,
)
from tests.integration.trade_stage import (
    MARKET,
    MERCHANT,
    QUARTER_HOUR,
    STORE,
    Town,
    answer,
    faults,
    open_town,
)


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


class Franchise:
    """The town's merchant as head office, and a franchisee's store."""

    def __init__(self, town: Town, merchant_id: UUID, store_id: UUID) -> None:
        self.town, self.merchant_id, self.store_id = town, merchant_id, store_id

    async def agree(self, **terms: object) -> None:
        async with self.town.db.work() as work:
            known = await chains.branch_of(work, MARKET, self.store_id)
            where = (work, MARKET, MERCHANT, self.store_id, Terms(**terms))
            asked = await (
                chains.offer_terms(*where, known.revision) if known else chains.invite_branch(*where)
            )
            await chains.accept_terms(work, MARKET, self.merchant_id, self.store_id, asked.revision)

    async def order(self, *variants: UUID, at: PlaceOfUse | None = None) -> orders.Order:
        wanted = [orders.Wanted(one, 1) for one in variants]
        about = {"visit_id": None, "link_code": None, "provider": "sandbox", "pay_within": QUARTER_HOUR}
        person = self.town.key()
        async with self.town.db.work() as work:
            return await orders.place_goods(
                work, MARKET, UUID(int=99), self.store_id, wanted, PICKUP, key=person, use_at=at, **about
            )


async def owed(town: Town, merchant_id: UUID) -> int:
    """What a merchant has earned and not been paid."""
    async with town.db.read() as reader:
        return (await settlement.balance(reader, MARKET, merchant_id, "CNY")).minor


async def franchise(town: Town) -> Franchise:
    return Franchise(town, *await town.shop())


async def test_head_office_or_branch_is_paid_as_they_agreed_and_every_cent_is_found(town: Town) -> None:
    branch = await franchise(town)
    (tea,) = await put_on_shelf(town, (TEA, 1000, 5))
    (cup,) = await put_on_shelf(town, (CUP, 300, 5), store_id=branch.store_id, merchant_id=branch.merchant_id)
    assert await answer(branch.order(tea)) == "goods_gone"
    await branch.agree(collects=Collects.HEAD)
    order = await branch.order(tea)
    assert order.merchant_id == MERCHANT
    await town.pay(order)
    await hand_over(town, order, store_id=branch.store_id)
    assert await owed(town, MERCHANT) == 945, "1,000 less 5.5 per cent"
    assert await answer(branch.order(tea, cup)) == "pay_apart"
    own = await branch.order(cup)
    assert own.merchant_id == branch.merchant_id
    await branch.agree(collects=Collects.BRANCH)
    both = await branch.order(tea, cup)
    assert both.merchant_id == branch.merchant_id
    for one in (own, both):
        await town.pay(one)
    await hand_over(town, both, store_id=branch.store_id)
    await give_back(town, own)
    assert await owed(town, branch.merchant_id) == 1229, "1,300 less 71 (71.5, rounded)"
    assert await owed(town, MERCHANT) == 945
    await branch.agree(hands_over=False)
    assert await answer(branch.order(tea)) == "not_handed_over"
    async with await open_pool(town.url, role=None, size=1) as pool, pool.acquire() as superuser:
        assert await faults(Reader(superuser, town.clock.at)) == []


async def test_an_order_goes_to_the_branch_of_the_territory_where_it_is_used(town: Town) -> None:
    west = await franchise(town)
    await west.agree()
    (door,) = await put_on_shelf(town, ("大门", 90_000, None))
    async with town.db.work() as work:
        item_id = (await items.variants(work, MARKET, [door]))[door].item_id
        await chains.invite_branch(work, MARKET, MERCHANT, STORE, Terms())
        for store_id, name, lon in ((west.store_id, "城西", 120.05), (STORE, "城东", 120.25)):
            area = chains.Circle(30.25, lon, 5000)
            new = NewTerritory(store_id=store_id, name=name, area=area, item_ids=[item_id], installs=True)
            await chains.draw_territory(work, MARKET, MERCHANT, new)
    here = PlaceOfUse(lat=30.25, lon=120.051, address="文一西路 1 号")
    order = await Franchise(town, MERCHANT, STORE).order(door, at=here)
    assert (order.store_id, order.merchant_id) == (west.store_id, west.merchant_id)
    async with town.db.read() as reader:
        (use,) = (await chains.uses_of_orders(reader, MARKET, [order.order_id]))[order.order_id]
    assert (use.store_id, use.address, use.installs) == (west.store_id, "文一西路 1 号", True)
    between = PlaceOfUse(lat=30.25, lon=120.16, address="中间")
    assert await answer(west.order(door, at=between)) == "outside_territory"
    assert await answer(west.order(door)) == "outside_territory"
    await town.pay(order)
    waits = (await pickup_of(town, order)).collect_before - town.clock.at
    assert waits >= timedelta(days=90), "what is installed does not lapse like a bag of rice"
    await hand_over(town, order, store_id=west.store_id)
    assert await owed(town, west.merchant_id) == 85_050


async def test_where_the_head_office_collects_its_statement_lists_what_the_branches_sold(town: Town) -> None:
    branch = await franchise(town)
    await branch.agree(collects=Collects.HEAD)
    (pot,) = await put_on_shelf(town, ("茶壶", 2000, None))
    order = await branch.order(pot)
    await town.pay(order)
    await hand_over(town, order, store_id=branch.store_id)
    town.clock.move_on(timedelta(days=2))
    await settlement.draft_statements(town.db, MARKET)
    async with town.db.read() as reader:
        (made, *_) = (await settlement.statements(reader, MARKET, MERCHANT)).items
        entries = (await settlement.statement_entries(reader, MARKET, made.statement_id)).items
        theirs = (await settlement.statements(reader, MARKET, branch.merchant_id)).items
    (entry,) = [one for one in entries if one.order_id == order.order_id]
    assert entry.store_id == branch.store_id, "whose sale it was"
    assert (entry.gross.minor, entry.commission.minor, entry.amount.minor) == (2000, 110, 1890)
    assert made.total_minor == sum(one.amount_minor for one in entries)
    assert theirs == []

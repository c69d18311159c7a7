"""Chains: a franchisee agrees before anything holds, the range follows, and territories decide who sells."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest_asyncio

from linli.journey import wire
from linli.kernel.database import SYSTEM, Work
from linli.kernel.journey import Journey
from linli.modules import chains, items, merchants
from linli.modules.chains import Article, Circle, Collects, NewTerritory, RangeRule, Terms
from tests.integration.items_stage import CUP, MARKET, TEA, Range, a_range, another_range


class Chain:
    """A head office with two own stores, a franchisee with two, and the whole journey."""

    def __init__(self, work: Work, head: Range, other: Range) -> None:
        self.work = Work(work._connection, work.now, SYSTEM, wire(Journey()))
        self.head, self.other = head, other
        head.work = other.work = self.work
        self.branch = other.stores[0]

    async def join(self, **terms: object) -> chains.Branch:
        asked = await chains.invite_branch(
            self.work, MARKET, self.head.merchant_id, self.branch, Terms(**terms)
        )
        return await chains.accept_terms(
            self.work, MARKET, self.other.merchant_id, self.branch, asked.revision
        )

    async def sells(self, store_id: UUID) -> set[str]:
        page = await items.items_of_store(self.work, MARKET, store_id)
        return {one.title for one in page.items}

    async def collector(self, owner: UUID) -> UUID:
        branch = await chains.branch_of(self.work, MARKET, self.branch)
        return chains.collector(branch, self.other.merchant_id, owner)

    @asynccontextmanager
    async def refused(self, kind: str, **params: object) -> AsyncIterator[None]:
        async with self.head.refused(kind, **params):
            yield


@pytest_asyncio.fixture
async def chain(work: Work) -> Chain:
    return Chain(work, await a_range(work), await another_range(work, "other"))


async def test_a_franchisee_agrees_before_it_sells_the_range_and_loses_it_when_it_leaves(
    chain: Chain,
) -> None:
    await chain.head.create(TEA, stores=[])
    await chain.other.create(CUP, stores=[chain.branch])
    asked = await chains.invite_branch(chain.work, MARKET, chain.head.merchant_id, chain.branch, Terms())
    assert not asked.joined
    assert await chain.sells(chain.branch) == {"茶杯"}
    async with chain.refused("not_found"):
        await chain.collector(chain.head.merchant_id)
    async with chain.refused("not_found"):
        await chains.accept_terms(chain.work, MARKET, chain.head.merchant_id, chain.branch, asked.revision)
    await chains.accept_terms(chain.work, MARKET, chain.other.merchant_id, chain.branch, asked.revision)
    assert await chain.sells(chain.branch) == {"茶杯", "碧螺春"}
    await chain.head.create(CUP, stores=[])
    assert len((await items.items_of_store(chain.work, MARKET, chain.branch)).items) == 3
    await chains.leave_chain(chain.work, MARKET, chain.other.merchant_id, chain.branch)
    assert len((await items.items_of_store(chain.work, MARKET, chain.branch)).items) == 1
    async with chain.refused("not_found"):
        await chains.leave_chain(chain.work, MARKET, chain.other.merchant_id, chain.branch)


async def test_who_collects_is_what_both_agreed_on_and_an_offer_changes_nothing_before(chain: Chain) -> None:
    joined = await chain.join(collects=Collects.BRANCH, range=RangeRule.LISTED, own_articles=False)
    assert await chain.collector(chain.head.merchant_id) == chain.other.merchant_id
    async with chain.refused("not_found"):
        await chain.collector(chain.other.merchant_id)
    where = (chain.work, MARKET, chain.head.merchant_id, chain.branch)
    offered = await chains.offer_terms(*where, Terms(collects=Collects.HEAD), joined.revision)
    async with chain.refused("terms_changed"):
        await chains.offer_terms(*where, Terms(), joined.revision)
    assert await chain.collector(chain.head.merchant_id) == chain.other.merchant_id
    agreed = await chains.accept_terms(
        chain.work, MARKET, chain.other.merchant_id, chain.branch, offered.revision
    )
    assert (agreed.terms, agreed.offer) == (Terms(collects=Collects.HEAD), None)
    assert await chain.collector(chain.head.merchant_id) == chain.head.merchant_id
    assert await chain.collector(chain.other.merchant_id) == chain.other.merchant_id


async def test_a_store_is_in_one_chain_and_an_own_store_needs_no_answer(chain: Chain) -> None:
    await chain.join()
    third = await another_range(chain.work, "third")
    async with chain.refused("branch_taken"):
        await chains.invite_branch(chain.work, MARKET, third.merchant_id, chain.branch, Terms())
    async with chain.refused("branch_taken"):
        await chains.require_no_branch(chain.work, MARKET, chain.branch)
    own = await chains.invite_branch(
        chain.work, MARKET, third.merchant_id, third.stores[0], Terms(range=RangeRule.LISTED)
    )
    assert own.joined
    assert not own.franchised
    (listed,) = await chains.branches_of_merchant(chain.work, MARKET, chain.other.merchant_id)
    assert listed.store_id == chain.branch


async def test_a_closed_store_leaves_its_chain(chain: Chain) -> None:
    await chain.join()
    await merchants.close_store(chain.work, MARKET, chain.branch)
    assert await chains.branches_of_head(chain.work, MARKET, chain.head.merchant_id) == []


async def test_a_territory_routes_to_its_branch_and_refuses_outside_with_the_nearest(chain: Chain) -> None:
    await chain.join()
    head, door = chain.head.merchant_id, UUID(int=5)
    west = NewTerritory(
        store_id=chain.branch, name="城西", area=Circle(31.3, 120.5, 2000), item_ids=[door], installs=True
    )
    drawn = await chains.draw_territory(chain.work, MARKET, head, west)
    bound, free = Article(door, None), Article(UUID(int=6), None)
    at_home, loose = await chains.route(chain.work, MARKET, head, [bound, free], (31.301, 120.501))
    assert (at_home.store_id, loose.store_id) == (chain.branch, None)
    for place in ((31.3, 120.6), None):
        async with chain.refused("outside_territory", nearest="城西", store_id=str(chain.branch)):
            await chains.route(chain.work, MARKET, head, [bound], place)
    async with chain.refused("territory_changed"):
        await chains.draw_territory(chain.work, MARKET, head, west, drawn.territory_id, drawn.revision + 1)
    stranger = NewTerritory(store_id=chain.other.stores[1], name="x", area=west.area)
    async with chain.refused("not_found"):
        await chains.draw_territory(chain.work, MARKET, head, stranger)
    was = await chains.drop_territory(chain.work, MARKET, head, drawn.territory_id)
    assert was.installs
    assert (await chains.route(chain.work, MARKET, head, [bound], None))[0].store_id is None

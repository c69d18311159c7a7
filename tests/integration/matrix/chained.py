"""A chain: the shop's merchant as head office with a franchisee, and the shop asked into another."""

import secrets
from uuid import UUID

from linli.modules import chains, merchants
from linli.modules.chains import Collects, RangeRule, Terms
from tests import cast
from tests.integration.matrix import articles
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import World

# Nothing of another merchant's comes into the shop's range.
LISTED = Terms(range=RangeRule.LISTED)


async def franchise(world: World, at: str = "here") -> Made:
    """A store of somebody else that is a branch of the shop's merchant."""
    head_id, store = world.shops[at].merchant_id, await _stranger(world)
    assert head_id
    async with world.db.work() as work:
        made = await chains.invite_branch(work, world.market_id, head_id, store.store_id, LISTED)
        assert store.merchant_id
        about = (world.market_id, store.merchant_id, store.store_id)
        made = await chains.accept_terms(work, *about, made.revision)
    return {
        "slug": world.shops[at].slug,
        "merchant_id": str(head_id),
        "store_id": str(store.store_id),
        "branch": store.slug,
        "revision": str(made.revision),
    }


async def stranger(world: World, at: str = "here") -> Made:
    """The shop's merchant, and a store of somebody else that is in no chain."""
    shop = world.shops[at]
    return {"slug": shop.slug, "merchant_id": str(shop.merchant_id), "branch": (await _stranger(world)).slug}


async def offered(world: World, at: str = "here") -> Made:
    """A franchisee that was offered other terms."""
    names = await franchise(world, at)
    where = (world.market_id, UUID(names["merchant_id"]), UUID(names["store_id"]))
    async with world.db.work() as work:
        other = Terms(range=RangeRule.LISTED, collects=Collects.HEAD)
        branch = await chains.offer_terms(work, *where, other, int(names["revision"]))
    return {**names, "revision": str(branch.revision)}


async def asked(world: World, at: str = "here") -> Made:
    """The shop is asked into somebody else's chain."""
    head, shop = await _stranger(world), world.shops[at]
    assert head.merchant_id
    assert shop.merchant_id
    async with world.db.work() as work:
        about = (world.market_id, shop.store_id)
        if await chains.branch_of(work, *about):
            await chains.leave_chain(work, world.market_id, shop.merchant_id, shop.store_id)
        branch = await chains.invite_branch(work, world.market_id, head.merchant_id, shop.store_id, LISTED)
    return {"slug": shop.slug, "revision": str(branch.revision)}


async def joined(world: World, at: str = "here") -> Made:
    """The shop is a franchisee's branch."""
    names, shop = await asked(world, at), world.shops[at]
    assert shop.merchant_id
    async with world.db.work() as work:
        about = (world.market_id, shop.merchant_id, shop.store_id)
        await chains.accept_terms(work, *about, int(names["revision"]))
    return names


async def reconsidering(world: World, at: str = "here") -> Made:
    """The shop is a franchisee's branch that was offered other terms."""
    names, shop = await joined(world, at), world.shops[at]
    async with world.db.work() as work:
        known = await chains.branch_of(work, world.market_id, shop.store_id)
        assert known
        about = (world.market_id, known.head_id, shop.store_id)
        other = Terms(range=RangeRule.LISTED, collects=Collects.HEAD)
        branch = await chains.offer_terms(work, *about, other, known.revision)
    return {**names, "revision": str(branch.revision)}


async def lists(world: World, at: str = "here") -> Made:
    """A franchisee that sells listed articles, and an article."""
    names, made = await franchise(world, at), await articles.article(world, at)
    return {**names, "item_id": made["item_id"]}


async def territory(world: World, at: str = "here") -> Made:
    """An area in which a franchisee alone sells one article; all others are sold wherever they are used."""
    names, bound = await franchise(world, at), await articles.article(world, at)
    head_id = UUID(names["merchant_id"])
    area = chains.Circle(30.25, 120.16, 500)
    async with world.db.work() as work:
        new = chains.NewTerritory(
            store_id=UUID(names["store_id"]), name="West", area=area, item_ids=[UUID(bound["item_id"])]
        )
        drawn = await chains.draw_territory(work, world.market_id, head_id, new)
    return {**names, "territory_id": str(drawn.territory_id), "revision": "1"}


async def ended(world: World, at: str = "here") -> Made:
    """A territory that was ended."""
    names = await territory(world, at)
    async with world.db.work() as work:
        about = (world.market_id, UUID(names["merchant_id"]), UUID(names["territory_id"]))
        await chains.drop_territory(work, *about)
    return names


async def _stranger(world: World) -> merchants.Store:
    async with world.db.work() as work:
        return await cast.open_store(work, world.market, f"other-{secrets.token_hex(4)}")

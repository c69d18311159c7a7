"""What another platform has sold for a shop: its connection, and uses at its counter."""

from uuid import UUID

from linli.kernel.database import Actor
from linli.modules import foreign_vouchers
from linli.modules.foreign_vouchers import Connection, Use
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import OWNERS, World


async def connected(world: World, at: str = "here") -> Made:
    """The shop's account at the platform."""
    found = await _connection(world, at)
    return {"slug": world.shops[at].slug, "connection_id": str(found.connection_id)}


async def free(world: World, at: str = "here") -> Made:
    """No account there, and the keys that would make one."""
    store = world.shops[at]
    async with world.db.work() as work:
        for one in await foreign_vouchers.connections(work, world.market_id, store.store_id):
            await foreign_vouchers.disconnect(work, world.market_id, store.store_id, one.connection_id)
    account = world.elsewhere.account
    return {"slug": store.slug, "app": account.app, "secret": account.secret, "shop": account.shop}


async def shown(world: World, at: str = "here") -> Made:
    """A voucher that a clerk has looked at."""
    return {"slug": world.shops[at].slug, "use_id": str((await _shown(world, at)).use_id)}


async def taken(world: World, at: str = "here") -> Made:
    """One that was taken."""
    use = await _shown(world, at)
    about = (use.use_id, world.shops[at].store_id, _owner(world, at), "Mei", world.means)
    await foreign_vouchers.take(world.db, world.market_id, *about)
    return {"slug": world.shops[at].slug, "use_id": str(use.use_id)}


def _owner(world: World, at: str) -> Actor:
    return Actor("person", world.id_of(OWNERS[at]))


async def _connection(world: World, at: str) -> Connection:
    store = world.shops[at]
    async with world.db.read() as reader:
        known = await foreign_vouchers.connections(reader, world.market_id, store.store_id)
    if known:
        return known[0]
    account = world.elsewhere.account
    assert store.merchant_id is not None
    return await foreign_vouchers.connect(
        world.db,
        world.market_id,
        store.store_id,
        store.merchant_id,
        _owner(world, at),
        "douyin",
        (account.app, account.secret, account.shop),
        world.means,
    )


async def _shown(world: World, at: str) -> Use:
    connection = await _connection(world, at)
    clerk: tuple[UUID, str] = (world.id_of(OWNERS[at]), "Mei")
    store_id, sold = world.shops[at].store_id, world.elsewhere.sell()
    async with world.db.work(_owner(world, at)) as work:
        where = (world.market_id, store_id, connection.connection_id)
        await foreign_vouchers.move_connection(work, *where, foreign_vouchers.ConnectionState.ACTIVE)
    about = (store_id, sold.code, clerk, world.means)
    uses = await foreign_vouchers.prepare(world.db, world.market_id, *about)
    assert uses
    return uses[0]

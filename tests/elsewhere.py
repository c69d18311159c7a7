"""What another platform has sold for a store: one that its counter has taken, and one not clear yet."""

from datetime import timedelta

from linli.kernel.database import Actor, Database
from linli.kernel.ids import uuid7
from linli.kernel.sealing import Sealer
from linli.modules import foreign_vouchers, markets, merchants
from linli.modules.foreign_vouchers import Douyin, Means, UseState
from tests.simulators import douyin


async def taken_and_unclear(
    db: Database, market: markets.Market, store: merchants.Store
) -> tuple[str, str, str]:
    """The ids of the connection, of the taken and of the unclear one. They were played by a simulator that is
    gone afterwards, with keys that only it knows: whoever goes on cannot read them.
    """
    assert store.merchant_id is not None
    before = await _made_before(db, market, store)
    if before:
        return before
    program = douyin.started()
    adapter = Douyin(program.url, program.url)
    try:
        # What a platform of this market would sell in.
        adapter.currency = market.currency
        means = Means({adapter.name: adapter}, Sealer("of this store alone", "foreign vouchers"))
        account, at, clerk = program.account, (market.market_id, store.store_id), uuid7()
        keys, actor = (account.app, account.secret, account.shop), Actor("person", clerk)
        made = await foreign_vouchers.connect(db, *at, store.merchant_id, actor, adapter.name, keys, means)
        uses = []
        for lost in (0, 1):
            program.drop_verify = lost
            seen = await foreign_vouchers.prepare(db, *at, program.sell().code, (clerk, "Lan"), means)
            assert seen
            which = (market.market_id, seen[0].use_id, store.store_id)
            uses.append(await foreign_vouchers.take(db, *which, actor, "Lan", means))
    finally:
        await adapter.close()
        program.stop()
    return str(made.connection_id), str(uses[0].use_id), str(uses[1].use_id)


async def _made_before(
    db: Database, market: markets.Market, store: merchants.Store
) -> tuple[str, str, str] | None:
    """What stands there since an earlier test of the same product."""
    at = (market.market_id, store.store_id)
    async with db.read() as reader:
        connections = await foreign_vouchers.connections(reader, *at)
        uses = await foreign_vouchers.uses_of_store(reader, *at, reader.now - timedelta(days=1))
    taken = [use.use_id for use in uses if use.state is UseState.TAKEN]
    unclear = [use.use_id for use in uses if use.state is UseState.ASKED]
    if not (connections and taken and unclear):
        return None
    return str(connections[0].connection_id), str(taken[0]), str(unclear[0])

"""A store with an account at Douyin, played by its simulator, and a counter that takes what it has sold."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from linli.kernel.database import Actor
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.sealing import Sealer
from linli.modules import foreign_vouchers
from linli.modules.foreign_vouchers import Connection, Douyin, Means, Use
from tests.integration.trade_stage import MARKET, MEI, MERCHANT, STORE, Town, open_town
from tests.simulators import douyin
from tests.simulators.server import Switches

OWNER = Actor("person", MEI[0])


def means_for(program: douyin.Douyin) -> Means:
    adapter = Douyin(program.url, program.url)
    return Means({adapter.name: adapter}, Sealer("secret", "foreign vouchers"))


class Counter:
    """One store's counter: look at a code, take it, take it back; and let the timetable pass."""

    def __init__(self, town: Town, program: douyin.Douyin) -> None:
        self.town = town
        self.db = town.db
        self.program = program
        self.means = means_for(program)
        self.connection: Connection

    async def connect(self, secret: str = "", store_id: UUID = STORE) -> Connection:
        account = self.program.account
        typed = (account.app, secret or account.secret, account.shop)
        return await foreign_vouchers.connect(
            self.db, MARKET, store_id, MERCHANT, OWNER, "douyin", typed, self.means
        )

    def reset(self) -> None:
        """Nothing goes wrong any more."""
        program = self.program
        program.switches = Switches()
        program.busy = program.busy_after = program.lose_verify = program.lose_cancel = 0
        program.drop_verify, program.withdrawn, program.hold_verify = 0, False, False
        program.asked.clear()

    async def look(self, text: str, store_id: UUID = STORE) -> list[Use] | None:
        return await foreign_vouchers.prepare(self.db, MARKET, store_id, text, MEI, self.means)

    async def shown(self, sold: douyin.Sold) -> Use:
        """What the screen shows on top for its code."""
        uses = await self.look(sold.code)
        assert uses
        return uses[0]

    async def take(self, use: Use, store_id: UUID = STORE) -> Use:
        about = (use.use_id, store_id, OWNER, MEI[1], self.means)
        return await foreign_vouchers.take(self.db, MARKET, *about)

    async def undo(self, use: Use, store_id: UUID = STORE) -> Use:
        about = (use.use_id, store_id, OWNER, MEI[1], self.means)
        return await foreign_vouchers.undo(self.db, MARKET, *about)

    async def use(self, use: Use) -> Use:
        async with self.db.read() as reader:
            return await foreign_vouchers.use(reader, MARKET, use.use_id, STORE)

    async def later(self, by: timedelta) -> int:
        """Time passes, and the timetable comes by once."""
        self.town.clock.move_on(by)
        return await foreign_vouchers.find_out_due(self.db, MARKET, self.means)


@asynccontextmanager
async def open_counter(server: EmbeddedPostgres) -> AsyncIterator[Counter]:
    program = douyin.started()
    try:
        async with open_town(server) as town:
            counter = Counter(town, program)
            counter.connection = await counter.connect()
            yield counter
            await counter.means.close()
    finally:
        program.stop()

"""One article in eight stores: buyers on the web and in the aisle, tills, and parcels between two of the
stores, all at once. Nothing is sold that is not there, and every shelf is the sum of its movements.

CI form: 64 buyers, each at one store. Long form (`make races`): 200 buyers, each at each of the eight stores.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from uuid import UUID

import httpx
import msgspec
import pytest

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.idempotency import Key
from linli.modules import items, merchants, pickups, stock
from tests.product import Product
from tests.races import checker
from tests.races.attacks.shelf import stocked
from tests.races.conftest import ROUNDS, SEED
from tests.races.stage import MARKET_ID, STORE, Somebody, Stage, said

STORES = 8
BUYERS, EACH = (200, STORES) if ROUNDS > 1 else (64, 1)
# A store never has enough for whoever comes.
UNITS = 120 if ROUNDS > 1 else 5
TILL_SALES, PARCELS, IN_PARCEL = 3, 2, 2
AT_ONCE = 64

SHELF = """
SELECT l.on_hand, p.total, p.held, p.taken, l.handed,
    (SELECT coalesce(sum(m.delta), 0) FROM stock.movements AS m
     WHERE m.market_id = l.market_id AND m.level_id = l.level_id) AS moved
FROM stock.levels AS l JOIN reservations.pools AS p ON p.market_id = l.market_id AND p.pool_id = l.level_id
WHERE l.store_id = $1 AND l.variant_id = $2
"""


class Shelf(msgspec.Struct, frozen=True):
    """What the books say of the article in one store."""

    on_hand: int
    total: int
    held: int
    taken: int
    handed: int
    moved: int

    @property
    def left(self) -> int:
        return self.total - self.held - self.taken

    @property
    def sound(self) -> bool:
        """Not oversold, and the same seen from the pool, from the shelf and from the movements."""
        counted = self.on_hand + self.handed
        return self.left >= 0 and self.on_hand == self.moved and self.total == counted


class Town:
    """The stores with their article, one clerk each, and what came of every call."""

    def __init__(
        self, stage: Stage, article: UUID, stores: list[merchants.Store], clerks: list[Somebody]
    ) -> None:
        self.stage, self.article, self.stores, self.clerks = stage, article, stores, clerks
        self.outcomes: Counter[str] = Counter()
        self.gate = asyncio.Semaphore(AT_ONCE)

    def lines(self, units: int) -> list[dict[str, object]]:
        return [{"variant_id": str(self.article), "quantity": units}]

    async def noted(self, what: str, call: Awaitable[httpx.Response]) -> httpx.Response:
        async with self.gate:
            answer = await call
        self.outcomes[f"{what} {said(answer)}"] += 1
        return answer

    async def buys(self, who: Somebody, place: int, *, aisle: bool) -> None:
        wish = {"lines": self.lines(1), "aisle": aisle}
        path = f"/stores/{self.stores[place].slug}/goods-orders"
        await self.noted("order", self.stage.call(who, "POST", path, wish))

    async def sells(self, place: int) -> None:
        path = f"/stores/{self.stores[place].slug}/stock/till-sales"
        await self.noted("till", self.stage.call(self.clerks[place], "POST", path, {"lines": self.lines(1)}))

    async def sends(self, from_: int, to: int) -> None:
        """A parcel that arrives while others buy at both ends."""
        there, here = self.stores[to].slug, self.stores[from_].slug
        wish = {"to": there, "lines": self.lines(IN_PARCEL)}
        sent = await self.noted(
            "parcel", self.stage.call(self.clerks[from_], "POST", f"/stores/{here}/stock/transfers", wish)
        )
        if sent.is_success:
            path = f"/stores/{there}/stock/transfers/{sent.json()['transfer_id']}/arrival"
            await self.noted("arrival", self.stage.call(self.clerks[to], "POST", path, {"lines": []}))

    async def shelves(self) -> list[Shelf]:
        async with self.stage.owner_db.pool.acquire() as connection:
            rows = [await connection.fetchrow(SHELF, one.store_id, self.article) for one in self.stores]
        return [Shelf(**{name: int(row[name]) for name in Shelf.__struct_fields__}) for row in rows if row]


async def opened(stage: Stage) -> Town:
    """Eight stores of one merchant, each with as many units, a clerk and an aisle."""
    first, article, _ = await stocked(stage, UNITS)
    assert first.merchant_id
    others = [_branch(first, number) for number in range(1, STORES)]
    clerks = await stage.people(STORES, "counter", "merchant")
    async with stage.db.work() as work:
        for other in others:
            await merchants.list_store(work, MARKET_ID, other)
        item_id = (await items.variants(work, MARKET_ID, [article]))[article].item_id
        branches = [one.store_id for one in others]
        await items.set_range(work, MARKET_ID, first.merchant_id, branches, add=[item_id])
        for other in others:
            key = Key("races", stage.key(), b"")
            await stock.receive(work, MARKET_ID, other.store_id, {article: UNITS}, key)
        for store, clerk in zip([first, *others], clerks, strict=True):
            await pickups.set_rules(work, MARKET_ID, store.store_id, pickups.Rules(self_checkout=True))
            await merchants.add_staff(work, MARKET_ID, clerk.person_id, store.store_id, "manager", "Racer")
    assert first.slug == STORE
    return Town(stage, article, [first, *others], clerks)


def _branch(first: merchants.Store, number: int) -> merchants.Store:
    mark = ids.uuid7()
    return merchants.Store(
        store_id=mark,
        slug=f"race-{number}-{mark.hex[-8:]}",
        name=f"分店 {number}",
        trade=first.trade,
        lat=first.lat,
        lon=first.lon,
        merchant_id=first.merchant_id,
    )


@pytest.mark.slow
async def test_eight_stores_sell_what_they_have_and_no_more(
    product: Product, db: Database, owner_db: Database
) -> None:
    stage = Stage(product, db, owner_db, SEED, "many stores")
    town = await opened(stage)
    buyers = await stage.people(BUYERS)
    acts = [
        town.buys(who, (number + turn) % STORES, aisle=(number + turn) % 3 == 0)
        for number, who in enumerate(buyers)
        for turn in range(EACH)
    ]
    acts += [town.sells(place) for place in range(STORES) for _ in range(TILL_SALES)]
    acts += [town.sends(*ends) for ends in ((0, 1), (1, 0)) for _ in range(PARCELS)]
    stage.dice.shuffle(acts)
    await asyncio.gather(*acts)
    await stage.close()
    seen, shelves = town.outcomes, await town.shelves()
    print(f"many stores: {STORES} stores, {BUYERS} buyers, {dict(sorted(seen.items()))}")
    told = {f"{what} {end}" for what in ("order", "till", "parcel") for end in ("done", "sold_out")}
    assert set(seen) <= told | {"order goods_too_few", "arrival done"}
    assert len(shelves) == STORES
    assert [one for one in shelves if not one.sound] == []
    gone = seen["order done"] + seen["till done"]
    on_the_way = IN_PARCEL * (seen["parcel done"] - seen["arrival done"])
    assert (on_the_way, gone + sum(one.left for one in shelves)) == (0, STORES * UNITS)
    assert seen["order done"] == sum(one.held + one.taken for one in shelves)
    assert all(one.left == 0 for one in shelves[2:]), "where no parcel came late, all was wanted and sold"
    async with db.snapshot() as reader:
        assert await checker.faults(reader, MARKET_ID) == []

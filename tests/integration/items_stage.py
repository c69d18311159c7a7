"""A merchant with two stores, for the tests of articles."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec
import pytest

from linli.kernel import ids
from linli.kernel.database import SYSTEM, Work
from linli.kernel.events import Event
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import items, markets, merchants
from linli.modules.items import ItemKind, NewItem, NewVariant

MARKET = 905
SUZHOU = markets.Market(
    market_id=MARKET,
    slug="test-suzhou",
    name="苏州",
    name_en="Suzhou",
    name_zh="苏州",
    currency="CNY",
    timezone="Asia/Shanghai",
    country="CN",
    language="zh",
    commission_bp=500,
    lat=31.3,
    lon=120.6,
)
TEA = NewItem(
    kind=ItemKind.GOODS,
    title="碧螺春",
    title_en="Biluochun tea",
    variants=[
        NewVariant(price_minor=8800, name="50 克", sku="TEA-50", gtin="4006381333931", weight_g=80),
        NewVariant(price_minor=16800, name="100 克", sku="TEA-100", weight_g=140),
    ],
    details=items.Details(brand="东山", origin="苏州东山"),
)
CUP = NewItem(kind=ItemKind.GOODS, title="茶杯", variants=[NewVariant(price_minor=3900, sku="CUP")])


class Range:
    """The work of a test, what is announced in it, and the merchant's own stores."""

    def __init__(self, work: Work, merchant_id: UUID, stores: list[UUID]) -> None:
        self.told: list[Event] = []
        self.journey = Journey()
        self.journey.on(items.ItemsWritten).at_once(self._hear)
        self.work = Work(work._connection, work.now, SYSTEM, self.journey)
        self.merchant_id = merchant_id
        self.stores = stores

    async def _hear(self, _work: Work, event: Event) -> None:
        self.told.append(event)

    @asynccontextmanager
    async def refused(self, kind: str, **params: object) -> AsyncIterator[None]:
        """What is tried inside is refused with this code, and nothing of it stays."""
        with pytest.raises(Refusal) as caught:
            async with self.work._connection.transaction():
                yield
        assert caught.value.code == kind
        assert {name: caught.value.params.get(name) for name in params} == params

    async def create(self, *new: NewItem, stores: list[UUID] | None = None) -> list[items.Item]:
        where = self.stores[:1] if stores is None else stores
        return await items.create_items(self.work, MARKET, self.merchant_id, new, where)

    async def change(self, was: items.Item, **changes: object) -> items.Item:
        new = msgspec.structs.replace(was.written(), **changes)
        return (await items.change_items(self.work, MARKET, self.merchant_id, [(new, was.revision)]))[0]


async def a_range(work: Work) -> Range:
    """A verified merchant with two open stores in a market of its own."""
    await markets.open_market(work, SUZHOU)
    return await another_range(work, "tea")


async def another_range(work: Work, name: str) -> Range:
    """One more merchant in the same market."""
    merchant_id = ids.uuid7()
    known = merchants.Merchant(merchant_id=merchant_id, name=name, state=merchants.MerchantState.VERIFIED)
    await merchants.add_merchant(work, MARKET, known)
    stores = [ids.uuid7() for _ in range(2)]
    for place, store_id in enumerate(stores):
        await merchants.list_store(work, MARKET, _store(store_id, merchant_id, f"{name}-{place}"))
    return Range(work, merchant_id, stores)


def _store(store_id: UUID, merchant_id: UUID, slug: str) -> merchants.Store:
    return merchants.Store(
        store_id=store_id,
        slug=slug,
        name=slug,
        trade="shop",
        lat=31.3,
        lon=120.6,
        merchant_id=merchant_id,
    )

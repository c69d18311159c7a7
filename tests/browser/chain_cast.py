"""Who plays in the story of a chain: a head office with two stores, a franchisee with one, their staff."""

from dataclasses import dataclass
from uuid import UUID

from linli.demo.cast import PASSWORD
from linli.demo.papers import invented_number
from linli.demo.shops import CHECKED
from linli.journey import wire
from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import identity, markets, merchants
from linli.modules.merchants import StaffRole
from tests.product import Product

TRADE = "grocery"
PHONE = "+86136{:08d}"


@dataclass(frozen=True)
class Business:
    """A verified merchant: the names of its stores in URLs, its owner's and its clerk's phone."""

    merchant_id: UUID
    name: str
    slugs: tuple[str, ...]
    owner: str
    clerk: str


@dataclass(frozen=True)
class Cast:
    """Both of them. `mark` tells them apart from earlier plays on the same stage."""

    market: str
    mark: str
    head: Business
    franchisee: Business

    @property
    def host(self) -> str:
        return f"tea-{self.mark}.example"

    def desk(self, slug: str) -> str:
        return f"/{self.market}/desk/{slug}"

    def counter(self, slug: str) -> str:
        return f"/{self.market}/counter/{slug}"


async def founded(product: Product, market: str) -> Cast:
    """Two merchants that were looked at and may sell; how that comes about is another story."""
    mark = ids.new_code(8).lower()
    database = await product.database(wire(Journey()))
    try:
        async with database.work() as work:
            here = await markets.market_by_slug(work, market)
            head = await _founded(work, here, f"山外茶行{mark}", (f"hill-{mark}", f"river-{mark}"))
            other = await _founded(work, here, f"南门茶铺{mark}", (f"gate-{mark}",))
    finally:
        await database.pool.close()
    return Cast(market, mark, head, other)


async def _founded(work: Work, market: markets.Market, name: str, slugs: tuple[str, ...]) -> Business:
    merchant_id, where = ids.uuid7(), market.market_id
    applied = merchants.MerchantState.APPLIED
    one = merchants.Merchant(merchant_id=merchant_id, name=name, state=applied, demo=True)
    await merchants.add_merchant(work, where, one)
    checks = [merchants.CheckDone(kind, work.now) for kind in CHECKED]
    paper = (f"{name}（虚构）", invented_number(market, _number(10**6) + 10**6), None)
    await merchants.record_verification(work, where, merchant_id, ids.uuid7(), *paper, checks)
    business = Business(merchant_id, name, slugs, *(PHONE.format(_number(10**8)) for _ in range(2)))
    for slug in slugs:
        store = merchants.Store(
            store_id=ids.uuid7(),
            slug=slug,
            name=f"{name} {slug[:4]}",
            trade=TRADE,
            lat=market.lat,
            lon=market.lon,
            merchant_id=merchant_id,
            source="demo",
        )
        await merchants.list_store(work, where, store)
        for phone, role in ((business.owner, StaffRole.OWNER), (business.clerk, StaffRole.CLERK)):
            signer = Signer(DEMO_SECRET, "phones")
            about = (work, phone, f"{role.value}{slug[-4:]}", PASSWORD, signer)
            person = await identity.register_demo_person(*about, language=market.language)
            await merchants.add_staff(work, where, person.person_id, store.store_id, role, role.value)
    return business


def _number(below: int) -> int:
    return int.from_bytes(ids.uuid7().bytes[-6:]) % below

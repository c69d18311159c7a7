"""A shop with its people behind the real web app: what the tests of counter and desk stand on."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
from litestar import Litestar
from litestar.testing import AsyncTestClient

from linli.app import build_app
from linli.journey import wire
from linli.kernel.database import Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.modules import catalog, community, identity, markets, merchants, orders, payments, vouchers
from linli.web.shared import security
from tests.integration.own_database import own_database

MARKET, SLUG = 9_310, "westlake"
NOODLES, TEA = derived("counter stage", "noodles"), derived("counter stage", "tea")
SEED = "a-seed-of-this-browser"
SETTINGS = Settings(log_level="ERROR")


class Browser:
    """One person's browser: a session cookie, and forms that carry their token."""

    def __init__(self, client: AsyncTestClient[Litestar], cookie: str, language: str) -> None:
        self._client = client
        self._cookies = {
            security.SEED_COOKIE: SEED,
            security.SESSION_COOKIE: cookie,
            security.LANGUAGE_COOKIE: language,
        }

    async def get(self, path: str) -> httpx.Response:
        return await self._client.get(path, headers=self._headers(), follow_redirects=False)

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        token = security.form_token(Signer(SETTINGS.secret, "forms"), SEED)
        data = {"csrf_token": token, **fields}
        return await self._client.post(path, data=data, headers=self._headers(), follow_redirects=False)

    def _headers(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}


class Stage:
    """The market, its two shops, and everything a test needs to happen in them."""

    def __init__(self, db: Database, url: str, client: AsyncTestClient[Litestar]) -> None:
        self.db = db
        self.url = url
        self.client = client
        self.people: dict[str, identity.Person] = {}
        self.deal: catalog.Deal

    async def browser(self, name: str, language: str = "en") -> Browser:
        async with self.db.work() as work:
            cookie = await identity.start_session(work, self.people[name].person_id)
        return Browser(self.client, cookie, language)

    async def set_up(self) -> None:
        async with self.db.work() as work:
            await markets.open_market(work, _market())
            for number, name in enumerate(("owner", "manager", "clerk", "stranger", "guest", "operator")):
                self.people[name] = await identity.register_demo_person(
                    work,
                    f"+8613800000{number:03}",
                    name.title(),
                    "a long password",
                    Signer("x" * 32, "phones"),
                )
            await self._open(work, "noodles", "望街面馆", "Wangjie Noodles", NOODLES)
            await self._open(work, "tea", "茶隐", "Chayin Tea", TEA)
            for role in ("owner", "manager", "clerk"):
                person_id = self.people[role].person_id
                await merchants.add_staff(work, MARKET, person_id, NOODLES, role, role.title())
            stranger = self.people["stranger"].person_id
            await merchants.add_staff(work, MARKET, stranger, TEA, "owner", "Lin")
            await identity.appoint_operator(work, MARKET, self.people["operator"].person_id, "finance")
            self.deal = await catalog.publish_deal(work, MARKET, _deal(NOODLES))

    async def _open(self, work: Work, slug: str, name: str, name_en: str, store_id: UUID) -> None:
        merchant = merchants.Merchant(
            merchant_id=derived("merchant", slug), name=name, state=merchants.MerchantState.VERIFIED
        )
        await merchants.add_merchant(work, MARKET, merchant)
        store = merchants.Store(
            store_id=store_id,
            slug=slug,
            name=name,
            name_en=name_en,
            trade="restaurant",
            lat=30.24,
            lon=120.16,
            merchant_id=merchant.merchant_id,
            things=("steaming-bowl",),
        )
        await merchants.list_store(work, MARKET, store)

    async def publish(self, **changes: Any) -> catalog.Deal:
        async with self.db.work() as work:
            new = msgspec.structs.replace(_deal(NOODLES), **changes)
            return await catalog.publish_deal(work, MARKET, new)

    async def buy(
        self, quantity: int = 1, deal: catalog.Deal | None = None, visit_id: UUID | None = None
    ) -> Sequence[vouchers.Voucher]:
        """The guest orders and pays; the order's vouchers."""
        deal, guest = deal or self.deal, self.people["guest"].person_id
        key = Key("test", secrets.token_hex(8), b"order")
        async with self.db.work() as work:
            order = await orders.place(
                work,
                MARKET,
                guest,
                deal.deal_id,
                quantity,
                visit_id=visit_id,
                link_code=None,
                provider="sandbox",
                pay_within=timedelta(minutes=15),
                key=key,
            )
        async with self.db.work() as work:
            paid = (f"pay_{order.number}", order.total_minor, order.currency)
            await payments.record_paid(work, MARKET, order.intent_id, *paid)
        async with self.db.read() as reader:
            return await vouchers.vouchers_of_order(reader, MARKET, order.order_id)

    async def issue(self, **changes: Any) -> vouchers.Voucher:
        """A voucher out of thin air, for cases that no purchase makes at once."""
        async with self.db.work() as work:
            about: dict[str, Any] = {
                "order_id": derived("order", secrets.token_hex(4)),
                "deal_id": self.deal.deal_id,
                "store_id": NOODLES,
                "merchant_id": derived("merchant", "noodles"),
                "person_id": self.people["guest"].person_id,
                "title": self.deal.title,
                "title_en": self.deal.title_en,
                "unit_value": self.deal.price,
                "quantity": 1,
                "usable": "",
                "valid_until": work.now + timedelta(days=30),
            }
            return (await vouchers.issue(work, MARKET, **{**about, **changes}))[0]

    async def redeem(self, voucher: vouchers.Voucher, clerk: str = "Clerk") -> vouchers.Redeemed:
        async with self.db.work() as work:
            who = (self.people["clerk"].person_id, clerk)
            key = Key("test", secrets.token_hex(8), b"redeem")
            place = {"timezone": "Asia/Shanghai", "country": "CN"}
            return await vouchers.redeem(work, MARKET, voucher.code, NOODLES, who, key, place)

    async def review(self, voucher: vouchers.Voucher, body: str = "汤很鲜") -> community.Review:
        guest = self.people["guest"]
        async with self.db.work() as work:
            words = (5, 4, 5, body, guest.nickname)
            return await community.write_review(work, MARKET, voucher.order_id, guest.person_id, *words)

    async def voucher(self, voucher: vouchers.Voucher) -> vouchers.Voucher:
        """As it is now."""
        async with self.db.read() as reader:
            return await vouchers.voucher(reader, MARKET, voucher.voucher_id)


def _market() -> markets.Market:
    return markets.Market(
        market_id=MARKET,
        slug=SLUG,
        name="西湖",
        name_en="West Lake",
        name_zh="西湖",
        currency="CNY",
        timezone="Asia/Shanghai",
        country="CN",
        language="zh",
        commission_bp=500,
        lat=30.25,
        lon=120.16,
    )


def _deal(store_id: UUID) -> catalog.NewDeal:
    return catalog.NewDeal(
        store_id=store_id,
        title="双人面套餐",
        title_en="Noodles for two",
        price_minor=6_200,
        list_price_minor=8_000,
        currency="CNY",
        stock=200,
        contents=[
            catalog.Content(name="片儿川", name_en="Pian'erchuan", qty=2, price_minor=2_800),
            catalog.Content(name="油焖笋", name_en="Braised bamboo shoots", qty=1, price_minor=1_800),
        ],
        rules_zh=["可打包，不另收打包费"],
        rules_en=["Takeaway at no extra charge"],
        icon="steaming-bowl",
        per_person=100,
        valid_days=30,
    )


@asynccontextmanager
async def open_stage(server: EmbeddedPostgres) -> AsyncIterator[Stage]:
    """A database of its own, the app over it, and the cast."""
    async with own_database(server) as (bare, _):
        url = server.url(await bare.pool.fetchval("SELECT current_database()"))
        pool = await open_pool(url, size=4)
        try:
            async with AsyncTestClient(build_app(SETTINGS, url)) as client:
                stage = Stage(Database(pool, wire(Journey())), url, client)
                await stage.set_up()
                yield stage
        finally:
            await pool.close()

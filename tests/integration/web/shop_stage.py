"""A shop with its people behind the real web app: what the tests of counter and desk stand on."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar

from linli.journey import wire
from linli.kernel.database import Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.modules import catalog, community, identity, merchants, orders, payments, vouchers
from linli.web.shared import security
from linli.worker.inline import drain
from tests import cast
from tests.databases import furnished, passing_copy
from tests.integration.apps import PLAIN, serving
from tests.integration.web.consumer_stage import SITE
from tests.integration.web.statements import counted

MARKET, SLUG = cast.WEST_LAKE.market_id, cast.WEST_LAKE.slug
PLACE = {"timezone": cast.WEST_LAKE.timezone, "country": cast.WEST_LAKE.country}
NOODLES, TEA = derived("counter stage", "noodles"), derived("counter stage", "tea")
SEED = "a-seed-of-this-browser"
SETTINGS = Settings(log_level="ERROR", base_url=SITE, pool_size=4)


class Browser:
    """One person's browser: a session cookie, and forms that carry their token."""

    def __init__(self, app: Litestar, cookie: str, language: str) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url=SITE, timeout=30, headers=PLAIN
        )
        self.http.cookies.set(security.SEED_COOKIE, SEED)
        self.http.cookies.set(security.SESSION_COOKIE, cookie)
        self.http.cookies.set(security.LANGUAGE_COOKIE, language)

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        token = security.form_token(Signer(SETTINGS.secret, "forms"), SEED)
        return await self.http.post(path, data={"csrf_token": token, **fields})


class Stage:
    """The market, its two shops, and everything a test needs to happen in them."""

    def __init__(
        self, app: Litestar, db: Database, people: dict[str, identity.Person], deal: catalog.Deal
    ) -> None:
        self.app = app
        self.db = db
        self.people = people
        self.deal = deal

    async def employ(self, work: Any, name: str, store_id: UUID, role: str) -> None:
        await _employ(work, self.people[name], store_id, role, name)

    async def settle(self) -> None:
        """Let everything that waits to happen happen."""
        await drain(self.db, MARKET)

    async def browser(self, name: str, language: str = "en") -> Browser:
        async with self.db.work() as work:
            cookie = await identity.start_session(work, self.people[name].person_id)
        return Browser(self.app, cookie, language)

    async def publish(self, **changes: Any) -> catalog.Deal:
        async with self.db.work() as work:
            store = await merchants.store(work, MARKET, NOODLES)
            return await cast.publish(work, store, **changes)

    async def buy(
        self, quantity: int = 1, deal: catalog.Deal | None = None, visit_id: UUID | None = None
    ) -> Sequence[vouchers.Voucher]:
        """The guest orders and pays; the order's vouchers."""
        bought, guest = deal or self.deal, self.people["guest"].person_id
        async with self.db.work() as work:
            order = await orders.place(
                work,
                MARKET,
                guest,
                bought.deal_id,
                quantity,
                visit_id=visit_id,
                link_code=None,
                provider="sandbox",
                pay_within=timedelta(minutes=15),
                key=Key("test", secrets.token_hex(8), b"order"),
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
                "merchant_id": self.deal.merchant_id,
                "person_id": self.people["guest"].person_id,
                "title": self.deal.title,
                "title_en": self.deal.title_en,
                "line_value": self.deal.price,
                "quantity": 1,
                "usable": "",
                "valid_until": work.now + timedelta(days=30),
            }
            return (await vouchers.issue(work, MARKET, **{**about, **changes}))[0]

    async def redeem(self, voucher: vouchers.Voucher, clerk: str = "Clerk") -> vouchers.Redeemed:
        """The clerk takes it, without a page."""
        async with self.db.work() as work:
            who = (self.people["clerk"].person_id, clerk)
            key = Key("test", secrets.token_hex(8), b"redeem")
            return await vouchers.redeem(work, MARKET, voucher.code, NOODLES, who, key, PLACE)

    async def review(self, voucher: vouchers.Voucher, body: str = "汤很鲜") -> community.Review:
        guest = self.people["guest"]
        async with self.db.work() as work:
            words = (5, 4, 5, body, guest.nickname)
            return await community.write_review(work, MARKET, voucher.order_id, guest.person_id, *words)

    async def voucher(self, voucher: vouchers.Voucher) -> vouchers.Voucher:
        """As it is now."""
        async with self.db.read() as reader:
            return await vouchers.voucher(reader, MARKET, voucher.voucher_id)

    async def queries(self, browser: Browser, path: str) -> int:
        """How many of our statements one page costs."""
        pool = self.app.state.services.db.pool
        async with counted(pool, SETTINGS.pool_size) as said:
            assert (await browser.get(path)).status_code == 200
        return len(said)


async def _furnish(url: str) -> tuple[dict[str, identity.Person], catalog.Deal]:
    """An owner, a manager and a clerk of the noodle shop; a stranger who owns the tea house."""
    signer = Signer(SETTINGS.secret, "phones")
    people: dict[str, identity.Person] = {}
    async with await open_pool(url, size=2) as pool:
        db = Database(pool, wire(Journey()))
        async with db.work() as work:
            market = await cast.open_market(work)
            for name in ("owner", "manager", "clerk", "stranger", "guest", "operator"):
                people[name] = await cast.join(work, nickname=name.title(), signer=signer, password=None)
            noodles = await cast.open_store(work, market, "noodles", store_id=NOODLES)
            names = {"name": "茶隐", "name_en": "Chayin Tea"}
            await cast.open_store(work, market, "tea", store_id=TEA, trade="tea_house", **names)
            for role in ("owner", "manager", "clerk"):
                await _employ(work, people[role], NOODLES, role, role)
            await _employ(work, people["stranger"], TEA, "owner", "stranger")
            await identity.appoint_operator(work, MARKET, people["operator"].person_id, "finance")
            deal = await cast.publish(work, noodles, stock=500, per_person=500)
        await drain(db, MARKET)
    return people, deal


async def _employ(work: Work, person: identity.Person, store_id: UUID, role: str, name: str) -> None:
    await merchants.add_staff(work, MARKET, person.person_id, store_id, role, name.title())


@asynccontextmanager
async def open_stage(server: EmbeddedPostgres) -> AsyncIterator[Stage]:
    """A database of its own, the app over it in the test's own event loop, and the cast."""
    template, (people, deal) = await furnished(server, "shop", _furnish)
    async with (
        passing_copy(server, "shop", template) as url,
        serving(SETTINGS, url) as app,
        await open_pool(url, size=4) as pool,
    ):
        yield Stage(app, Database(pool, wire(Journey())), dict(people), deal)

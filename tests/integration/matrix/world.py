"""Two markets, three shops, and the people of the matrix, behind the real app."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import msgspec
from litestar import Litestar

from linli.app import build_app
from linli.journey import wire
from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.kernel.tables import TABLES
from linli.modules import catalog, identity, marketing, markets, merchants, orders, payments, vouchers
from linli.web.shared import security
from linli.worker.inline import drain
from tests import cast
from tests.conftest import copy_of
from tests.integration.matrix import people as who
from tests.integration.web.consumer_stage import awake

SITE = "http://matrix.test"
SEED = "a-browser"
SCOPES = ("consumer", "counter", "merchant", "operator")
PHONES = {name: f"+8613711{number:06d}" for number, name in enumerate(who.PEOPLE, 420_001)}
STAFF = {
    "here": {who.CLERK: "clerk", who.MANAGER: "manager", who.OWNER: "owner"},
    "there": {who.OTHER_CLERK: "clerk", who.OTHER_MANAGER: "manager", who.OTHER_OWNER: "owner"},
}
# What asking may always leave behind: counted tries, sessions made for asking, and who was turned away.
NOT_COMPARED = frozenset(("kernel.tries", "identity.sessions", "identity.api_tokens"))


@dataclass
class World:
    """The app, its two markets, and what its people hold."""

    app: Litestar
    db: Database
    settings: Settings
    market: markets.Market
    far_market: markets.Market
    people: dict[str, identity.Person] = field(default_factory=dict)
    shops: dict[str, merchants.Store] = field(default_factory=dict)
    deals: dict[str, catalog.Deal] = field(default_factory=dict)
    _sessions: dict[str, str] = field(default_factory=dict)
    _tokens: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)

    @property
    def market_id(self) -> int:
        return self.market.market_id

    def person(self, name: str) -> identity.Person:
        return self.people[name]

    async def session(self, name: str, *, fresh: bool = False) -> str:
        if fresh or name not in self._sessions:
            async with self.db.work() as work:
                made = await identity.start_session(work, self.person(name).person_id)
            if fresh:
                return made
            self._sessions[name] = made
        return self._sessions[name]

    async def token(self, name: str, scopes: tuple[str, ...], *, fresh: bool = False) -> str:
        if fresh or (name, scopes) not in self._tokens:
            async with self.db.work() as work:
                made = (await identity.issue_token(work, self.person(name).person_id, scopes)).token
            if fresh:
                return made
            self._tokens[name, scopes] = made
        return self._tokens[name, scopes]

    def forget(self) -> None:
        """Sign in anew from here on: an endpoint may have ended sessions and tokens."""
        self._sessions.clear()
        self._tokens.clear()

    async def ask(
        self,
        name: str,
        method: str,
        path: str,
        send: Mapping[str, Any] | None,
        *,
        scopes: tuple[str, ...] = SCOPES,
        fresh: bool = False,
    ) -> httpx.Response:
        """One request: to a page with cookie and form, to the API with a token and JSON."""
        api = path.startswith("/api/")
        headers, cookies = {}, {}
        if api:
            headers["Idempotency-Key"] = secrets.token_hex(8)
            if name != who.NOBODY:
                headers["Authorization"] = f"Bearer {await self.token(name, scopes, fresh=fresh)}"
        else:
            headers["x-csrf-token"] = security.form_token(Signer(self.settings.secret, "forms"), SEED)
            cookies[security.SEED_COOKIE] = SEED
            if name != who.NOBODY:
                cookies[security.SESSION_COOKIE] = await self.session(name, fresh=fresh)
        body: dict[str, Any] = {} if send is None else {"json": send} if api else {"data": send}
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=SITE, cookies=cookies) as client:
            return await client.request(method, path, headers=headers, **body)

    async def fingerprint(self) -> dict[str, str]:
        """How many rows each table has, and the latest transaction that wrote one of them."""
        compared = sorted(set(TABLES) - NOT_COMPARED)
        parts = [
            f"SELECT '{name}' AS name, count(*) || '/' || max(xmin::text::bigint) AS print FROM {name}"
            for name in compared
        ]
        async with self.db.pool.acquire() as connection:
            rows = await connection.fetch("/* fingerprint */ " + " UNION ALL ".join(parts))
        return {row["name"]: row["print"] or "" for row in rows}

    async def settle(self) -> None:
        await drain(self.db, self.market_id)

    # What stands in an address. `at` is the shop it belongs to; the guest has bought there.

    async def deal(self, at: str = "here") -> dict[str, str]:
        async with self.db.work() as work:
            made = await cast.publish(work, self.shops[at])
        return {"slug": self.shops[at].slug, "deal_id": str(made.deal_id)}

    async def ordered(self, at: str = "here") -> dict[str, str]:
        """An order that waits for its payment."""
        order = await self._order(at)
        return {"slug": self.shops[at].slug, "order_id": str(order.order_id)}

    async def paid(self, at: str = "here") -> dict[str, str]:
        """A paid order and its voucher."""
        order = await self._order(at)
        async with self.db.work() as work:
            told = (f"pay_{order.number}", order.total_minor, order.currency)
            await payments.record_paid(work, self.market_id, order.intent_id, *told)
        async with self.db.read() as reader:
            voucher = (await vouchers.vouchers_of_order(reader, self.market_id, order.order_id))[0]
        return {
            "slug": self.shops[at].slug,
            "order_id": str(order.order_id),
            "voucher_id": str(voucher.voucher_id),
            "code": voucher.code,
        }

    async def redeemed(self, at: str = "here") -> dict[str, str]:
        """A used order: what its redemption is called, too."""
        names = await self.paid(at)
        shop = self.shops[at]
        clerk = self.person(next(iter(STAFF[at])))
        place = {"timezone": self.market.timezone, "country": self.market.country}
        async with self.db.work() as work:
            done = await vouchers.redeem(
                work,
                self.market_id,
                names["code"],
                shop.store_id,
                (clerk.person_id, clerk.nickname),
                Key("matrix", secrets.token_hex(8), b""),
                place,
            )
        return {**names, "redemption_id": str(done.redemption.redemption_id)}

    async def reviewed(self, at: str = "here") -> dict[str, str]:
        """A used order with its review."""
        names = await self.redeemed(at)
        sent = {"quality": 5, "place": 4, "service": 5, "body": "好吃"}
        path = f"/api/v1/markets/{self.market.slug}/orders/{names['order_id']}/review"
        answer = await self.ask(who.GUEST, "POST", path, sent)
        assert answer.is_success, answer.text
        return names

    async def link(self, at: str = "here") -> dict[str, str]:
        shop = self.shops[at]
        async with self.db.work() as work:
            owner_id = self.person(list(STAFF[at])[-1]).person_id
            made = await marketing.make_link(
                work, self.market_id, shop.store_id, marketing.Channel.POSTER, "Matrix", owner_id
            )
        return {"slug": shop.slug, "link_id": str(made.link_id), "link_code": made.code}

    async def _order(self, at: str) -> orders.Order:
        async with self.db.work() as work:
            return await orders.place(
                work,
                self.market_id,
                self.person(who.GUEST).person_id,
                self.deals[at].deal_id,
                1,
                visit_id=None,
                link_code=None,
                provider="sandbox",
                pay_within=timedelta(minutes=15),
                key=Key("matrix", secrets.token_hex(8), b""),
            )


async def _furnish(world: World) -> None:
    signer = Signer(world.settings.secret, "phones")
    async with world.db.work() as work:
        for name, phone in PHONES.items():
            world.people[name] = await cast.join(work, phone, name, signer=signer)
        for market in (world.market, world.far_market):
            await markets.open_market(work, market)
        for at in STAFF:
            world.shops[at] = await cast.open_store(work, world.market, f"shop-{at}")
            world.deals[at] = await cast.publish(work, world.shops[at], stock=100_000, per_person=99_999)
            for name, role in STAFF[at].items():
                person_id, store_id = world.person(name).person_id, world.shops[at].store_id
                await merchants.add_staff(work, world.market_id, person_id, store_id, role, name)
        for name, market in ((who.OPERATOR, world.market), (who.FAR_OPERATOR, world.far_market)):
            person_id = world.person(name).person_id
            await identity.appoint_operator(work, market.market_id, person_id, "director")
    await world.settle()


@asynccontextmanager
async def open_world(server: EmbeddedPostgres) -> AsyncIterator[World]:
    """A world in a database of its own."""
    settings = Settings(log_level="ERROR", base_url=SITE, pool_size=4, sandbox_pay_port=9)
    url = await copy_of(server, f"matrix_{secrets.token_hex(6)}")
    pool = await open_pool(url, size=3)
    near = msgspec.structs.replace(cast.WEST_LAKE, market_id=81, slug="near")
    far = msgspec.structs.replace(cast.WEST_LAKE, market_id=82, slug="far")
    try:
        app = build_app(settings, url)
        async with awake(app):
            world = World(app, Database(pool, wire(Journey())), settings, near, far)
            await _furnish(world)
            yield world
    finally:
        await pool.close()

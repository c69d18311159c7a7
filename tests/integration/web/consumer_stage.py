"""A street of shops behind the real web app, and visitors who read its pages and send its own forms."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
import msgspec
from litestar import Litestar

from linli.journey import wire
from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.modules import catalog, identity, markets, merchants, orders, payments, vouchers
from linli.services import Services
from linli.web.shared import security
from linli.worker.inline import drain
from tests import cast
from tests.databases import passing_copy
from tests.integration.apps import PLAIN, serving
from tests.integration.web.statements import counted

SITE = "http://street.test"
Sold = catalog.Deal | None


class _Forms(HTMLParser):
    """The forms of a page by their action: what a browser would send of each if nothing was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self._open: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._open = self.found.setdefault(given.get("action") or "", {})
        elif tag == "input" and self._open is not None and _is_sent(given):
            self._open[str(given["name"])] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def _is_sent(given: dict[str, str | None]) -> bool:
    chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
    return bool(given.get("name")) and chosen


class Visitor:
    """One person's browser: keeps cookies, sends only forms that a page showed."""

    def __init__(self, app: Litestar, language: str) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url=SITE, timeout=30, headers=PLAIN
        )
        self.http.cookies.set(security.LANGUAGE_COOKIE, language)
        self.person: identity.Person | None = None

    async def get(self, path: str, status: int = 200) -> httpx.Response:
        answer = await self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{answer.text[:2000]}"
        return answer

    async def see(self, path: str) -> str:
        return (await self.get(path)).text

    async def send(self, page: httpx.Response | str, action: str, **typed: Any) -> httpx.Response:
        """Submit the form of this page that goes to `action`."""
        forms = _Forms()
        forms.feed(page if isinstance(page, str) else page.text)
        assert action in forms.found, f"no form to {action}; there are {sorted(forms.found)}"
        return await self.http.post(action, data={**forms.found[action], **typed})

    async def press(self, path: str, action: str, **typed: Any) -> httpx.Response:
        """Open a page and submit one of its forms."""
        return await self.send(await self.get(path), action, **typed)


class Street:
    """The market, its noodle shop with one deal, and what happens there."""

    def __init__(self, app: Litestar, settings: Settings, db: Database) -> None:
        self.app = app
        self.settings = settings
        self.db = db
        self.market: markets.Market
        self.store: merchants.Store
        self.deal: catalog.Deal

    @property
    def services(self) -> Services:
        found: Services = self.app.state.services
        return found

    @property
    def root(self) -> str:
        return f"/{self.market.slug}"

    async def set_up(self) -> None:
        """A market of this street's own, so that streets can share a database."""
        number = secrets.randbelow(10**8) + 1
        async with self.db.work() as work:
            self.market = await cast.open_market(work, market_id=number, slug=f"lake-{number}")
            self.store = await cast.open_store(work, self.market)
            self.deal = await cast.publish(work, self.store)
        await self.settle()

    async def settle(self) -> None:
        """Let everything that waits to happen happen."""
        await drain(self.db, self.market.market_id)

    def http_of(self, user_agent: str) -> httpx.AsyncClient:
        """A program that comes by and keeps nothing."""
        transport, headers = httpx.ASGITransport(app=self.app), {"User-Agent": user_agent}
        return httpx.AsyncClient(transport=transport, base_url=SITE, timeout=30, headers=headers)

    async def visitor(self, nickname: str | None = None, language: str = "en") -> Visitor:
        """Someone who comes by; with a nickname, someone who is signed in."""
        visitor = Visitor(self.app, language)
        if nickname:
            async with self.db.work() as work:
                signer = Signer(self.settings.secret, "phones")
                visitor.person = await cast.join(work, nickname=nickname, signer=signer, password=None)
                cookie = await identity.start_session(work, visitor.person.person_id)
            visitor.http.cookies.set(security.SESSION_COOKIE, cookie)
        return visitor

    async def publish(self, store: merchants.Store | None = None, **changes: Any) -> catalog.Deal:
        async with self.db.work() as work:
            deal = await cast.publish(work, store or self.store, **changes)
        await self.settle()
        return deal

    async def open_store(self, slug: str, **changes: Any) -> merchants.Store:
        async with self.db.work() as work:
            store = await cast.open_store(work, self.market, slug, **changes)
        await self.settle()
        return store

    async def order(
        self, visitor: Visitor, quantity: int = 1, deal: catalog.Deal | None = None
    ) -> orders.Order:
        """An unpaid order of the visitor's, placed without a page."""
        assert visitor.person is not None
        async with self.db.work() as work:
            return await orders.place(
                work,
                self.market.market_id,
                visitor.person.person_id,
                (deal or self.deal).deal_id,
                quantity,
                visit_id=None,
                link_code=None,
                provider="sandbox",
                pay_within=timedelta(minutes=15),
                key=Key("test", secrets.token_hex(8), b""),
            )

    async def pay(self, order: orders.Order) -> list[vouchers.Voucher]:
        """The payment arrives, as its callback would tell."""
        async with self.db.work() as work:
            told = (f"pay_{order.number}", order.total_minor, order.currency)
            await payments.record_paid(work, self.market.market_id, order.intent_id, *told)
        await self.settle()
        async with self.db.read() as reader:
            return await vouchers.vouchers_of_order(reader, self.market.market_id, order.order_id)

    async def bought(
        self, visitor: Visitor, quantity: int = 1, deal: catalog.Deal | None = None
    ) -> orders.Order:
        order = await self.order(visitor, quantity, deal)
        await self.pay(order)
        return order

    async def vouchers_of(self, order: orders.Order) -> list[vouchers.Voucher]:
        async with self.db.read() as reader:
            return await vouchers.vouchers_of_order(reader, self.market.market_id, order.order_id)

    async def redeem(self, order: orders.Order) -> vouchers.Voucher:
        """The clerk takes the order's first voucher."""
        voucher = (await self.vouchers_of(order))[0]
        async with self.db.work() as work:
            place = {"timezone": self.market.timezone, "country": self.market.country}
            clerk, key = (voucher.person_id, "Mei"), Key("test", secrets.token_hex(8), b"")
            where = (self.market.market_id, voucher.code, voucher.store_id)
            redeemed = await vouchers.redeem(work, *where, clerk, key, place)
        await self.settle()
        return redeemed.voucher

    async def queries(self, visitor: Visitor, path: str) -> int:
        """How many statements this page costs."""
        async with counted(self.services.db.pool, self.settings.pool_size) as said:
            await visitor.get(path)
        return len(said)


@dataclass(frozen=True)
class Town:
    """An app over a database of its own; its streets are strangers to each other."""

    app: Litestar
    settings: Settings
    db: Database

    async def street(self) -> Street:
        street = Street(self.app, self.settings, self.db)
        await street.set_up()
        return street


@asynccontextmanager
async def open_town(server: EmbeddedPostgres, **settings: Any) -> AsyncIterator[Town]:
    """A migrated database and the app over it, in the test's own event loop."""
    chosen = msgspec.structs.replace(Settings(log_level="ERROR", base_url=SITE, pool_size=4), **settings)
    async with (
        passing_copy(server, "street") as url,
        serving(chosen, url) as app,
        await open_pool(url, size=3) as pool,
    ):
        yield Town(app, chosen, Database(pool, wire(Journey())))

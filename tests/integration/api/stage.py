"""A small market behind the real app: an open store, its people, a deal, and calls as programs make them."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import msgspec
from litestar import Litestar

from linli.kernel import clock
from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.modules import catalog, identity, markets, merchants, orders
from linli.modules.payments.providers.sandbox import signing
from linli.worker.inline import drain
from tests.databases import passing_copy
from tests.integration.apps import serving

MARKET_ID = 1
MARKET = markets.Market(
    market_id=MARKET_ID, slug="lakeside", name="湖边", name_en="Lakeside", name_zh="湖边", currency="CNY",
    timezone="Asia/Shanghai", country="CN", language="zh", commission_bp=500, lat=30.25, lon=120.16,
)  # fmt: skip
HOME = "/api/v1/markets/lakeside"
STORE, OTHER_STORE = "wang-noodles", "li-tea"
GUEST, STRANGER, OWNER, CLERK, OTHER_OWNER, OPERATOR = (f"+861390000000{n}" for n in range(1, 7))
PEOPLE = {
    GUEST: "小满", STRANGER: "路人", OWNER: "老王", CLERK: "小梅", OTHER_OWNER: "老李", OPERATOR: "运营",
}  # fmt: skip
PASSWORD = "lakeside-password"
ALL_SCOPES = ["consumer", "counter", "merchant", "operator"]
# Nothing listens at the provider's port: in here, payments come by callback only.
SETTINGS = Settings(port=8000, pool_size=4, sandbox_pay_port=9)
_numbers = itertools.count(1)


@dataclass
class Stage:
    """The app, a client, and what its people hold."""

    app: Litestar
    client: httpx.AsyncClient
    deal_id: UUID
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def db(self) -> Database:
        db: Database = self.app.state.services.db
        return db

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        by: str | None = GUEST,
        key: str = "",
        **more: Any,
    ) -> httpx.Response:
        """One call by a person (None: by nobody); a POST has a key of its own unless it is given one."""
        headers = {"Idempotency-Key": key or f"key-{next(_numbers)}"} if method == "POST" else {}
        if by:
            headers["Authorization"] = f"Bearer {await self.token(by)}"
        headers |= more.pop("headers", {})
        where = path if path.startswith("/api") else HOME + path
        return await self.client.request(method, where, json=body, headers=headers, **more)

    async def done(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        """The answer of a call that must succeed."""
        answer = await self.call(method, path, body, **more)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: object = None, **more: Any) -> tuple[int, str]:
        """Status and code of a call that must be refused, with a whole problem."""
        answer = await self.call(method, path, body, **more)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["detail"] and "{" not in problem["detail"], problem
        return answer.status_code, problem["code"]

    async def token(self, phone: str) -> str:
        if phone not in self.tokens:
            wanted = {"phone": phone, "password": PASSWORD, "scopes": ALL_SCOPES}
            answer = await self.client.post(f"{HOME}/tokens", json=wanted)
            assert answer.status_code == 201, answer.text
            self.tokens[phone] = answer.json()["token"]
        return self.tokens[phone]

    async def ordered(self, quantity: int = 1, **more: Any) -> dict[str, Any]:
        order: dict[str, Any] = await self.done(
            "POST", "/orders", {"deal_id": str(self.deal_id), "quantity": quantity, **more}
        )
        return order

    async def paid(self, quantity: int = 1, **more: Any) -> dict[str, Any]:
        """A paid order, with its vouchers: the provider's signed callback has come."""
        order = await self.ordered(quantity, **more)
        assert (await self.callback(order["order_id"], order["total"]["amount"])).status_code == 204
        found: dict[str, Any] = await self.done("GET", f"/orders/{order['order_id']}")
        return found

    async def callback(
        self, order_id: str, amount: int, secret: str = SETTINGS.sandbox_pay_secret
    ) -> httpx.Response:
        async with self.db.read() as reader:
            order = await orders.order(reader, MARKET_ID, UUID(order_id), None)
        path = "/api/callbacks/lakeside/sandbox"
        data = {
            "id": f"pay_{order.number}", "status": "paid", "reference": str(order.intent_id),
            "amount": amount, "currency": "CNY",
        }  # fmt: skip
        body = msgspec.json.encode({"id": f"evt_{next(_numbers)}", "type": "payment.paid", "data": data})
        mark = signing.sign(secret, "POST", path, body, clock.now())
        return await self.client.post(path, content=body, headers={signing.HEADER: mark})

    async def settle(self) -> None:
        """Everything that was to happen soon has happened."""
        await drain(self.db, MARKET_ID)


@asynccontextmanager
async def opened(server: EmbeddedPostgres) -> AsyncIterator[Stage]:
    """A stage over a database of its own."""
    async with passing_copy(server, "api") as url, serving(SETTINGS, url) as app:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            stage = Stage(app, client, await _furnish(app))
            await stage.settle()
            yield stage


async def _furnish(app: Litestar) -> UUID:
    db: Database = app.state.services.db
    async with db.work() as work:
        await markets.open_market(work, MARKET)
        signer = Signer(SETTINGS.secret, "phones")
        people = {
            phone: await identity.register_demo_person(work, phone, name, PASSWORD, signer)
            for phone, name in PEOPLE.items()
        }
        await identity.appoint_operator(work, MARKET_ID, people[OPERATOR].person_id, "director")
        for slug, owner in ((STORE, OWNER), (OTHER_STORE, OTHER_OWNER)):
            merchant = merchants.Merchant(
                merchant_id=derived("merchant", slug), name=slug, state=merchants.MerchantState.VERIFIED
            )
            await merchants.add_merchant(work, MARKET_ID, merchant)
            store = merchants.Store(
                store_id=derived("store", slug), slug=slug, name=f"{slug} 店", trade="restaurant",
                lat=30.2501, lon=120.1601, merchant_id=merchant.merchant_id, hours="Mo-Su 10:00-22:00",
            )  # fmt: skip
            await merchants.list_store(work, MARKET_ID, store)
            member = (people[owner].person_id, store.store_id)
            await merchants.add_staff(work, MARKET_ID, *member, "owner", PEOPLE[owner])
        clerk = (people[CLERK].person_id, derived("store", STORE))
        await merchants.add_staff(work, MARKET_ID, *clerk, "clerk", PEOPLE[CLERK])
        new = catalog.NewDeal(
            store_id=derived("store", STORE), title="双人面", price_minor=5_800, list_price_minor=8_000,
            currency="CNY", stock=1_000, contents=[catalog.Content(name="面", price_minor=4_000)],
            per_person=99,
        )  # fmt: skip
        return (await catalog.publish_deal(work, MARKET_ID, new)).deal_id

"""Where an attack takes place: a running product, people with tokens and cookies, things to fight for."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import httpx
import msgspec

from linli.kernel import clock, ids
from linli.kernel.database import Database
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import catalog, identity, merchants
from linli.modules.payments.providers.sandbox import signing
from linli.web.shared import security
from tests.devices import Device
from tests.product import Product, until

MARKET_ID, MARKET, STORE = 1, "hangzhou", "wangjie-noodles"
API = f"/api/v1/markets/{MARKET}"
CALLBACKS = f"/api/callbacks/{MARKET}/sandbox"
SEED = "a-seed-of-these-browsers"
PHONES = Signer(DEMO_SECRET, "phones")


class Seen(msgspec.Struct, frozen=True):
    """What came of an attack: how many clients took part at once, what should and what did succeed, and what
    the others were told.
    """

    clients: int
    expected: int
    succeeded: int
    outcomes: dict[str, int] = {}


class Somebody(msgspec.Struct, frozen=True):
    """A person with a token for programs and a cookie for pages."""

    person_id: UUID
    phone: str
    token: str
    cookie: str


class Bought(msgspec.Struct, frozen=True):
    """A paid order with its vouchers."""

    order_id: UUID
    payer: Somebody
    vouchers: list[dict[str, Any]]
    pay_url: str


class Stage:
    """One round: everything in it is new, so that rounds and limits know nothing of each other."""

    def __init__(self, product: Product, db: Database, owner_db: Database, seed: int, mark: str) -> None:
        self.product = product
        self.db = db
        # The database's owner, for what only time would bring about.
        self.owner_db = owner_db
        self.dice = random.Random(f"{seed} {mark}")
        self.mark = f"{mark}-{seed}-{ids.uuid7().hex[-8:]}"
        self._clients: list[httpx.AsyncClient] = []
        self._keys = 0
        self.market = MARKET
        self.http = self.from_address()

    def address(self) -> str:
        """A loopback address of its own: limits count by address."""
        return f"127.{self.dice.randint(1, 250)}.{self.dice.randint(1, 250)}.{self.dice.randint(2, 250)}"

    def from_address(self, address: str | None = None) -> httpx.AsyncClient:
        """A client with many connections, so that both processes answer; from an address of its own."""
        limits = httpx.Limits(max_connections=64)
        transport = httpx.AsyncHTTPTransport(local_address=address or self.address(), limits=limits)
        client = httpx.AsyncClient(transport=transport, base_url=self.product.url, timeout=60)
        self._clients.append(client)
        return client

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()

    def key(self) -> str:
        self._keys += 1
        return f"{self.mark}-{self._keys}"

    def phone(self) -> str:
        return f"+86136{self.dice.randrange(10**8):08d}"

    async def people(self, count: int, *scopes: str) -> list[Somebody]:
        """So many new people."""
        found = []
        async with self.db.work() as work:
            for _ in range(count):
                phone = self.phone()
                person = await identity.register_demo_person(work, phone, "Racer", None, PHONES)
                token = await identity.issue_token(work, person.person_id, scopes or ("consumer",))
                cookie = await identity.start_session(work, person.person_id)
                found.append(Somebody(person.person_id, phone, token.token, cookie))
        return found

    async def one(self, *scopes: str) -> Somebody:
        return (await self.people(1, *scopes))[0]

    async def operators(self, count: int, role: str) -> list[Somebody]:
        """People who help to run the market."""
        found = await self.people(count)
        async with self.db.work() as work:
            for somebody in found:
                await identity.appoint_operator(work, MARKET_ID, somebody.person_id, role)
        return found

    async def clerks(self, count: int, role: str = "clerk") -> list[Somebody]:
        """People who work in the store."""
        found = await self.people(count, "counter", "merchant")
        async with self.db.work() as work:
            store = await merchants.store_by_slug(work, MARKET_ID, STORE)
            for somebody in found:
                await merchants.add_staff(work, MARKET_ID, somebody.person_id, store.store_id, role, "Racer")
        return found

    async def deal(
        self,
        stock: int = 100,
        per_person: int = 20,
        price: int = 1990,
        use: catalog.UseRules = catalog.AT_ONCE,
    ) -> UUID:
        async with self.db.work() as work:
            store = await merchants.store_by_slug(work, MARKET_ID, STORE)
            new = catalog.NewDeal(
                store_id=store.store_id,
                title="赛跑套餐",
                title_en="Race menu",
                contents=[catalog.Content(name="面", name_en="Noodles", qty=1, price_minor=price + 10)],
                price_minor=price,
                list_price_minor=price + 10,
                currency="CNY",
                stock=stock,
                per_person=per_person,
                use_rules=use,
            )
            return (await catalog.publish_deal(work, MARKET_ID, new)).deal_id

    async def call(
        self,
        who: Somebody | None,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        client: httpx.AsyncClient | None = None,
    ) -> httpx.Response:
        """One call of the API, under a key of its own unless told."""
        headers = {"idempotency-key": key or self.key(), "accept-language": "en"}
        if who:
            headers["authorization"] = f"Bearer {who.token}"
        return await (client or self.http).request(method, API + path, json=body, headers=headers)

    async def press(
        self,
        who: Somebody | None,
        path: str,
        device: Device | None = None,
        accept: str = "*/*",
        /,
        **fields: str,
    ) -> httpx.Response:
        """One form of a page, as that person's browser sends it; `device` where it is an enrolled one."""
        cookies = {security.SEED_COOKIE: SEED}
        if who:
            cookies[security.SESSION_COOKIE] = who.cookie
        if device:
            cookies[security.DEVICE_COOKIE] = device.cookie
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        token = security.form_token(Signer(DEMO_SECRET, "forms"), SEED)
        data, headers = {"csrf_token": token, **fields}, {"cookie": said, "accept": accept}
        return await self.http.post(f"/{MARKET}{path}", data=data, headers=headers)

    async def upload(
        self,
        who: Somebody,
        path: str,
        field: str,
        body: bytes,
        kind: str = "application/pdf",
        **fields: str,
    ) -> httpx.Response:
        """A form with one file."""
        said = f"{security.SEED_COOKIE}={SEED}; {security.SESSION_COOKIE}={who.cookie}"
        data = {"csrf_token": security.form_token(Signer(DEMO_SECRET, "forms"), SEED), **fields}
        files = {field: ("paper", body, kind)}
        return await self.http.post(f"/{MARKET}{path}", data=data, files=files, headers={"cookie": said})

    async def place(self, who: Somebody, deal_id: UUID, quantity: int = 1) -> UUID:
        """An order that waits for its payment."""
        answer = await self.call(who, "POST", "/orders", {"deal_id": str(deal_id), "quantity": quantity})
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["order_id"])

    async def pay_page(self, who: Somebody, order_id: UUID) -> str:
        answer = await self.call(who, "POST", f"/orders/{order_id}/payment")
        assert answer.is_success, answer.text
        return str(answer.json()["pay_url"])

    async def bought(self, quantity: int = 1, deal_id: UUID | None = None) -> Bought:
        """Bought and paid the usual way."""
        who = await self.one()
        order_id = await self.place(who, deal_id or await self.deal(), quantity)
        page = await self.pay_page(who, order_id)
        await self.product.pay(self.http, page)
        return Bought(order_id, who, await until(lambda: self.vouchers(who, order_id)), page)

    async def order(self, who: Somebody, order_id: UUID) -> dict[str, Any]:
        answer = await self.call(who, "GET", f"/orders/{order_id}")
        detail: dict[str, Any] = answer.json()
        return detail

    async def vouchers(self, who: Somebody, order_id: UUID) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.order(who, order_id))["vouchers"]
        return found

    async def redeem(
        self, clerk: Somebody, code: str, key: str | None = None, *, taken: list[int] | None = None
    ) -> httpx.Response:
        body = {"code": code, "taken": taken}
        return await self.call(clerk, "POST", f"/stores/{STORE}/redemptions", body, key=key)

    async def refund(self, who: Somebody, order_id: UUID) -> httpx.Response:
        return await self.call(who, "POST", f"/orders/{order_id}/refund")

    async def provider(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """A signed call to the provider, as it knows its merchant."""
        content = b"" if body is None else msgspec.json.encode(body)
        headers = {
            "sandbox-merchant": "linli",
            signing.HEADER: signing.sign(DEMO_SECRET, method, path, content, clock.now()),
            "content-type": "application/json",
        }
        async with httpx.AsyncClient(base_url=self.product.pay_url, timeout=30) as client:
            answer = await client.request(method, path, content=content, headers=headers)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    async def tell(self, kind: str, payment: dict[str, Any], event_id: str) -> httpx.Response:
        """A callback, signed as the provider signs its own."""
        event = {"id": event_id, "type": kind, "data": payment}
        body = msgspec.json.encode(event)
        mark = signing.sign(DEMO_SECRET, "POST", CALLBACKS, body, clock.now())
        headers = {signing.HEADER: mark, "content-type": "application/json"}
        return await self.http.post(CALLBACKS, content=body, headers=headers)

    async def count(self, statement: str, *args: object) -> int:
        """Look into the books; statements are these tests' own."""
        async with self.owner_db.pool.acquire() as connection:
            return int(await connection.fetchval(statement, *args))

    async def id_of(self, statement: str, *args: object, patient: bool = False) -> UUID:
        """The one id that a statement finds; `patient` where the worker has to come by first."""

        async def look() -> UUID | None:
            async with self.owner_db.pool.acquire() as connection:
                found: UUID | None = await connection.fetchval(statement, *args)
            return found

        found = await until(look, 40) if patient else await look()
        assert isinstance(found, UUID), statement
        return found

    async def as_owner(self, statement: str, *args: object) -> None:
        async with self.owner_db.pool.acquire() as connection:
            await connection.execute(statement, *args)


async def all_at_once(acts: Iterable[Awaitable[httpx.Response]]) -> Counter[str]:
    """Every call at the same time; how they ended: `done`, or the refusal's code."""
    return Counter(said(answer) for answer in await asyncio.gather(*acts))


def said(answer: httpx.Response) -> str:
    """`done`, or why not; a page's refusal is told by its status."""
    if answer.status_code < 400:
        return "done"
    assert answer.status_code < 500, answer.text
    if "json" in answer.headers.get("content-type", ""):
        return str(answer.json()["code"])
    return str(answer.status_code)


def seen(outcomes: Counter[str], expected: int, succeeded: int | None = None) -> Seen:
    """As many clients as there are outcomes; those that were `done` succeeded unless told otherwise."""
    count = outcomes["done"] if succeeded is None else succeeded
    return Seen(sum(outcomes.values()), expected, count, dict(sorted(outcomes.items())))


Attack = Callable[[Stage], Awaitable[Seen]]


class Limit(msgspec.Struct, frozen=True):
    """`where`: the statements (`module.name`), constraints (`schema.table.constraint`) and counted limits
    (`path.NAME`) that decide.
    """

    name: str
    what: str
    where: tuple[str, ...]
    attack: Attack

"""Two markets, three shops, and the people of the matrix, behind the real app."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec

from linli.journey import wire
from linli.kernel.database import Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.kernel.tables import TABLES
from linli.modules import catalog, foreign_vouchers, identity, markets, merchants
from linli.modules.merchants import StaffRole
from linli.services import means_of
from linli.web.shared import security
from linli.worker.inline import drain
from tests import cast, pass_keys, written
from tests.databases import passing_copy
from tests.integration.apps import PLAIN, serving
from tests.integration.matrix import people as who
from tests.integration.matrix.untold import Untold
from tests.simulators import douyin

SITE = "http://matrix.test"
SEED = "a-browser"
SCOPES = ("consumer", "counter", "merchant", "operator")
PHONES = {name: f"+8613711{number:06d}" for number, name in enumerate(who.STAYING, 420_001)}
# Shop → the owner, who is the head office's, and who else works there.
OWNERS = {"here": who.OWNER, "there": who.OTHER_OWNER}
STAFF = {
    "here": {who.CLERK: "clerk", who.MANAGER: "manager", who.BOTH: "clerk"},
    "there": {who.OTHER_CLERK: "clerk", who.OTHER_MANAGER: "manager"},
    "branch": {who.BRANCH_MANAGER: "manager", who.BOTH: "manager"},
}
ROLES = {
    who.DIRECTOR: "director", who.REVIEWER: "reviewer", who.FINANCE: "finance", who.SUPPORT: "support",
}  # fmt: skip
# What asking may always leave behind: counted tries, sessions made for asking, and who was turned away.
NOT_COMPARED = frozenset(("kernel.tries", "identity.sessions", "identity.api_tokens", "identity.tokens"))
COMPARED = frozenset(TABLES) - NOT_COMPARED


@dataclass
class World:
    """The app, its two markets, and what its people hold."""

    client: httpx.AsyncClient
    db: Database
    watcher: asyncpg.Connection
    settings: Settings
    market: markets.Market
    far_market: markets.Market
    # A platform that sells elsewhere.
    elsewhere: douyin.Douyin
    people: dict[str, identity.Person] = field(default_factory=dict)
    shops: dict[str, merchants.Store] = field(default_factory=dict)
    deals: dict[str, catalog.Deal] = field(default_factory=dict)
    # What must not be read by those it is not for: every text of each kind that stands in the world.
    secrets: Untold = field(default_factory=Untold)
    # Strangers who may have become somebody by what they were let do.
    spent: set[str] = field(default_factory=set)
    _sessions: dict[str, str] = field(default_factory=dict)
    _tokens: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)

    @cached_property
    def means(self) -> foreign_vouchers.Means:
        """How it is spoken to."""
        return means_of(self.settings)

    @property
    def market_id(self) -> int:
        return self.market.market_id

    @property
    def phones(self) -> Signer:
        return Signer(self.settings.secret, "phones")

    def person(self, name: str) -> identity.Person:
        return self.people[name]

    def id_of(self, name: str) -> UUID:
        return self.people[name].person_id

    def keep_secret(self, kind: str, text: str) -> str:
        self.secrets.keep(kind, text)
        return text

    async def stranger(self, name: str) -> str:
        """Somebody new is the person of this name from now on; returns their phone."""
        phone = f"+86139{secrets.randbelow(10**8):08d}"
        async with self.db.work() as work:
            self.people[name] = await cast.join(work, phone, name, signer=self.phones, password=None)
        self._sessions.pop(name, None)
        self._tokens = {key: token for key, token in self._tokens.items() if key[0] != name}
        return phone

    async def renew(self) -> None:
        """Strangers who were used up are strangers again."""
        for name in sorted(self.spent):
            await self.stranger(name)
        self.spent.clear()

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
                session = await self.session(name, fresh=fresh)
                self.keep_secret("session", session.rpartition(".")[2])
                cookies[security.SESSION_COOKIE] = session
        body: dict[str, Any] = {} if send is None else {"json": send} if api else {"data": send}
        if cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in cookies.items())
        self.client.cookies.clear()
        return await self.client.request(method, path, headers=headers, **body)

    async def moment(self) -> str:
        """What `written_since` counts from."""
        return await written.moment(self.watcher)

    async def written_since(self, before: str) -> set[str]:
        """The tables into which something was written that asking alone does not leave behind."""
        return (await written.written_since(self.watcher, before)) & COMPARED

    async def settle(self) -> None:
        await drain(self.db, self.market_id)


async def _furnish(world: World) -> None:
    async with world.db.work() as work:
        for name, phone in PHONES.items():
            world.people[name] = await cast.join(work, phone, name, signer=world.phones, password=None)
        for market in (world.market, world.far_market):
            await markets.open_market(work, market)
        for at in OWNERS:
            await _open_shop(world, work, at)
        merchant_id = world.shops["here"].merchant_id
        branch = await cast.open_store(work, world.market, "shop-branch", merchant_id=merchant_id)
        world.shops["branch"] = branch
        for at, staff in STAFF.items():
            for name, role in staff.items():
                where = (world.id_of(name), world.shops[at].store_id)
                await merchants.add_staff(work, world.market_id, *where, role, name)
        await _place_in_head_office(world, work)
        for name, role in ROLES.items():
            await identity.appoint_operator(work, world.market_id, world.id_of(name), role)
        far_id = world.far_market.market_id
        await identity.appoint_operator(work, far_id, world.id_of(who.FAR_DIRECTOR), "director")
    world.keep_secret("phone", PHONES[who.GUEST][3:])
    for name in (who.APPLICANT, who.INVITED):
        await world.stranger(name)
    await world.settle()


async def _open_shop(world: World, work: Work, at: str) -> None:
    store = await cast.open_store(work, world.market, f"shop-{at}")
    world.shops[at] = store
    world.deals[at] = await cast.publish(work, store, stock=100_000, per_person=99_999)
    owner = OWNERS[at]
    await merchants.add_staff(work, world.market_id, world.id_of(owner), store.store_id, "owner", owner)


async def _place_in_head_office(world: World, work: Work) -> None:
    """There by invitation, as everybody in a head office is."""
    shop, person_id = world.shops["here"], world.id_of(who.HEAD_MANAGER)
    owner = await merchants.staff_member(work, world.market_id, world.id_of(who.OWNER), shop.store_id)
    assert owner is not None
    asked = await merchants.invite(
        work, world.market_id, owner, StaffRole.MANAGER, None, "Head", signer=world.phones, write=str
    )
    about = (world.market_id, asked.invitation_id, person_id)
    await merchants.accept_invitation(work, *about, world.phones)


@asynccontextmanager
async def open_world(server: EmbeddedPostgres) -> AsyncIterator[World]:
    """A world in a database of its own."""
    elsewhere = douyin.started()
    settings = Settings(
        log_level="ERROR",
        base_url=SITE,
        pool_size=4,
        sandbox_pay_port=9,
        douyin_url=elsewhere.url,
        douyin_link_url=elsewhere.url,
        **pass_keys.settings(),
    )
    near = msgspec.structs.replace(cast.WEST_LAKE, market_id=81, slug="near")
    far = msgspec.structs.replace(cast.WEST_LAKE, market_id=82, slug="far")
    async with passing_copy(server, "matrix") as url, serving(settings, url) as app:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            await open_pool(url, size=3) as pool,
            httpx.AsyncClient(transport=transport, base_url=SITE, headers=PLAIN) as client,
            written.watching(url) as watcher,
        ):
            world = World(client, Database(pool, wire(Journey())), watcher, settings, near, far, elsewhere)
            await _furnish(world)
            yield world
    elsewhere.stop()

"""One call of the API: its services, market, person and language."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency

from linli.api import gate, words
from linli.api.refusals import TOKEN_NEEDED
from linli.kernel import idempotency
from linli.kernel.database import Actor, Reader, Work
from linli.kernel.refusals import INVALID, NOT_ALLOWED, NOT_FOUND
from linli.kernel.signing import body_print
from linli.modules import identity, markets, merchants
from linli.services import Services

T = TypeVar("T")
ONE_DAY = timedelta(days=1)


class Call:
    """What the gate has found, and the few things that every endpoint asks for."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        state = request.scope.get("state", {})
        self.request = request
        self.services: Services = request.app.state.services
        self._market: markets.Market | None = state.get("linli_market")
        self._holder: identity.TokenHolder | None = state.get("linli_holder")
        usual = self._market.language if self._market else "en"
        self.locale = words.choose(request.headers.get("accept-language"), usual)

    @property
    def market(self) -> markets.Market:
        if self._market is None:
            raise NOT_FOUND()
        return self._market

    @property
    def market_id(self) -> int:
        return self.market.market_id

    @property
    def person(self) -> identity.Person:
        """Whose token it is. Refuses: token_needed."""
        if self._holder is None:
            raise TOKEN_NEEDED()
        return self._holder.person

    @property
    def person_id(self) -> UUID:
        return self.person.person_id

    @property
    def token_id(self) -> UUID:
        """Which token it is. Refuses: token_needed."""
        if self._holder is None:
            raise TOKEN_NEEDED()
        return self._holder.token_id

    @property
    def actor(self) -> Actor:
        return Actor("client", self._holder.person.person_id) if self._holder else Actor("anyone")

    @property
    def address(self) -> str:
        """The network address that calls, for limits; behind a trusted proxy the one that it names."""
        client = self.request.client
        return client.host if client else "unknown"

    @property
    def at_place(self) -> dict[str, Any]:
        """What rules of use need to know of the market."""
        return {"timezone": self.market.timezone, "country": self.market.country}

    def key(self, operation: str, *asked: object) -> idempotency.Key:
        """The caller's idempotency key for this operation and everything that was asked in it."""
        caller = self._holder.person.person_id if self._holder else f"anyone:{self.address}"
        asked_print = body_print(operation, self.market_id, *asked)
        return idempotency.Key(f"api:{caller}", gate.idempotency_key(self.request), asked_print)

    async def once(
        self, work: Work, operation: str, asked: object, answer: type[T], act: Callable[[], Awaitable[T]]
    ) -> T:
        """Do it once under the caller's key, and give a repeat the first answer."""
        return await idempotency.once(work, self.market_id, self.key(operation, asked), answer, act)

    async def store(self, reader: Reader, slug: str) -> merchants.Store:
        return await merchants.store_by_slug(reader, self.market_id, slug)

    async def staffed(
        self, reader: Reader, slug: str, *roles: merchants.StaffRole
    ) -> tuple[merchants.Store, merchants.StaffMember]:
        """A store and the caller's place in it. Refuses: not_found (also where not staff), not_allowed."""
        staffed = self.request.scope["state"].get("linli_staffed")
        if isinstance(staffed, merchants.StaffedStore) and staffed.slug == slug:
            return staffed, merchants.require_role(staffed.member(self.person_id), *roles)
        store = await self.store(reader, slug)
        return store, await merchants.require_staff(
            reader, self.market_id, self.person_id, store.store_id, *roles
        )

    async def counter_since(
        self, reader: Reader, slug: str, since: datetime | None
    ) -> tuple[merchants.Store, datetime]:
        """The store whose counter's list is asked for, and from when on: the last 24 hours unless `since`
        says otherwise; for a clerk never more. Refuses: invalid (since), not_found (also where not staff),
        not_allowed.
        """
        if since is not None and since.tzinfo is None:
            raise INVALID(field="since")
        store, member = await self.staffed(reader, slug)
        of_the_day = reader.now - ONE_DAY
        if since is not None and since < of_the_day and member.role is merchants.StaffRole.CLERK:
            raise NOT_ALLOWED()
        return store, since or of_the_day


Called = NamedDependency[Call]


async def provide_call(request: Request[Any, Any, Any]) -> Call:
    """Litestar's dependency `call`."""
    return Call(request)

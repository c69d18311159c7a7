"""The API's gate: finds market and token, and lets in only whom the endpoint declares."""

import asyncio
import re
from typing import Any

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from linli.api.refusals import SCOPE_NEEDED, TOKEN_NEEDED
from linli.kernel import idempotency
from linli.kernel.database import Reader
from linli.kernel.refusals import IDEMPOTENCY_KEY_NEEDED, INVALID, NOT_ALLOWED, NOT_FOUND, TOO_SLOW
from linli.modules import identity, markets, merchants
from linli.services import BODY_WITHIN_SECONDS, STAFF, Services, Who

KEY_HEADER = "idempotency-key"
BEARER = "bearer "
# PostgreSQL has no NUL in texts, so nothing with one can be found or written.
NUL_IN_URL, NUL_IN_JSON = b"%00", b"\\u0000"
_PLACE = re.compile(r"- at `\$\.?(?P<path>[^`]*)`$")
_NAMED = re.compile(r"^Object .* field `(?P<name>[^`]*)`")


async def gate(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """An endpoint that declares nobody lets nobody in.

    Refuses in this order: not_found (no such market), token_needed, scope_needed, not_found (not staff or
    operator here), idempotency_key_needed.
    """
    services: Services = connection.app.state.services
    who = handler.opt.get("who")
    if not isinstance(who, Who):
        raise NOT_ALLOWED()
    token = bearer_token(connection)
    market = await _market(services, connection)
    holder = await services.tokens.holder(token) if token else None
    connection.scope["state"].update(linli_market=market, linli_holder=holder)
    if who not in (Who.ANYONE, Who.PROVIDER):
        await _let_in(services, connection, who, handler.opt.get("scope"), market, holder)
    if holder is not None:
        await identity.note_token(services.db, holder)
    if handler.opt.get("once") and not 0 < len(idempotency_key(connection)) <= idempotency.MAX_LENGTH:
        raise IDEMPOTENCY_KEY_NEEDED(longest=idempotency.MAX_LENGTH)


async def _let_in(
    services: Services,
    connection: ASGIConnection[Any, Any, Any, Any],
    who: Who,
    scope: str | None,
    market: markets.Market | None,
    holder: identity.TokenHolder | None,
) -> None:
    if holder is None:
        raise TOKEN_NEEDED()
    if scope is not None and scope not in holder.scopes:
        raise SCOPE_NEEDED(scope=scope)
    if who not in STAFF and who is not Who.OPERATOR:
        return
    if market is None:
        raise NOT_FOUND()
    slug = connection.path_params.get("slug") if who in STAFF else None
    async with services.db.read() as reader:
        if slug is not None:
            about = (market.market_id, slug, holder.person.person_id)
            staffed = await merchants.staffed_store(reader, *about)
            connection.scope["state"]["linli_staffed"] = staffed
            if staffed is not None:
                if staffed.highest is None or staffed.highest.value not in STAFF[who]:
                    raise NOT_FOUND()
                return
        if not await has_role(reader, who, market.market_id, holder.person):
            raise NOT_FOUND()


async def has_role(reader: Reader, who: Who, market_id: int, person: identity.Person) -> bool:
    """Whether the person is such staff in any store of the market, or helps to run the market."""
    if who is Who.OPERATOR:
        return await identity.is_operator(reader, market_id, person.person_id)
    role = await merchants.highest_role(reader, market_id, person.person_id)
    return role is not None and role.value in STAFF[who]


async def _market(
    services: Services, connection: ASGIConnection[Any, Any, Any, Any]
) -> markets.Market | None:
    if "\x00" in connection.scope["path"]:
        raise NOT_FOUND()
    slug = connection.path_params.get("market")
    return await services.directory.market_by_slug(slug) if slug else None


def bearer_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    header: str = connection.headers.get("authorization", "")
    return header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else None


def idempotency_key(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    header: str = connection.headers.get(KEY_HEADER, "")
    return header.strip()


async def read_strictly(request: Request[Any, Any, Any]) -> None:
    """Before every call of version 1: a body is exactly what its description says, and nothing has a NUL.

    The framework itself would take "1" for 1. Refuses: invalid (the field's path, or body), too_slow.
    """
    if NUL_IN_URL in request.scope.get("query_string", b""):
        raise INVALID(field="query")
    data = request.route_handler.parsed_data_field
    if data is None:
        return
    try:
        async with asyncio.timeout(BODY_WITHIN_SECONDS):
            body = await request.body()
    except TimeoutError:
        raise TOO_SLOW(seconds=BODY_WITHIN_SECONDS) from None
    if NUL_IN_JSON in body:
        raise INVALID(field="body")
    try:
        msgspec.json.decode(body, type=data.annotation)
    except msgspec.DecodeError as error:
        raise INVALID(field=field_in(str(error))) from None


def field_in(message: str) -> str:
    """Where msgspec found the fault: `price.scale`, `contents[].name`; `body` for all of it."""
    place, named = _PLACE.search(message), _NAMED.search(message)
    parts = [place["path"] if place else "", named["name"] if named else ""]
    path = ".".join(part for part in parts if part).replace("[...]", "[]")
    return path[:100] or "body"

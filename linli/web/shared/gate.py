"""The pages' gate: reads what was sent, finds market and person, and lets in whom the endpoint declares."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, NOT_ALLOWED, NOT_FOUND, SIGN_IN_NEEDED, TOO_SLOW
from linli.modules import identity, kiosks, markets, merchants, terminals
from linli.services import BODY_WITHIN_SECONDS, STAFF, Services, Who
from linli.web.shared import security
from linli.web.shared.mall_hosts import mall_asked_for, opened_session, require_here
from linli.web.shared.malls import MallHere, mall_of_cookie

FORM_METHODS = frozenset(("POST", "PUT", "PATCH", "DELETE"))
# PostgreSQL has no NUL in texts, so nothing with one can be found or written.
NUL = "\x00"


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """An endpoint that declares nobody lets nobody in.

    The form is read before a database connection is taken: whoever sends slowly keeps nobody waiting.
    Refuses in this order: invalid (a NUL), too_slow, not_found (no such market, or not
    the mall's whose name was asked for), form_expired, device_unknown, kiosk_unknown,
    sign_in_needed, not_found (not staff or operator here), not_allowed (an operator whose
    role is not among the endpoint's `roles`).
    """
    services: Services = connection.app.state.services
    who = handler.opt.get("who")
    if not isinstance(who, Who):
        raise NOT_ALLOWED()
    if NUL in connection.scope["path"]:
        raise NOT_FOUND()
    if any(NUL in value for _, value in connection.query_params.multi_items()):
        raise INVALID(field="query")
    if connection.scope.get("method") in FORM_METHODS and not handler.opt.get("signed"):
        await _read_form(connection)
    slug = connection.path_params.get("market")
    market = await services.directory.market_by_slug(slug) if slug else None
    async with services.db.read() as reader:
        await _let_in(reader, who, market, connection)
    session = connection.scope["state"]["linli_session"]
    if session is not None:
        await identity.note_session(services.db, session)


async def _let_in(
    reader: Reader,
    who: Who,
    market: markets.Market | None,
    connection: ASGIConnection[Any, Any, Any, Any],
) -> None:
    services: Services = connection.app.state.services
    cookie = connection.cookies.get(security.SESSION_COOKIE)
    under = await mall_asked_for(reader, connection.headers, services.settings)
    if under is not None:
        market = await _under_own_name(reader, *under, connection)
        cookie = cookie and opened_session(services.mall_sessions, under[0].host, cookie)
    session = await identity.present_session(reader, cookie) if cookie else None
    person = session.person if session else None
    opt = connection.scope["route_handler"].opt
    if person is not None and person.is_guest:
        # Whoever has only paid is nobody but where they see what they paid.
        session, person = None, person if opt.get("guest") else None
    state = connection.scope["state"]
    state["linli_market"], state["linli_person"], state["linli_session"] = market, person, session
    # What a device has signed no form of another site could have sent.
    if connection.scope.get("method") in FORM_METHODS and not opt.get("signed"):
        seed = connection.cookies.get(security.SEED_COOKIE)
        security.check_form(services.forms, seed, state["linli_form_token"], connection.headers)
    if market is not None and opt.get("till"):
        person = await _at_the_till(reader, market, person, connection)
    if who is Who.DEVICE:
        await (_let_kiosk_in if opt.get("kiosk") else _let_device_in)(reader, market, connection)
    if who in (Who.ANYONE, Who.PERSON) and market is not None and under is None:
        await _in_a_mall(reader, market, person, connection)
    if who in (Who.ANYONE, Who.DEVICE):
        return
    if person is None:
        raise SIGN_IN_NEEDED()
    market_id = market.market_id if market else 0
    if who in STAFF:
        role = await merchants.highest_role(reader, market_id, person.person_id)
        if role is None or role.value not in STAFF[who]:
            raise NOT_FOUND()
    if who is Who.OPERATOR:
        await _let_operator_in(reader, market_id, person.person_id, connection)


async def _under_own_name(
    reader: Reader, here: MallHere, market: markets.Market, connection: ASGIConnection[Any, Any, Any, Any]
) -> markets.Market:
    """The market of the mall whose own name was asked for; the page is one of the mall's.

    Raises ElsewhereError. Refuses: not_found.
    """
    scope, public_url = connection.scope, connection.app.state.services.settings.public_url
    query = scope.get("query_string", b"").decode("latin-1")
    request = (str(scope.get("method")), scope["path"], query)
    await require_here(reader, here, market, request, public_url)
    scope["state"].update(linli_mall=here.mall, linli_mall_here=here)
    return market


async def _in_a_mall(
    reader: Reader,
    market: markets.Market,
    person: identity.Person | None,
    connection: ASGIConnection[Any, Any, Any, Any],
) -> None:
    """Whoever came in by a mall keeps its look on its pages."""
    slug = connection.cookies.get(security.MALL_COOKIE)
    if slug:
        person_id = person.person_id if person else None
        path = connection.scope["path"]
        connection.scope["state"]["linli_mall"] = await mall_of_cookie(reader, market, slug, path, person_id)


async def _device(
    reader: Reader, market: markets.Market | None, connection: ASGIConnection[Any, Any, Any, Any]
) -> terminals.Device | None:
    """The enrolled device that asks, a revoked one, too."""
    cookie = connection.cookies.get(security.DEVICE_COOKIE)
    return await terminals.device_by_cookie(reader, market.market_id, cookie) if market and cookie else None


async def _let_device_in(
    reader: Reader, market: markets.Market | None, connection: ASGIConnection[Any, Any, Any, Any]
) -> None:
    """A device of the store that the address names. Refuses: not_found, device_unknown."""
    store = await merchants.store_by_slug(
        reader, market.market_id if market else 0, connection.path_params["slug"]
    )
    device = await _device(reader, market, connection)
    if device is None or device.store_id != store.store_id:
        raise terminals.DEVICE_UNKNOWN()
    connection.scope["state"]["linli_device"] = device


async def _let_kiosk_in(
    reader: Reader, market: markets.Market | None, connection: ASGIConnection[Any, Any, Any, Any]
) -> None:
    """The screen that the address names. Whoever is signed in in the same browser is nobody on it, and it
    wears no mall's look. Refuses: not_found, kiosk_unknown.
    """
    secret = connection.cookies.get(security.KIOSK_COOKIE)
    about = (market.market_id if market else 0, connection.path_params["kiosk_id"])
    kiosk = await kiosks.present_kiosk(reader, *about, secret) if secret else None
    if kiosk is None:
        await kiosks.kiosk(reader, *about)
        raise kiosks.KIOSK_UNKNOWN()
    connection.scope["state"].update(linli_kiosk=kiosk, linli_person=None, linli_session=None)


async def _at_the_till(
    reader: Reader,
    market: markets.Market,
    person: identity.Person | None,
    connection: ASGIConnection[Any, Any, Any, Any],
) -> identity.Person | None:
    """Who acts at a counter: whoever sits at this device by PIN, and only at the counter of its own store;
    else who is signed in. The device itself is noted, so that what happens can be told of it.
    """
    device = await _device(reader, market, connection)
    if device is None or device.revoked_at is not None:
        return person
    store = await merchants.store_by_slug(reader, market.market_id, connection.path_params["slug"])
    if store.store_id != device.store_id:
        return person
    connection.scope["state"]["linli_device"] = device
    cookie = connection.cookies.get(security.SITTING_COOKIE)
    sitting = await terminals.present_sitting(reader, market.market_id, device, cookie) if cookie else None
    if sitting is None:
        return person
    clerk = await identity.person_of_epoch(reader, sitting.person_id, sitting.epoch)
    if clerk is None:
        return person
    # Whoever else is signed in in this browser has no part in what the clerk does.
    connection.scope["state"].update(linli_person=clerk, linli_session=None)
    return clerk


async def _let_operator_in(
    reader: Reader, market_id: int, person_id: UUID, connection: ASGIConnection[Any, Any, Any, Any]
) -> None:
    """Strangers are told that nothing is there; a colleague of another role that this is not theirs."""
    role = await identity.operator_role(reader, market_id, person_id)
    if role is None:
        raise NOT_FOUND()
    connection.scope["state"]["linli_operator_role"] = role
    if role not in connection.scope["route_handler"].opt.get("roles", tuple(identity.OperatorRole)):
        raise NOT_ALLOWED()


async def _read_form(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Read the whole form, which the framework keeps for the endpoint; remember its token."""
    request: Request[Any, Any, Any] = Request(connection.scope, receive=connection.receive)
    try:
        async with asyncio.timeout(BODY_WITHIN_SECONDS):
            form = await request.form()
    except TimeoutError:
        raise TOO_SLOW(seconds=BODY_WITHIN_SECONDS) from None
    for name, value in form.multi_items():
        if NUL in name or (isinstance(value, str) and NUL in value):
            raise INVALID(field=name.replace(NUL, "")[:100])
    token = request.headers.get("x-csrf-token") or form.get("csrf_token")
    connection.scope["state"]["linli_form_token"] = token if isinstance(token, str) else None

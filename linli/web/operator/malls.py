"""Merchants' own malls and their host names: confirmed by what was seen, withdrawn with a reason."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import Refusal
from linli.modules import malls
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import act_with_reason, may, room_page
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
ACT = {"who": Who.OPERATOR, "roles": roles.JUDGES}
PAGE = 50


@get("/{market:str}/operator/malls", opt=SEE)
async def mall_list(here: Asked) -> Response[str]:
    """Every mall of the market, or those whose host name waits (`?waiting=1`)."""
    return await _page(here)


@post("/{market:str}/operator/malls/{merchant_id:uuid}/host-confirmation", opt=ACT)
async def confirm_host(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """The name that was looked at leads to the mall; the reason says what was seen."""
    host = await _host(here)
    return await act_with_reason(
        here,
        lambda work, why: malls.confirm_host(work, here.market_id, merchant_id, host, why),
        lambda refusal: _page(here, refusal),
        *("malls", "host_confirmed"),
    )


@post("/{market:str}/operator/malls/{merchant_id:uuid}/host-withdrawal", opt=ACT)
async def withdraw_host(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """The name leads nowhere, at once; its owner reads why."""
    host = await _host(here)
    return await act_with_reason(
        here,
        lambda work, why: malls.withdraw_host(work, here.market_id, merchant_id, host, why),
        lambda refusal: _page(here, refusal),
        *("malls", "host_withdrawn"),
    )


async def _host(here: Here) -> str:
    """The name that stood on the page: another one, asked for meanwhile, was not looked at."""
    return str((await here.request.form()).get("host", ""))


async def _page(here: Here, refusal: Refusal | None = None) -> Response[str]:
    asked = here.request.query_params
    waiting = asked.get("waiting") == "1"
    async with here.services.db.read() as reader:
        found = await malls.malls_of_market(reader, here.market_id, asked.get("after"), PAGE, waiting=waiting)
    return await room_page(
        here,
        "malls.html",
        nav="malls",
        refused=refusal,
        said={"host_confirmed": True, "host_withdrawn": True},
        malls=found.items,
        after=found.next_cursor,
        waiting=waiting,
        acts=may(here, roles.JUDGES),
    )


ROUTES = [mall_list, confirm_host, withdraw_host]

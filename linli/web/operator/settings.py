"""What holds for the whole market: what it opened with, and whether branches are looked at first."""

from litestar import Response, get, post

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import markets
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import back_with, may, reason_in, room_page
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
ACT = {"who": Who.OPERATOR, "roles": roles.DIRECTORS}
CHOICES = {"first": True, "at_once": False}


@get("/{market:str}/operator/settings", opt=SEE)
async def settings_page(here: Asked) -> Response[str]:
    """What never changes, what can be set, and since when it is so."""
    return await _page(here)


async def _page(here: Here, refusal: Refusal | None = None) -> Response[str]:
    form = await here.request.form() if refusal else {}
    stands = "first" if here.market.checks_branches else "at_once"
    return await room_page(
        here,
        "settings.html",
        nav="settings",
        refused=refusal,
        said={
            "branches_first": here.market.checks_branches,
            "branches_at_once": not here.market.checks_branches,
            "setting_same": True,
        },
        stands=stands,
        choices=list(CHOICES),
        typed={"branches": str(form.get("branches", stands)), "why": str(form.get("why", ""))},
        wrong=str(refusal.params.get("field", "")) if refusal else "",
        acts=may(here, roles.DIRECTORS),
        reads_trail=may(here, roles.TRAIL),
    )


@post("/{market:str}/operator/settings/branches", opt=ACT)
async def branches_set(here: Asked) -> Response[str]:
    """Whether a verified merchant's further stores open at once, from the next one on."""
    wanted = str((await here.request.form()).get("branches", ""))
    try:
        if wanted not in CHOICES:
            raise INVALID(field="branches")
        why = await reason_in(here)
        async with here.services.db.work(here.actor) as work:
            changed = await markets.check_branches(work, here.market_id, CHOICES[wanted], why)
    except Refusal as refusal:
        return await _page(here, refusal)
    return back_with(here, "settings", f"branches_{wanted}" if changed else "setting_same")


ROUTES = [settings_page, branches_set]

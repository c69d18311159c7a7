"""What holds for the whole market: what it opened with, whether branches are looked at first, and what
payment codes say.
"""

from litestar import Response, get, post

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import markets, payments
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
    async with here.services.db.read() as reader:
        rule = await payments.pay_code_rule(reader, here.market_id)
    of_codes = "network" in form
    why = str(form.get("why", ""))
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
            "pay_codes_on": rule.shown,
            "pay_codes_off": not rule.shown,
        },
        codes={
            "shown": str(form.get("shown", "") if of_codes else "yes" if rule.shown else ""),
            "network": str(form.get("network", rule.network)),
            "account": str(form.get("account", rule.account)),
            "why": why if of_codes else "",
        },
        of_codes=of_codes,
        stands=stands,
        choices=list(CHOICES),
        typed={"branches": str(form.get("branches", stands)), "why": "" if of_codes else why},
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


@post("/{market:str}/operator/settings/codes", opt=ACT)
async def pay_codes_set(here: Asked) -> Response[str]:
    """Whether payment codes are written as EMVCo payloads, and in whose name."""
    form = await here.request.form()
    shown = form.get("shown") == "yes"
    named = (str(form.get("network", "")).strip(), str(form.get("account", "")).strip())
    try:
        why = await reason_in(here)
        async with here.services.db.work(here.actor) as work:
            changed = await payments.set_pay_code_rule(work, here.market_id, shown, *named, why)
    except Refusal as refusal:
        return await _page(here, refusal)
    return back_with(here, "settings", f"pay_codes_{'on' if shown else 'off'}" if changed else "setting_same")


ROUTES = [settings_page, branches_set, pay_codes_set]
